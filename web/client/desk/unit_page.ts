/** The unit's page: grants the queue's key to a newcomer after both compared the digits; it must never grant unasked. */
import { fromHex, wipe } from "../sealing/bytes";
import { KeyLocked, SealingError } from "../sealing/errors";
import { fingerprint, fingerprintMatches } from "../sealing/fingerprints";
import { sealQueueSeed } from "../sealing/queue_keys";
import { busy, icon, make, showError, toast } from "./dom";
import { deploymentId, queueSeeds, withQueue } from "./key";
import { openLockDialog } from "./lock_dialog";
import { fromBase64, getPage, post, toBase64 } from "./server";
import { replaceFrom } from "./swapping";

class UnitPage extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#click);
    void this.#showFingerprints();
  }

  async #showFingerprints(): Promise<void> {
    for (const place of this.querySelectorAll<HTMLElement>("[data-fingerprint]")) {
      const kind = place.dataset["fingerprint"] === "queue" ? "queue" : "officer";
      place.textContent = await fingerprint(kind, fromBase64(place.dataset["key"] ?? ""));
    }
  }

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-grant]") : null;
    if (button !== null) this.#ask(button);
  };

  /** Ask for the newcomer's digits, read out by the newcomer and not from this screen. */
  #ask(opener: HTMLElement): void {
    const { grant = "", key = "", name = "" } = opener.dataset;
    const input = make("input", { class: "input mono", id: "digits", inputmode: "numeric", autocomplete: "off", maxlength: "48", "aria-describedby": "digits-help digits-error" }) as HTMLInputElement;
    const error = make("p", { class: "error", id: "digits-error", role: "alert", hidden: "" }, icon("circle-alert"), make("span"));
    const submit = make("button", { class: "button button-primary", type: "submit" }, icon("key-round"), make("span", {}, "Cấp khóa")) as HTMLButtonElement;
    const later = make("button", { class: "button button-secondary", type: "button" }, "Để sau");
    const form = make("form", { novalidate: "", autocomplete: "off" },
      make("div", { class: "dialog-head" }, make("h2", { id: "grant-title" }, `Cấp khóa hàng tin cho ${name}`)),
      make("div", { class: "dialog-body" },
        make("div", { class: "field" }, make("label", { for: "digits" }, "Ba mươi số đối chiếu"), input, error, make("p", { class: "help", id: "digits-help" }, `${name} đọc trực tiếp dãy số trên máy của mình. Không chép từ tin nhắn.`)),
        make("div", {}, make("p", { class: "label" }, "Sau khi cấp"), make("ul", { class: "consequences" },
          make("li", {}, icon("lock-open"), make("span", {}, `${name} đọc được mọi tin của hàng, cả tin đã có.`)),
          make("li", {}, icon("lock"), make("span", {}, "Khóa được niêm phong ngay trong trình duyệt này, máy chủ không thấy.")))),
      ),
      make("div", { class: "dialog-foot" }, later, submit),
    );
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "grant-title" }, form) as HTMLDialogElement;
    later.addEventListener("click", () => dialog.close());
    dialog.addEventListener("cancel", (event) => {
      if (input.value !== "") event.preventDefault();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      opener.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#grant(grant, key, input.value, error, submit, dialog);
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  async #grant(officer: string, key: string, typed: string, error: HTMLElement, submit: HTMLButtonElement, dialog: HTMLDialogElement): Promise<void> {
    const done = busy(submit, "Đang cấp");
    try {
      const publicKey = fromBase64(key);
      if (!(await fingerprintMatches(typed, "officer", publicKey))) {
        showError(error, "Chưa khớp. Đọc lại từng nhóm năm số; nếu vẫn khác, đừng cấp và báo chỉ huy.");
        return;
      }
      const wraps = [];
      for (const row of await queueSeeds()) {
        const sealed = await withQueue(row.queue, row.epoch, async (seed) => {
          const again = await sealQueueSeed({ deployment: deploymentId(), queue: row.queue, epoch: row.epoch }, seed, fromHex(officer) ?? new Uint8Array(), publicKey);
          wipe(seed);
          return again;
        });
        wraps.push({ epoch: row.epoch, sealed_seed: toBase64(sealed) });
      }
      await post("/unit/grants", { officer, key, wraps });
      dialog.close();
      toast("Đã cấp khóa hàng tin");
      replaceFrom(await getPage("/unit"), ["unit"]);
    } catch (failure) {
      if (failure instanceof KeyLocked) openLockDialog("needed");
      else showError(error, failure instanceof SealingError ? "Chưa niêm phong được khóa. Tải lại trang rồi thử lại." : failure instanceof Error ? failure.message : "Có lỗi.");
    } finally {
      done();
    }
  }
}

customElements.define("unit-page", UnitPage);
