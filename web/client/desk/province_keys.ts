/**
 * Signs queue keys with the province's key, opened from its file in this page; it must never send the file, its passphrase
 * or its seed, nor sign a key whose fingerprint wasn't typed, nor name a unit other than its signed id does. Source: docs/sealed-tip-spec.md, sections 13 and 16.
 */
import { equalBytes, wipe, type Bytes } from "../sealing/bytes";
import { signEntry, type DirectoryEntry } from "../sealing/directory";
import { DirectoryRefused, Malformed, WrongKeyOrPlace } from "../sealing/errors";
import { fingerprint, fingerprintMatches } from "../sealing/fingerprints";
import { openKeyFile, readKeyFile } from "../sealing/key_files";
import { consequences, field, openAct, Said, shown } from "./act_dialog";
import { directoryTrust, seen, trustedProvince } from "./directory";
import { differingGroups } from "./digit_groups";
import { busy, find, make, showError, toast } from "./dom";
import { deploymentId, stretch } from "./key";
import { wireReveal } from "./reveal";
import { fromBase64, getPage, post, toBase64 } from "./server";
import { replaceFrom } from "./swapping";
import { doubtOf, namedUnit, type NamedUnit } from "./unit_names";
import { doubtBanner, namesTrouble } from "./unit_notes";

const IDLE_MILLISECONDS = 15 * 60 * 1000;
const DAYS_VALID = 400;
const LEEWAY_SECONDS = 600;
const LARGEST_FILE = 10_000;

/** What is to be signed, as the page names it. */
interface Wanted {
  readonly unit: string;
  readonly role: string;
  readonly epoch: number;
  readonly serial: number;
  readonly publicKey: Bytes;
}

class ProvinceKeys extends HTMLElement {
  #seed: Bytes | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.addEventListener("click", this.#click);
    this.addEventListener("pointerdown", this.#touch);
    this.addEventListener("keydown", this.#touch);
    const form = this.querySelector<HTMLFormElement>("[data-open-form]");
    if (form === null) return;
    wireReveal(find("[data-reveal]", form), find("#key-words", form));
    find("#key-file", form).addEventListener("change", () => this.#nameFile());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#open(form);
    });
  }

  disconnectedCallback(): void {
    this.#close();
  }

  readonly #touch = (): void => {
    if (this.#seed === null) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#close(), IDLE_MILLISECONDS);
  };

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button") : null;
    if (button?.dataset["close"] !== undefined) this.#close();
    else if (button?.dataset["sign"] !== undefined) void this.#ask(button);
  };

  /** Open the file; nothing of it leaves this object. */
  async #open(form: HTMLFormElement): Promise<void> {
    const [file, words] = [find<HTMLInputElement>("#key-file", form), find<HTMLInputElement>("#key-words", form)];
    const error = find("[data-open-error]", this);
    const done = busy(find<HTMLButtonElement>("button[type=submit]", form), "Đang mở");
    showError(error, "");
    try {
      const chosen = file.files?.[0];
      if (chosen === undefined || chosen.size > LARGEST_FILE) throw new Said("Chọn tệp khóa của tỉnh.");
      const key = readKeyFile(await chosen.text());
      if (key.kind !== "province" || key.holder !== this.#province) throw new Said("Tệp này không phải khóa của tỉnh mình.");
      if (!equalBytes(key.deployment, deploymentId())) throw new Said("Tệp này thuộc một hệ thống khác.");
      const certified = await trustedProvince(this.#province, fromBase64(this.dataset["entry"] ?? ""));
      if (!equalBytes(certified.entry.publicKey, key.publicKey)) throw new Said("Khóa gốc đã chứng nhận một khóa khác cho tỉnh. Dùng tệp mới nhất.");
      this.#seed = await openKeyFile(key, words.value, stretch);
      find("[data-province-digits]", this).textContent = await fingerprint("province", key.publicKey);
      this.#show(true);
      this.#touch();
    } catch (failure) {
      showError(error, openingSentence(failure));
    } finally {
      words.value = "";
      done();
    }
  }

  #close(): void {
    clearTimeout(this.#timer);
    if (this.#seed !== null) wipe(this.#seed);
    this.#seed = null;
    const file = this.querySelector<HTMLInputElement>("#key-file");
    if (file !== null) file.value = "";
    if (!this.isConnected) return;
    this.#nameFile();
    this.#show(false);
  }

  #nameFile(): void {
    const chosen = find<HTMLInputElement>("#key-file", this).files?.[0];
    find("[data-file-name]", this).textContent = chosen?.name ?? "Chưa chọn tệp";
  }

  #show(open: boolean): void {
    const state = find("[data-state]", this);
    state.className = open ? "chip chip-good" : "chip";
    state.textContent = open ? "Đang mở" : "Đang đóng";
    find("[data-open-form]", this).hidden = open;
    find("[data-opened]", this).hidden = !open;
    find<HTMLElement>(open ? "[data-close]" : "#key-file", this).focus({ preventScroll: true });
  }

  get #province(): string {
    return this.dataset["province"] ?? "";
  }

  /** Ask for the digits that the unit reads out; they stand nowhere on this screen, so that nobody copies them. */
  async #ask(opener: HTMLElement): Promise<void> {
    if (this.#seed === null) {
      const error = find("[data-open-error]", this);
      showError(error, "Mở khóa của tỉnh trước, rồi mới ký được.");
      error.scrollIntoView({ block: "center" });
      return find("#key-file", this).focus({ preventScroll: true });
    }
    const { sign = "", name: offered = "", role = "", epoch = "", serial = "", key = "" } = opener.dataset;
    const done = busy(opener);
    const named = await namedUnit(sign, offered).catch(() => null);
    done();
    const name = named?.name ?? `đơn vị mã ${sign}`;
    const refusal = refusalOf(named, this.#province);
    const doubt = refusal !== "" || named === null ? refusal : doubtOf(named);
    const wanted: Wanted = { unit: sign, role, epoch: Number(epoch), serial: Number(serial), publicKey: fromBase64(key) };
    const input = make("input", { class: "input mono", id: "digits", inputmode: "numeric", autocomplete: "off", maxlength: "48" }) as HTMLInputElement;
    openAct({
      title: `Ký khóa của ${name}`,
      body: [
        ...doubtBanner(doubt),
        make("p", { class: "meta" }, `Mã đơn vị ${sign} · khóa số ${epoch}`),
        field("Ba mươi số đơn vị đọc qua điện thoại", input, "Gọi số máy đã biết của đơn vị, nhận ra giọng người nghe. Đừng nhận số qua tin nhắn."),
        consequences("Sau khi ký", [
          ["lock", `Tin mới gửi ${name} được niêm phong bằng khóa này.`],
          ["clock", `Chữ ký có hạn ${DAYS_VALID} ngày, ký lại được bất cứ lúc nào.`],
        ]),
      ],
      act: `Ký khóa của ${name}`,
      actIcon: "stamp",
      verb: "Đang ký",
      typed: () => input.value !== "",
      opener,
      submit: async () => {
        this.#touch();
        if (refusal !== "") throw new Said(refusal);
        if (!(await fingerprintMatches(input.value, "queue", wanted.publicKey))) throw new Said(await differenceSentence(input.value, wanted.publicKey));
        const entry = await this.#signed(wanted).catch(explainSigning);
        await post(`/province/keys/${wanted.unit}`, { entry: toBase64(entry) });
        await shown(() => this.#refresh());
        return () => toast(`Đã ký khóa của ${name}`);
      },
    });
  }

  /** Return the entry, after it was verified as everybody else will verify it. */
  async #signed(wanted: Wanted): Promise<Bytes> {
    if (this.#seed === null) throw new Said("Khóa của tỉnh đã đóng. Mở lại rồi ký.");
    const provinceEntry = fromBase64(this.dataset["entry"] ?? "");
    const before = seen("queue", this.#province, wanted.unit);
    if (wanted.serial <= before.serial || wanted.epoch < before.epoch) throw new DirectoryRefused("the server offers an older key");
    const now = Math.floor(Date.now() / 1000);
    const entry: DirectoryEntry = {
      kind: "queue",
      deployment: deploymentId(),
      serial: wanted.serial,
      epoch: wanted.epoch,
      validFrom: now - LEEWAY_SECONDS,
      notAfter: now + DAYS_VALID * 86_400 - 1,
      province: this.#province,
      queue: wanted.unit,
      role: wanted.role,
      holder: new Uint8Array(),
      publicKey: wanted.publicKey,
    };
    const signed = await signEntry(entry, this.#seed);
    const certified = await trustedProvince(this.#province, provinceEntry);
    await directoryTrust().queue(signed, certified, wanted.unit, wanted.role, before);
    return signed;
  }

  /** Show what is signed now; the open key stays in this element, so only its lists are replaced. */
  async #refresh(): Promise<void> {
    const fresh = await getPage("/province/keys");
    const next = fresh.getElementById("province-keys");
    if (next === null) return;
    this.querySelectorAll(":scope > section:not(:first-child)").forEach((section) => section.remove());
    next.querySelectorAll(":scope > section:not(:first-child)").forEach((section) => this.append(document.importNode(section, true)));
    replaceFrom(fresh, ["nav"]);
  }
}

async function differenceSentence(typed: string, publicKey: Uint8Array): Promise<string> {
  const groups = differingGroups(typed, await fingerprint("queue", publicKey));
  if (groups === null) return "Số đối chiếu có ba mươi chữ số, sáu nhóm năm số.";
  return `Chưa khớp ở nhóm ${groups.join(", ")}. Nghe đọc lại; nếu vẫn khác, đừng ký và báo Thanh tra.`;
}

/** Why this unit's key isn't signed here at all; empty where nothing stands against it. */
function refusalOf(named: NamedUnit | null, province: string): string {
  if (named === null) return namesTrouble("ký", "Thanh tra");
  return named.checked && named.province !== province ? `Mã đơn vị ${named.queue} thuộc tỉnh khác. Đừng ký, báo Thanh tra.` : "";
}

function openingSentence(failure: unknown): string {
  if (failure instanceof Said) return failure.message;
  if (failure instanceof WrongKeyOrPlace) return "Chưa khớp. Xem lại mật khẩu năm từ của tệp khóa.";
  if (failure instanceof DirectoryRefused) return "Khóa của tỉnh trên máy chủ không khớp khóa gốc. Đừng ký, báo Thanh tra.";
  if (failure instanceof Malformed) return "Không đọc được tệp này, hoặc chưa điền mật khẩu năm từ.";
  return "Có lỗi trong trình duyệt. Tải lại trang rồi thử lại.";
}

function explainSigning(failure: unknown): never {
  if (failure instanceof DirectoryRefused) throw new Said("Máy chủ đưa ra một khóa cũ hơn khóa máy này đã thấy. Đừng ký, báo Thanh tra.");
  throw failure;
}

customElements.define("province-keys", ProvinceKeys);
