/** Deleting an ended tip before its time: one officer asks, another decides; it must never delete on one press. */
import { openAct } from "./act_dialog";
import { icon, make, toast } from "./dom";
import { getObject, post } from "./server";

interface Asked {
  readonly name: string;
  readonly at: string;
  readonly reason: string;
  readonly own: boolean;
  readonly may_confirm: boolean;
  readonly may_withdraw: boolean;
}

interface State {
  readonly asked: Asked | null;
  readonly reasons: readonly (readonly [string, string])[];
}

class EarlyDeletion extends HTMLElement {
  connectedCallback(): void {
    void this.#show();
  }

  get #path(): string {
    return `/tips/${this.dataset["tip"] ?? ""}/deletion`;
  }

  async #show(): Promise<void> {
    let state: State;
    try {
      state = (await getObject(this.#path)) as unknown as State;
    } catch {
      // Without an answer nothing is offered; the tip itself stays as it is.
      return;
    }
    this.replaceChildren(state.asked === null ? this.#offer(state) : this.#request(state.asked));
  }

  #offer(state: State): HTMLElement {
    const open = button("button button-quiet button-small", "trash-2", "Đề nghị xóa sớm");
    open.addEventListener("click", () => this.#ask(state, open));
    return make("p", { class: "deletion-offer" }, open);
  }

  #ask(state: State, opener: HTMLElement): void {
    const why = make("select", { class: "input", id: "deletion-why" }, ...state.reasons.map(([value, text]) => make("option", { value }, text))) as HTMLSelectElement;
    openAct({
      title: `Đề nghị xóa sớm tin số ${this.dataset["number"] ?? ""}`,
      body: [
        make("p", {}, "Tin bị xóa hẳn, kể cả nội dung, trao đổi và tệp. Không lấy lại được."),
        make("div", { class: "field" }, make("label", { for: "deletion-why" }, "Lý do"), make("span", { class: "select" }, why, icon("chevron-down"))),
        make("p", { class: "help" }, "Cần người thứ hai có quyền đồng ý thì tin mới bị xóa."),
      ],
      act: "Gửi đề nghị",
      actIcon: "send",
      verb: "Đang gửi",
      opener,
      submit: async () => {
        await post(this.#path, { reason: why.value });
        return () => void this.#show();
      },
    });
  }

  #request(asked: Asked): HTMLElement {
    const words = make("p", {}, `${asked.own ? "Tôi" : asked.name} đề nghị xóa sớm, ${asked.at}. Lý do: ${asked.reason}.`);
    const acts = make("span", { class: "row-buttons" });
    if (asked.may_confirm) {
      const confirm = button("button button-danger button-small", "trash-2", "Đồng ý xóa");
      confirm.addEventListener("click", () => this.#confirm(asked, confirm));
      acts.append(confirm);
    }
    if (asked.may_withdraw) {
      const withdraw = button("button button-secondary button-small", "x", asked.own ? "Rút đề nghị" : "Không xóa");
      withdraw.addEventListener("click", () => void this.#withdraw());
      acts.append(withdraw);
    }
    if (!asked.may_confirm) words.append(" Chờ người thứ hai quyết định.");
    return make("div", { class: "banner deletion-request" }, icon("trash-2"), words, acts);
  }

  #confirm(asked: Asked, opener: HTMLElement): void {
    openAct({
      title: `Xóa hẳn tin số ${this.dataset["number"] ?? ""}?`,
      body: [
        make("p", {}, `${asked.name} đề nghị vì: ${asked.reason}.`),
        make("p", {}, "Nội dung, trao đổi và tệp bị xóa. Chỉ còn một dòng số liệu không có nội dung."),
      ],
      act: "Xóa hẳn",
      actIcon: "trash-2",
      verb: "Đang xóa",
      danger: true,
      opener,
      submit: async () => {
        await post(`${this.#path}/confirm`);
        return () => window.location.assign("/");
      },
    });
  }

  async #withdraw(): Promise<void> {
    try {
      await post(`${this.#path}/withdraw`);
    } catch {
      toast("Chưa lưu được. Thử lại sau.");
      return;
    }
    await this.#show();
  }
}

function button(style: string, sign: string, label: string): HTMLButtonElement {
  return make("button", { class: style, type: "button" }, icon(sign), make("span", {}, label)) as HTMLButtonElement;
}

customElements.define("early-deletion", EarlyDeletion);
