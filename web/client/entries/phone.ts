/** Starts the demo page: the phone, the officers' sign-in data and the frame around both. */

import { byId } from "../phone/elements";
import { wireTabs, wireTheme } from "../phone/page_frame";
import { Phone } from "../phone/phone";
import { showSignInData } from "../phone/sign_in_data";

wireTheme();
wireTabs();
if (document.getElementById("officer") !== null) void showSignInData();
void Phone.open().then((phone) => {
  byId("start-again", HTMLButtonElement).addEventListener("click", () => void phone.startAgain());
});
