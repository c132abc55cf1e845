/** Fetches what the campaign pages need once one of them is shown; it must never delay the queue for it, nor let words go that were typed before it came. */
import { UNSAVED, type Followed } from "./campaign_leaving";
import { make, showError } from "./dom";
import { typedInto } from "./typed_fields";

const WANTED = "campaign-page, campaign-editor";

/** Whether the last fetching brought the script. */
let coming: Promise<boolean> = Promise.resolve(false);

function load(): void {
  if (document.querySelector(WANTED) === null) return;
  coming = import("./campaign_editor").then(() => true, saySo);
  if (document.querySelector("link[data-emoji]") !== null) return;
  // Labels of chat buttons begin with emoji, which not every machine has; the font loads by range, if at all.
  document.head.append(make("link", { rel: "stylesheet", href: "/static/fonts/noto-emoji.css", "data-emoji": "" }));
}

function saySo(): boolean {
  const place = document.querySelector<HTMLElement>(`:is(${WANTED}) [data-page-error]`);
  if (place !== null) showError(place, "Trang chưa tải xong nên chưa dùng được. Xem lại mạng rồi tải lại trang.");
  return false;
}

/** Whether words stand in an editor whose script, which saves them, isn't there. */
function unheard(): boolean {
  const editor = document.querySelector("campaign-editor:not(:defined)");
  return editor !== null && typedInto(editor);
}

document.addEventListener("htmx:confirm", (event) => {
  const { elt, verb, issueRequest } = (event as CustomEvent<Followed>).detail;
  if (verb !== "get" || !unheard()) return;
  event.preventDefault();
  void coming.then((came) => {
    if (!elt.isConnected) return;
    // Pressed again it meets the editor, which saves first.
    if (came && elt instanceof HTMLElement) elt.click();
    else if (window.confirm(UNSAVED)) issueRequest(true);
  });
});
window.addEventListener("beforeunload", (event) => {
  if (unheard()) event.preventDefault();
});
document.addEventListener("htmx:afterSettle", load);
load();
