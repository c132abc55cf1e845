/**
 * Joining by an invitation: passphrase, officer key and, for a queue's first officer, the queue's key are made here; it
 * must never send a passphrase or a seed, nor show the passphrase a second time.
 */
import { fromHex, wipe, type Bytes } from "../sealing/bytes";
import { newKey } from "../sealing/derivation";
import { Malformed } from "../sealing/errors";
import { fingerprint } from "../sealing/fingerprints";
import { publicKeyOf, selfTest } from "../sealing/hybrid_keys";
import { joiningTag, type Joining } from "../sealing/joining";
import { newOfficerKey, type NewOfficerKey } from "../sealing/officer_keys";
import { generatePassphrase, normalisePassphrase } from "../sealing/passphrases";
import { sealQueueSeed, sealQueueSeedForRecovery } from "../sealing/queue_keys";
import { readCode } from "../sealing/receipts";
import { busy, find, make, showError } from "./dom";
import { deploymentId, stretch } from "./key";
import { rememberMade } from "./made_keys";
import { trustedRecovery } from "./recovery_trust";
import { wireReveal } from "./reveal";
import { fromBase64, post, postForPage, toBase64 } from "./server";
import { wordList } from "./word_list";

type FormName = "paper" | "words" | "retype" | "code";
type StepName = FormName | "done";

/** The page of every invitation: it takes the token from behind the `#`, which no request ever carries, and fetches the steps. */
class InvitationPage extends HTMLElement {
  connectedCallback(): void {
    void this.#open();
    // Another link opened in the same tab changes nothing but the part behind the `#`.
    window.addEventListener("hashchange", () => window.location.reload());
  }

  async #open(): Promise<void> {
    try {
      if (invitationToken() === "") throw new Error("Liên kết thiếu phần sau dấu #. Mở lại đúng liên kết trên phiếu mời.");
      const piece = await postForPage("/invitation/open", { token: invitationToken() });
      this.replaceChildren(...[...piece.body.childNodes].map((node) => document.importNode(node, true)));
    } catch (failure) {
      find("[data-why]", this).textContent = failure instanceof Error ? failure.message : "Có lỗi. Tải lại trang.";
      find("[data-state=opening]", this).hidden = true;
      find("[data-state=gone]", this).hidden = false;
    }
  }
}

function invitationToken(): string {
  return window.location.hash.slice(1);
}

class InvitationForm extends HTMLElement {
  #passphrase = "";
  #paper = "";

  get #steps(): readonly StepName[] {
    return [...(this.dataset["paper"] === "yes" ? (["paper"] as const) : []), "words", "retype", "code", "done"];
  }

  connectedCallback(): void {
    void this.#begin();
    this.#mark(this.#steps[0] ?? "words");
    for (const step of this.#steps) {
      if (step === "done") continue;
      find<HTMLFormElement>(`form[data-step=${step}]`, this).addEventListener("submit", (event) => {
        event.preventDefault();
        void this.#submit(step);
      });
    }
    wireReveal(find("[data-reveal]", this), find<HTMLInputElement>("#passphrase", this));
    find("[data-back]", this).addEventListener("click", () => this.#go("words"));
  }

  async #begin(): Promise<void> {
    try {
      await selfTest();
      this.#passphrase = generatePassphrase(await wordList());
      const syllables = this.#passphrase.split(" ");
      const words = Array.from({ length: syllables.length / 2 }, (_, at) => syllables.slice(2 * at, 2 * at + 2).join(" "));
      find("[data-words]", this).replaceChildren(...words.map((word) => make("li", {}, word)));
      find<HTMLButtonElement>("form[data-step=words] button[type=submit]", this).disabled = false;
    } catch {
      this.#fail("words", "Trình duyệt này không tạo được khóa. Dùng Chrome, Edge, Firefox hoặc Safari bản mới.");
    }
  }

  async #submit(step: FormName): Promise<void> {
    this.#fail(step, "");
    if (step === "paper") {
      const code = readCode(find<HTMLInputElement>("#paper", this).value);
      this.#paper = code ?? "";
      if (code === null) this.#fail(step, "Chưa đúng mã. Xem lại từng nhóm bốn số trên phiếu.");
      else this.#go("words");
    } else if (step === "words") {
      if (find<HTMLInputElement>("#name", this).value.trim().length < 3) this.#fail(step, "Tên đăng nhập cần ít nhất ba ký tự.");
      else this.#go("retype");
    } else if (step === "retype") this.#retyped();
    else await this.#finish();
  }

  #retyped(): void {
    const typed = find<HTMLInputElement>("#passphrase", this).value;
    try {
      if (normalisePassphrase(typed) === normalisePassphrase(this.#passphrase)) {
        this.#go("code");
        return;
      }
    } catch (failure) {
      if (!(failure instanceof Malformed)) throw failure;
    }
    this.#fail("retype", "Chưa khớp. Xem lại năm từ đã chép, đúng thứ tự.");
  }

  async #finish(): Promise<void> {
    const totp = find<HTMLInputElement>("#totp", this).value;
    if (!/^[0-9]{6}$/.test(totp)) {
      this.#fail("code", "Điền đủ sáu chữ số.");
      return;
    }
    const done = busy(find<HTMLButtonElement>("form[data-step=code] button[type=submit]", this), "Đang tạo khóa");
    const officer = fromHex(this.dataset["officer"] ?? "") ?? new Uint8Array(0);
    try {
      const key = await newOfficerKey(this.#passphrase, deploymentId(), officer, stretch);
      const queue = this.dataset["first"] === "yes" ? await this.#newQueueKey(officer, key) : null;
      const tag = this.#paper === "" ? null : await joiningTag(this.#joining(officer), this.#paper, key.publicKey, stretch);
      await post("/invitation", {
        token: invitationToken(),
        name: find<HTMLInputElement>("#name", this).value,
        totp,
        second_factor: this.dataset["secondFactor"] ?? "",
        salt: toBase64(key.salt),
        proof: toBase64(key.proof),
        wrapped_seed: toBase64(key.wrappedSeed),
        public_key: toBase64(key.publicKey),
        tag: tag === null ? null : toBase64(tag),
        queue_key: queue?.posted ?? null,
      });
      if (queue !== null) await rememberMade(this.dataset["queue"] ?? "", 1, queue.publicKey);
      wipe(key.seed, key.proof);
      this.#passphrase = this.#paper = "";
      window.history.replaceState(null, "", window.location.pathname);
      await this.#finished(key, queue?.publicKey);
    } catch (failure) {
      this.#fail("code", failure instanceof Error && /[À-ỹ]/.test(failure.message) ? failure.message : "Chưa tạo được khóa. Tải lại trang rồi làm lại.");
    } finally {
      done();
    }
  }

  #joining(officer: Bytes): Joining {
    return { deployment: deploymentId(), queue: this.dataset["queue"] ?? "", officer };
  }

  /** Make the queue's first key, sealed to this officer and to the recovery key. */
  async #newQueueKey(officer: Bytes, key: NewOfficerKey): Promise<{ readonly posted: object; readonly publicKey: Bytes }> {
    const place = { deployment: deploymentId(), queue: this.dataset["queue"] ?? "", epoch: 1 };
    const recovery = await trustedRecovery(fromBase64(this.dataset["recovery"] ?? ""), this.dataset["province"] ?? "", place.queue);
    const seed = newKey();
    const publicKey = await publicKeyOf(seed);
    const posted = {
      public_key: toBase64(publicKey),
      sealed_seed: toBase64(await sealQueueSeed(place, seed, officer, key.publicKey)),
      recovery_seed: toBase64(await sealQueueSeedForRecovery(place, seed, recovery)),
      // So that the server can tell whether the page is older than the recovery key it files the seed under.
      recovery_key: toBase64(recovery),
    };
    wipe(seed);
    return { posted, publicKey };
  }

  async #finished(key: NewOfficerKey, queueKey: Bytes | undefined): Promise<void> {
    const digits = queueKey === undefined ? await fingerprint("officer", key.publicKey) : await fingerprint("queue", queueKey);
    find("[data-digits]", this).textContent = digits;
    find("[data-words]", this).replaceChildren();
    for (const typed of this.querySelectorAll<HTMLInputElement>("#passphrase, #paper")) typed.value = "";
    this.#go("done");
  }

  #go(step: StepName): void {
    for (const part of this.querySelectorAll<HTMLElement>("[data-step]")) part.hidden = part.dataset["step"] !== step;
    this.#mark(step);
    find<HTMLElement>(`[data-step=${step}] input, [data-step=${step}] h2`, this).focus();
  }

  #mark(step: StepName): void {
    const at = this.#steps.indexOf(step);
    [...this.querySelectorAll<HTMLElement>("[data-steps] li")].forEach((item, index) => {
      item.toggleAttribute("data-done", index < at);
      if (index === at) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
  }

  #fail(step: StepName, sentence: string): void {
    showError(find(`[data-step=${step}] .error`, this), sentence);
  }
}

customElements.define("invitation-form", InvitationForm);
customElements.define("invitation-page", InvitationPage);
