/** The sign-in form; only the proof of the passphrase leaves the browser, never the passphrase or the wrap key. */
import { wipe } from "../sealing/bytes";
import { Malformed, SealingError } from "../sealing/errors";
import { selfTest } from "../sealing/hybrid_keys";
import { deriveOfficerSecrets } from "../sealing/officer_keys";
import { busy, find, showError } from "./dom";
import { deploymentId, forgetAnswer, stretch, unlockWith } from "./key";
import { NoPasskey, passkeysKnown, signedChallenge } from "./passkey_device";
import { wireReveal } from "./reveal";
import { fromBase64, leaveFor, post, Refused, toBase64, Unreachable } from "./server";
import { misspeltWords } from "./word_list";

/** What is sent besides name and proof, and where. */
interface Factor {
  readonly path: string;
  readonly posted: object;
}

class SignInForm extends HTMLElement {
  connectedCallback(): void {
    const form = find<HTMLFormElement>("form", this);
    wireReveal(find("[data-reveal]", this), find("#passphrase", this));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit(form, "code");
    });
    const passkey = this.querySelector<HTMLButtonElement>("[data-passkey]");
    if (passkey !== null) {
      passkey.hidden = !passkeysKnown();
      passkey.addEventListener("click", () => void this.#submit(form, "passkey"));
    }
    selfTest().catch(() => this.#fail("Trình duyệt này không mở khóa được. Dùng Chrome, Edge, Firefox hoặc Safari bản mới."));
  }

  async #submit(form: HTMLFormElement, by: "code" | "passkey"): Promise<void> {
    const [name, passphrase, totp] = ["name", "passphrase", "totp"].map((field) => find<HTMLInputElement>(`#${field}`, form));
    if (name === undefined || passphrase === undefined || totp === undefined) return;
    if (!this.#check(name, passphrase, by === "code" ? totp : null)) return;
    const done = busy(find<HTMLButtonElement>(by === "code" ? "button[type=submit]" : "[data-passkey]", form));
    try {
      // The device is asked first: it only answers while the press is fresh, and the passphrase takes its time.
      const factor = by === "code" ? codeFactor(totp) : await passkeyFactor(name);
      const salt = fromBase64(String((await post("/sign-in/salt", { name: name.value }))["salt"]));
      const { proof, wrapKey } = await deriveOfficerSecrets(passphrase.value, salt, deploymentId(), stretch);
      await post(factor.path, { name: name.value, proof: toBase64(proof), ...factor.posted });
      forgetAnswer();
      await unlockWith(wrapKey);
      wipe(proof, wrapKey);
      passphrase.value = "";
      leaveFor("/");
    } catch (failure) {
      totp.value = "";
      totp.dispatchEvent(new Event("input"));
      await this.#explain(failure, passphrase.value);
      done();
    }
  }

  /** Whether the fields can be tried at all (`totp` null: a passkey stands for it); says what is missing. */
  #check(name: HTMLInputElement, passphrase: HTMLInputElement, totp: HTMLInputElement | null): boolean {
    this.#fail("");
    showError(find("#totp-error", this), "");
    const fields: (readonly [HTMLInputElement, string, string])[] = [
      [name, name.value.trim() === "" ? "Điền tên đăng nhập." : "", "#name-error"],
      [passphrase, passphrase.value.trim() === "" ? "Điền mật khẩu năm từ." : "", "#passphrase-error"],
    ];
    if (totp !== null) fields.push([totp, /^[0-9]{6}$/.test(totp.value) ? "" : "Điền đủ sáu chữ số.", "#totp-error"]);
    for (const [input, sentence, place] of fields) {
      showError(find(place, this), sentence);
      input.toggleAttribute("aria-invalid", false);
      if (sentence !== "") input.setAttribute("aria-invalid", "true");
    }
    const first = fields.find(([, sentence]) => sentence !== "")?.[0];
    first?.focus();
    return first === undefined;
  }

  async #explain(failure: unknown, passphrase: string): Promise<void> {
    if (failure instanceof NoPasskey) {
      this.#fail("Chưa có chữ ký của khóa truy cập. Bấm lại rồi xác nhận trên thiết bị, hoặc dùng mã sáu số.");
    } else if (failure instanceof Refused || failure instanceof Unreachable) {
      this.#fail(failure.message);
      const places = failure instanceof Refused && failure.status === 403 ? await misspeltWords(passphrase) : "";
      showError(find("#passphrase-error", this), places);
    } else if (failure instanceof Malformed) {
      showError(find("#passphrase-error", this), "Điền mật khẩu năm từ.");
    } else if (failure instanceof SealingError) {
      this.#fail("Đăng nhập được nhưng không mở được khóa. Báo người quản trị của đơn vị.");
    } else {
      this.#fail("Có lỗi trong trình duyệt. Tải lại trang rồi thử lại.");
    }
    find<HTMLInputElement>("#totp", this).focus();
  }

  #fail(sentence: string): void {
    showError(find("#sign-in-error", this), sentence);
  }
}

function codeFactor(totp: HTMLInputElement): Factor {
  return { path: "/sign-in", posted: { totp: totp.value } };
}

async function passkeyFactor(name: HTMLInputElement): Promise<Factor> {
  const signed = await signedChallenge(await post("/sign-in/passkey/options", { name: name.value }));
  return { path: "/sign-in/passkey", posted: signed };
}

customElements.define("sign-in-form", SignInForm);
