/** Fetches what the campaign pages need once one of them is shown; it must never delay the queue for it. */
import { make, showError } from "./dom";

const WANTED = "campaign-page, campaign-editor";

function load(): void {
  if (document.querySelector(WANTED) === null) return;
  import("./campaign_editor").catch(saySo);
  if (document.querySelector("link[data-emoji]") !== null) return;
  // Labels of chat buttons begin with emoji, which not every machine has; the font loads by range, if at all.
  document.head.append(make("link", { rel: "stylesheet", href: "/static/fonts/noto-emoji.css", "data-emoji": "" }));
}

function saySo(): void {
  const place = document.querySelector<HTMLElement>(`:is(${WANTED}) [data-page-error]`);
  if (place !== null) showError(place, "Trang chưa tải xong nên chưa dùng được. Xem lại mạng rồi tải lại trang.");
}

document.addEventListener("htmx:afterSettle", load);
load();
