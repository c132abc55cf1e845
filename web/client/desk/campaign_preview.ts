/** Shows a warning as the channels will, at every keystroke; it must never differ from what the server composes (a test compares). */
import { make } from "./dom";

/** The house's words around every warning in one language. */
export type Frame = Readonly<Record<"correction" | "promise" | "urgent" | "stop" | "met" | "topic" | "report" | "stop_number", string>>;

/** What is being written. */
export interface Written {
  readonly title: string;
  readonly body: string;
  readonly correction: boolean;
  /** Null for a normal campaign. */
  readonly urgentReason: string | null;
  readonly buttons: readonly string[];
}

const ORDER = ["met", "topic", "report", "stop"] as const;

/** Put what is written into every place of the preview. */
export function showPreview(root: ParentNode, written: Written, frame: Frame): void {
  const title = (written.correction ? `${frame.correction} ` : "") + written.title.trim();
  const reason = written.urgentReason;
  const end = reason === null ? [] : [frame.urgent.replace("{reason}", () => reason.trim())];
  const put = (selector: string, text: string): void => {
    for (const place of root.querySelectorAll(selector)) place.textContent = text;
  };
  put("[data-preview-title]", title);
  put("[data-preview-body]", written.body.trim());
  put("[data-preview-end]", [...end, frame.promise].join("\n"));
  put("[data-preview-stop]", frame.stop_number);
  const labels = ORDER.filter((name) => written.buttons.includes(name)).map((name) => make("span", {}, frame[name]));
  for (const place of root.querySelectorAll("[data-preview-buttons]")) place.replaceChildren(...labels.map((label) => label.cloneNode(true)));
}

/** Show a picture in the preview, or none for an empty address. */
export function showPicture(root: ParentNode, address: string): void {
  for (const image of root.querySelectorAll<HTMLImageElement>("[data-preview-picture]")) {
    if (address === "") image.removeAttribute("src");
    else image.src = address;
    image.hidden = address === "";
  }
}
