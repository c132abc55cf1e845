/** Talks to the desk's own server; it must never send anything unsealed but what the page itself shows as metadata. */
import { concat, type Bytes } from "../sealing/bytes";

/** The server said no; the message is its Vietnamese sentence, ready to be shown. */
export class Refused extends Error {
  constructor(
    sentence: string,
    readonly status: number,
    readonly reason: string,
  ) {
    super(sentence);
  }
}

/** The server couldn't be reached; nothing is known about what was asked. */
export class Unreachable extends Error {}

const NO_ANSWER = "Chưa nối được máy chủ. Việc vừa làm chưa chắc đã lưu, thử lại sau.";
const BROKEN = "Máy chủ gặp lỗi. Thử lại sau ít phút.";

/** Post an object; return the answer. Throws `Refused` or `Unreachable`. */
export async function post(path: string, body: object = {}): Promise<Record<string, unknown>> {
  const response = await reach(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}

/** Post a file's bytes as they are; return the answer. Throws `Refused` or `Unreachable`. */
export async function postFile(path: string, file: Blob): Promise<Record<string, unknown>> {
  const response = await reach(path, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: file });
  return (await response.json()) as Record<string, unknown>;
}

/** Fetch an object. Throws `Refused` or `Unreachable`. */
export async function getObject(path: string): Promise<Record<string, unknown>> {
  const response = await reach(path, { headers: { accept: "application/json" } });
  return (await response.json()) as Record<string, unknown>;
}

/** Fetch sealed bytes. Throws `Refused` or `Unreachable`. */
export async function getBytes(path: string): Promise<Bytes> {
  const response = await reach(path, { headers: { accept: "application/octet-stream" } });
  return new Uint8Array(await response.arrayBuffer());
}

/** Post an object; return the page, or piece of one, that answers, as a document that runs nothing. Throws as above. */
export async function postForPage(path: string, body: object): Promise<Document> {
  const response = await reach(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/html" },
    body: JSON.stringify(body),
  });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Fetch a page of our own, as a document that runs nothing. Throws `Refused` or `Unreachable`. */
export async function getPage(address: string): Promise<Document> {
  const response = await reach(address, { headers: { "hx-request": "true", accept: "text/html" } });
  const elsewhere = response.headers.get("hx-redirect");
  if (elsewhere !== null) leaveFor(elsewhere);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Return bytes of base64 text that our own server wrote. */
export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Return bytes as base64 text. */
export function toBase64(bytes: Uint8Array): string {
  let letters = "";
  for (const byte of concat(bytes)) letters += String.fromCharCode(byte);
  return btoa(letters);
}

/** Go to another page of the desk; nothing after this call matters any more. */
export function leaveFor(address: string): void {
  window.location.assign(address);
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, credentials: "same-origin", cache: "no-store", redirect: "error" });
  } catch {
    throw new Unreachable(NO_ANSWER);
  }
  if (response.ok) return response;
  const said = (await response.json().catch(() => ({}))) as { error?: string; reason?: string };
  if (response.status === 401 && said.reason !== "sign_in") leaveFor("/sign-in");
  throw new Refused(said.error ?? BROKEN, response.status, said.reason ?? "");
}
