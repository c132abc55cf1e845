/** The sign-in page. */
import "../desk/six_digits";
import "../desk/sign_in";
