/** The page of an invitation. */
import "../desk/pressed_once";
import "../desk/six_digits";
import "../desk/invitation";
