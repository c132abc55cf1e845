/** The page of an invitation. */
import "../desk/six_digits";
import "../desk/invitation";
