/**
 * The offline page of a recovery: two holders' shares bring the recovery key back for a moment, and the queue's seeds are
 * sealed to one officer; it must never keep a share on the screen, nor write anything that is open. It has no network:
 * its policy allows none.
 */
import { wipe, type Bytes } from "../sealing/bytes";
import { equalBytes } from "../sealing/bytes";
import { Malformed, SealingError } from "../sealing/errors";
import { fingerprint, fingerprintMatches } from "../sealing/fingerprints";
import { selfTest } from "../sealing/hybrid_keys";
import { combineRecovery, keyMark, readShare, type RecoveryShare } from "../sealing/recovery";
import { answerRequest, readRequest, type Candidate, type RecoveryRequest } from "../sealing/recovery_files";
import { differingGroups } from "../desk/digit_groups";

const LETTERS = 72;
const KINDS: Readonly<Record<string, string>> = { c: "Công an cấp xã", d: "Trực ban cấp tỉnh", i: "Thanh tra cấp tỉnh" };

let request: RecoveryRequest | undefined;
let seed: Bytes | undefined;
const shares: (RecoveryShare | undefined)[] = [undefined, undefined];

function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found as T;
}

function say(id: string, sentence: string): void {
  const place = byId(id);
  place.textContent = sentence;
  place.hidden = sentence === "";
}

function show(step: "request" | "shares" | "answer", on: boolean): void {
  for (const part of document.querySelectorAll<HTMLElement>(`[data-needs-${step}]`)) part.hidden = !on;
}

/** Forget what was put together; the shares themselves are forgotten with `all`. */
function forget(all: boolean): void {
  if (seed !== undefined) wipe(seed);
  seed = undefined;
  if (all) {
    for (const share of shares) if (share !== undefined) wipe(share.share);
    shares.fill(undefined);
    document.querySelectorAll<HTMLElement>("[data-share]").forEach((place) => again(place));
  }
  show("shares", false);
  show("answer", false);
}

async function readFile(input: HTMLInputElement): Promise<void> {
  forget(true);
  request = undefined;
  show("request", false);
  byId("request-facts").hidden = true;
  say("request-error", "");
  const file = input.files?.[0];
  byId("request-name").textContent = file?.name ?? "Chưa chọn tệp";
  if (file === undefined) return;
  try {
    request = readRequest(await file.text());
  } catch {
    say("request-error", "Tệp này không phải tệp yêu cầu khôi phục. Lấy lại tệp từ bàn làm việc.");
    return;
  }
  byId("unit").textContent = request.unit;
  byId("queue").textContent = `${request.queue} · ${KINDS[request.queue.charAt(0)] ?? "đơn vị khác"}`;
  byId("level").textContent = `Tỉnh ${request.province}, ${request.level === "inspectorate" ? "riêng của Thanh tra" : "của tỉnh"}`;
  byId("recovery-digits").textContent = await fingerprint("recovery", request.recoveryPublicKey);
  byId("officers").replaceChildren(byId("officers").querySelector("legend") ?? "", ...request.candidates.map(choice));
  byId("request-facts").hidden = false;
  if (request.candidates.length === 0) {
    say("request-error", "Trong tệp này không có ai chờ khóa. Người nhận phải tham gia trước, rồi lấy lại tệp.");
    return;
  }
  show("request", allowed());
}

function choice({ name, officer }: Candidate, at: number): HTMLElement {
  const label = document.createElement("label");
  label.className = "choice";
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "officer", value: String(at) });
  const text = document.createElement("span");
  const small = document.createElement("small");
  small.textContent = `Mã ${Array.from(officer.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  text.append(name, small);
  label.append(input, text);
  return label;
}

/** Take a share off the screen as soon as it is whole. */
async function typed(place: HTMLElement, area: HTMLTextAreaElement): Promise<void> {
  const at = Number(place.dataset["share"]);
  const error = `share-${at}-error`;
  say(error, "");
  if (request === undefined || area.value.replace(/[\s\-.–—]+/g, "").length < LETTERS) return;
  const share = await readShare(area.value);
  const other = shares[1 - at];
  if (share === null) return say(error, "Có chữ chưa đúng. So lại từng nhóm bốn chữ với tờ giấy.");
  if (!equalBytes(share.mark, await keyMark(request.recoveryPublicKey))) return say(error, "Mảnh này của một khóa khác. Xem dòng ghi trên đầu tờ giấy.");
  if (other !== undefined && other.share.at(-1) === share.share.at(-1)) return say(error, "Hai người đang gõ cùng một mảnh. Cần mảnh của người giữ khác.");
  shares[at] = share;
  area.value = "";
  const done = place.querySelector<HTMLElement>(".done");
  if (done !== null) {
    done.hidden = false;
    const text = done.querySelector("span");
    if (text !== null) text.textContent = `Đã nhận mảnh số ${share.share.at(-1) ?? 0}`;
  }
  place.querySelector<HTMLElement>(".field")?.toggleAttribute("hidden", true);
  await combined();
}

function again(place: HTMLElement): void {
  shares[Number(place.dataset["share"])] = undefined;
  place.querySelector<HTMLElement>(".done")?.toggleAttribute("hidden", true);
  place.querySelector<HTMLElement>(".field")?.toggleAttribute("hidden", false);
  const area = place.querySelector("textarea");
  if (area !== null) area.value = "";
}

async function combined(): Promise<void> {
  const given = shares.filter((share) => share !== undefined);
  say("shares-error", "");
  if (request === undefined || given.length < shares.length) return;
  try {
    seed = await combineRecovery(request.deployment, given, request.recoveryPublicKey);
    show("shares", true);
    document.querySelector<HTMLInputElement>("#officers input")?.focus();
  } catch (failure) {
    if (!(failure instanceof SealingError)) throw failure;
    say("shares-error", "Hai mảnh này không ghép thành khóa. Có thể khóa cần nhiều mảnh hơn, hoặc mảnh thuộc lần chia khác.");
  }
}

async function seal(): Promise<void> {
  say("officer-error", "");
  const chosen = document.querySelector<HTMLInputElement>("#officers input:checked");
  const candidate = chosen === null ? undefined : request?.candidates[Number(chosen.value)];
  if (request === undefined || seed === undefined || candidate === undefined) return say("officer-error", "Chọn người được trao khóa.");
  const digits = byId<HTMLInputElement>("digits").value;
  if (!(await fingerprintMatches(digits, "officer", candidate.publicKey))) {
    const groups = differingGroups(digits, await fingerprint("officer", candidate.publicKey));
    return say("officer-error", groups === null ? "Số đối chiếu có ba mươi chữ số, sáu nhóm năm số." : `Chưa khớp ở nhóm ${groups.join(", ")}. Nghe đọc lại; nếu vẫn khác, dừng lại và báo Thanh tra.`);
  }
  try {
    const answer = await answerRequest(request, seed, candidate);
    const link = byId<HTMLAnchorElement>("answer");
    link.href = URL.createObjectURL(new Blob([answer], { type: "application/json" }));
    link.download = `tra-loi-${request.queue}.json`;
    forget(true);
    show("request", false);
    show("answer", true);
    byId("answer-title").focus();
  } catch (failure) {
    if (!(failure instanceof SealingError)) throw failure;
    say("officer-error", failure instanceof Malformed ? "Tệp yêu cầu bị hỏng. Lấy lại tệp từ bàn làm việc." : "Khóa trong tệp không mở được bằng khóa khôi phục này. Lấy lại tệp; nếu vẫn vậy, báo Thanh tra.");
  }
}

/** Whether shares may be typed: without a network, or where somebody says that the machine is mistaken about one. */
function allowed(): boolean {
  return !navigator.onLine || byId<HTMLInputElement>("truly-offline").checked;
}

function network(): void {
  byId("online").hidden = !navigator.onLine;
  show("request", request !== undefined && request.candidates.length > 0 && allowed());
}

document.documentElement.dataset["theme"] = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
byId<HTMLInputElement>("request").addEventListener("change", (event) => void readFile(event.target as HTMLInputElement));
for (const place of document.querySelectorAll<HTMLElement>("[data-share]")) {
  const area = place.querySelector("textarea");
  area?.addEventListener("input", () => void typed(place, area));
  place.querySelector("[data-again]")?.addEventListener("click", () => {
    forget(false);
    again(place);
    area?.focus();
  });
}
byId("seal").addEventListener("click", () => void seal());
byId("truly-offline").addEventListener("change", network);
for (const kind of ["online", "offline"]) window.addEventListener(kind, network);
window.addEventListener("pagehide", () => forget(true));
network();
selfTest().catch(() => say("request-error", "Trình duyệt này không mở được khóa. Dùng Chrome, Edge, Firefox hoặc Safari bản mới."));
