/** The dialog that gives tips to a colleague. A hamlet picked here only finds its officer in this browser: it is never sent. */
import { dialogBusy, guardEscape } from "./dialog_guard";
import { busy, icon, make, showError, toast } from "./dom";
import { sentence } from "./failure_words";
import { getObject, post } from "./server";
import type { Outcome } from "./queue_choice";

interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly mine: boolean;
  readonly load: number;
  readonly onDuty: boolean;
  readonly holdsKey: boolean;
  readonly holds: boolean;
  readonly categories: readonly string[];
}

interface Hamlet {
  readonly name: string;
  readonly officer: string | null;
}

/** Who could get a tip, and whom the server suggests by place, category and load. */
export interface Offer {
  readonly colleagues: readonly Colleague[];
  readonly hamlets: readonly Hamlet[];
  readonly suggested: string | null;
  readonly reason: string;
}

/** As many hamlets as a line of an officer names. */
const MOST_NAMED = 3;

/** Ask who could get a tip; without one, who could get any. */
export async function offerOf(tip: string | undefined): Promise<Offer> {
  return (await getObject(tip === undefined ? "/queue/colleagues" : `/tips/${tip}/colleagues`)) as unknown as Offer;
}

let asking = false;

/** Ask who gets these tips (`number`: of a single one), then give them; `given` is called with what came of it. */
export async function openAssignDialog(tips: readonly string[], number: string, given: (outcome: Outcome, name: string) => Promise<void>): Promise<void> {
  // A second press, or the shortcut after it, would lay a second dialog over the first.
  if (asking) return;
  asking = true;
  const pressed = document.activeElement;
  const done = pressed instanceof HTMLButtonElement ? busy(pressed) : (): void => undefined;
  let offer: Offer;
  try {
    offer = await offerOf(tips.length === 1 ? tips[0] : undefined);
  } catch (failure) {
    toast(sentence(failure));
    return;
  } finally {
    asking = false;
    done();
  }
  new AssignDialog(tips, number, offer, given).open();
}

class AssignDialog {
  readonly #error = make("p", { class: "error", id: "assign-error", role: "alert", hidden: "" }, icon("circle-alert"), make("span"));
  readonly #submit = make("button", { class: "button button-primary", type: "submit" }, icon("user-plus"), make("span", {}, "Giao")) as HTMLButtonElement;
  readonly #hint = make("p", { class: "help", role: "status" });
  readonly #opener = document.activeElement;
  readonly #dialog: HTMLDialogElement;
  readonly #form: HTMLElement;

  constructor(
    private readonly tips: readonly string[],
    number: string,
    private readonly offer: Offer,
    private readonly given: (outcome: Outcome, name: string) => Promise<void>,
  ) {
    const one = tips.length === 1;
    const able = [...offer.colleagues].sort((a, b) => Number(b.holdsKey) - Number(a.holdsKey));
    const later = make("button", { class: "button button-secondary", type: "button" }, "Để sau");
    this.#form = make("form", { novalidate: "", autocomplete: "off" },
      make("div", { class: "dialog-head" }, make("h2", { id: "assign-title" }, one ? `Giao tin số ${number}` : `Giao ${tips.length} tin`)),
      make("div", { class: "dialog-body" },
        one && offer.hamlets.length > 0 ? this.#hamletField() : null,
        make("fieldset", {}, make("legend", { class: "label" }, "Giao cho"), this.#hint, ...able.map((colleague) => this.#option(colleague))),
        this.#error,
        make("div", {}, make("p", { class: "label" }, "Sau khi giao"), make("ul", { class: "consequences" },
          make("li", {}, icon("inbox"), make("span", {}, "Tin nằm ở mục Của tôi của người được giao.")),
          make("li", {}, icon("history"), make("span", {}, "Lịch sử ghi ai giao, giao cho ai, lúc nào.")),
          make("li", {}, icon("message-square-text"), make("span", {}, "Người báo không thấy việc giao.")))),
      ),
      make("div", { class: "dialog-foot" }, later, this.#submit),
    );
    this.#dialog = make("dialog", { class: "dialog", "aria-labelledby": "assign-title" }, this.#form) as HTMLDialogElement;
    later.addEventListener("click", () => this.#dialog.close());
    guardEscape(this.#dialog);
    this.#dialog.addEventListener("close", () => {
      this.#dialog.remove();
      if (this.#opener instanceof HTMLElement) this.#opener.focus();
    });
    this.#form.addEventListener("change", () => this.#named());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  /** Show it, with whom the server suggests picked already. */
  open(): void {
    document.body.append(this.#dialog);
    this.#pick(this.offer.suggested, this.offer.reason === "" ? "" : `Gợi ý: ${this.offer.reason}.`);
    this.#dialog.showModal();
    (this.#chosen() ?? this.#form.querySelector<HTMLElement>("input:not(:disabled)"))?.focus();
  }

  #hamletField(): HTMLElement {
    const input = make("input", { class: "input", id: "assign-hamlet", list: "assign-hamlets", autocomplete: "off", "aria-describedby": "assign-hamlet-help" }) as HTMLInputElement;
    // What is picked says where the tip comes from: it finds the officer here and goes nowhere.
    input.addEventListener("input", () => this.#byHamlet(input.value));
    input.addEventListener("change", (event) => event.stopPropagation());
    return make("div", { class: "field" },
      make("label", { for: "assign-hamlet" }, "Thôn, bản nói trong tin (nếu có)"),
      input,
      make("datalist", { id: "assign-hamlets" }, ...this.offer.hamlets.map(({ name }) => make("option", { value: name }))),
      make("p", { class: "help", id: "assign-hamlet-help" }, "Chỉ để tìm người phụ trách ngay trên máy này. Không gửi đi, không lưu lại."),
    );
  }

  #byHamlet(typed: string): void {
    const wanted = plain(typed);
    if (wanted === "") return this.#pick(this.offer.suggested, this.offer.reason === "" ? "" : `Gợi ý: ${this.offer.reason}.`);
    const hamlet = this.offer.hamlets.find(({ name }) => plain(name) === wanted);
    const officer = this.offer.colleagues.find(({ id }) => id === hamlet?.officer);
    if (hamlet === undefined) this.#hint.textContent = "";
    else if (officer === undefined) this.#hint.textContent = `${hamlet.name} chưa có người phụ trách.`;
    else this.#pick(officer.holdsKey ? officer.id : null, officer.holdsKey ? `Gợi ý: phụ trách ${hamlet.name}.` : `${officer.name} phụ trách ${hamlet.name} nhưng chưa có khóa hàng tin.`);
  }

  #option({ id, name, role, mine, load, onDuty, holdsKey, holds, categories }: Colleague): HTMLElement {
    const hamlets = this.offer.hamlets.filter(({ officer }) => officer === id).map((hamlet) => hamlet.name);
    const facts = [
      role,
      load === 0 ? "chưa giữ tin nào" : `đang giữ ${load} tin`,
      ...(onDuty ? ["đang trực"] : []),
      ...(hamlets.length > 0 ? [`địa bàn: ${named(hamlets)}`] : []),
      ...(categories.length > 0 ? [`loại tin: ${named(categories)}`] : []),
      ...(holds ? ["đang giữ tin này"] : []),
      ...(holdsKey ? [] : ["chưa có khóa hàng tin nên chưa mở được tin"]),
    ];
    const input = make("input", { type: "radio", name: "officer", value: id, "data-name": mine ? "tôi" : name, ...(holdsKey ? {} : { disabled: "" }) });
    return make("label", { class: "choice" }, input, make("span", {}, make("b", {}, mine ? `${name} (tôi)` : name), make("span", { class: "meta" }, facts.join(" · "))));
  }

  #pick(officer: string | null, hint: string): void {
    for (const input of this.#form.querySelectorAll<HTMLInputElement>("input[name=officer]")) input.checked = input.value === officer;
    this.#named();
    this.#hint.textContent = hint;
  }

  #chosen(): HTMLInputElement | null {
    return this.#form.querySelector<HTMLInputElement>("input[name=officer]:checked");
  }

  #named(): void {
    const name = this.#chosen()?.dataset["name"];
    const label = this.#submit.querySelector("span");
    if (label !== null) label.textContent = name === undefined ? "Giao" : `Giao cho ${name}`;
    this.#hint.textContent = "";
  }

  async #send(): Promise<void> {
    const chosen = this.#chosen();
    if (chosen === null) return showError(this.#error, "Chọn người nhận tin.");
    const done = dialogBusy(this.#dialog, this.#submit, "Đang giao");
    try {
      const outcome = (await post("/queue/assign", { tips: this.tips, officer: chosen.value })) as unknown as Outcome;
      this.#dialog.close();
      await this.given(outcome, chosen.dataset["name"] ?? "");
    } catch (failure) {
      showError(this.#error, sentence(failure));
    } finally {
      done();
    }
  }
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(", ");
  return names.length > MOST_NAMED ? `${shown} và ${names.length - MOST_NAMED} nơi khác` : shown;
}

/** Letters without their marks, so that a name finds its hamlet however it is typed. */
function plain(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").trim().toLowerCase();
}
