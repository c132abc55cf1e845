/** The sign-in page. */
import "../desk/pressed_once";
import "../desk/six_digits";
import "../desk/sign_in";
