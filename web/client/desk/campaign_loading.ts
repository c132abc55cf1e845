/** Fetches what the campaign pages need once one of them is shown; it must never delay the queue for it. */
const WANTED = "campaign-page, campaign-editor";

function load(): void {
  if (document.querySelector(WANTED) !== null) void import("./campaign_editor");
}

document.addEventListener("htmx:afterSettle", load);
load();
