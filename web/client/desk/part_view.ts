/**
 * Shows an opened part in place: text as text, pictures and sound from an allow-list, anything else as a download; it
 * must never let a part run, load anything, or open at the desk's own origin.
 */
import { readLocation, readText, type Content, type MediaKind } from "../sealing/frames";
import { icon, make } from "./dom";
import { soundPlayer } from "./sound_player";

const PICTURES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);
const SOUNDS = new Set(["audio/ogg", "audio/opus", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/webm", "audio/wav", "audio/x-wav", "audio/flac"]);
const FILMS = new Set(["video/mp4", "video/webm", "video/quicktime"]);

const KIND: Readonly<Record<MediaKind, readonly [string, string]>> = {
  text: ["message-square-text", "Chữ"],
  photo: ["image", "Ảnh"],
  voice: ["mic", "Tiếng nói"],
  audio: ["mic", "Tiếng"],
  video: ["video", "Video"],
  video_note: ["video", "Video"],
  document: ["paperclip", "Tệp"],
  location: ["map-pin", "Vị trí"],
  manifest: ["shield-check", "Niêm phong"],
};

/** Return the icon and name of a kind. */
export function kindName(kind: MediaKind): readonly [string, string] {
  return KIND[kind];
}

/** What a page holds of an opened part; `close` takes it away again. */
export interface PartView {
  readonly nodes: readonly Node[];
  close(): void;
}

/** Return what shows this content; `name` says which part it is, for who can't see it; `officers`: an officer added it. */
export function partView(content: Content, name: string, officers = false): PartView {
  const addresses: string[] = [];
  const address = (mime: string): string => {
    const made = URL.createObjectURL(new Blob([content.body], { type: mime }));
    addresses.push(made);
    return made;
  };
  const nodes = [...mainNodes(content, name, address, officers)];
  if (content.caption !== undefined) nodes.push(textNode(content.caption));
  return {
    nodes,
    close: () => {
      for (const made of addresses) URL.revokeObjectURL(made);
    },
  };
}

function mainNodes(content: Content, name: string, address: (mime: string) => string, officers: boolean): readonly Node[] {
  const mime = (content.mime ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (content.kind === "text") return [textNode(readText(content))];
  if (content.kind === "location") return [placeNode(content)];
  if (content.kind === "photo" && PICTURES.has(mime)) return picture(address(mime), name, content, officers);
  if ((content.kind === "voice" || content.kind === "audio") && SOUNDS.has(mime)) return [soundPlayer(address(mime), content.body, content.seconds, name)];
  if ((content.kind === "video" || content.kind === "video_note") && FILMS.has(mime)) return [film(address(mime), name)];
  return [file(content)];
}

/** Text exactly as it was written: line ends kept, its direction its own, nothing in it is markup. */
function textNode(text: string): HTMLElement {
  return make("div", { class: "part-text", dir: "auto" }, text);
}

function placeNode(content: Content): HTMLElement {
  const { latitude, longitude } = readLocation(content);
  const text = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const copy = make("button", { class: "button button-secondary button-small", type: "button" }, icon("copy"), make("span", {}, "Chép tọa độ"));
  copy.addEventListener("click", () => void navigator.clipboard.writeText(text));
  return make("div", { class: "row" }, make("span", { class: "mono" }, text), copy);
}

function picture(address: string, name: string, content: Content, officers: boolean): readonly Node[] {
  const image = make("img", { src: address, alt: officers ? `${name}: ảnh của cán bộ` : `${name}: ảnh người báo gửi`, decoding: "async" }) as HTMLImageElement;
  if (content.width !== undefined && content.height !== undefined) {
    image.width = content.width;
    image.height = content.height;
    image.style.height = "auto";
  }
  image.addEventListener("error", () => image.replaceWith(file(content)), { once: true });
  const enlarge = make("button", { class: "button button-secondary button-small", type: "button" }, icon("maximize-2"), make("span", {}, "Xem lớn"));
  enlarge.addEventListener("click", () => showLarge(address, name));
  return [image, make("div", { class: "row" }, enlarge, ...(officers ? [] : [make("span", { class: "meta" }, "Đã xóa nơi chụp, giờ chụp khỏi ảnh")]))];
}

function showLarge(address: string, name: string): void {
  const close = make("button", { class: "button button-secondary button-icon", type: "button", "aria-label": "Đóng ảnh" }, icon("x"));
  const viewer = make("dialog", { class: "viewer", "aria-label": name }, make("img", { src: address, alt: name }), close) as HTMLDialogElement;
  close.addEventListener("click", () => viewer.close());
  viewer.addEventListener("click", (event) => {
    if (event.target === viewer) viewer.close();
  });
  viewer.addEventListener("close", () => viewer.remove());
  document.querySelector("tip-view")?.append(viewer);
  viewer.showModal();
}

function film(address: string, name: string): HTMLElement {
  const video = make("video", { src: address, controls: "", preload: "metadata", "aria-label": name, playsinline: "" }) as HTMLVideoElement;
  video.disablePictureInPicture = true;
  return video;
}

/** A file that isn't shown here: saved under a harmless type, so that no browser opens it by itself. */
function file(content: Content): HTMLElement {
  const name = safeName(content);
  const save = make("button", { class: "button button-secondary button-small", type: "button" }, icon("download"), make("span", {}, "Tải về"));
  save.addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([content.body], { type: "application/octet-stream" }));
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
  return make("div", { class: "part-file" },
    icon("file-text", 20),
    make("span", {}, make("bdi", { class: "part-file-name" }, name), make("span", { class: "meta" }, ` ${sizeOf(content.body.length)}`)),
    save,
    make("span", { class: "meta" }, "Tệp có thể gây hại. Chỉ mở trên máy được phép."),
  );
}

/** The file's own name without what could fool an eye or a disk: direction marks, controls, path separators. */
function safeName(content: Content): string {
  const given = (content.name ?? "").replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").replace(/[/\\:*?"<>|]/g, "_").trim();
  return given.replace(/^\.+/, "").slice(0, 120) || "tep-dinh-kem.bin";
}

/** `1,2 MB`, `12 KB`. */
function sizeOf(bytes: number): string {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1).replace(".", ",")}\u00a0MB`;
  return `${Math.max(1, Math.round(bytes / 1000))}\u00a0KB`;
}
