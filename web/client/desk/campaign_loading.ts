/** Fetches what the campaign pages need once one of them is shown; it must never delay the queue for it. */
import { make } from "./dom";

const WANTED = "campaign-page, campaign-editor";

function load(): void {
  if (document.querySelector(WANTED) === null) return;
  void import("./campaign_editor");
  if (document.querySelector("link[data-emoji]") !== null) return;
  // Labels of chat buttons begin with emoji, which not every machine has; the font loads by range, if at all.
  document.head.append(make("link", { rel: "stylesheet", href: "/static/fonts/noto-emoji.css", "data-emoji": "" }));
}

document.addEventListener("htmx:afterSettle", load);
load();
