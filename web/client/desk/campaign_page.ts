/** What every campaign page does: acts with their dialogs, test sends, the running bar; it must never act without the press of a button. */
import { guardEscape } from "./dialog_guard";
import { busy, find, icon, showError, toast } from "./dom";
import { untilLetGo } from "./pressing";
import { getPage, leaveFor, post, Refused } from "./server";
import { replaceFrom, replaceOnceLetGo } from "./swapping";

const QUICK_MS = 1500;
const DONE: Readonly<Record<string, string>> = {
  ask: "Đã xin duyệt",
  approve: "Đã duyệt",
  refuse: "Đã trả lại",
  pause: "Đã tạm dừng",
  resume: "Đang gửi tiếp",
  cancel: "Đã hủy chiến dịch",
};

/** The list, or one campaign. */
export class CampaignPage extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #quickUntil = 0;

  connectedCallback(): void {
    this.addEventListener("click", this.#click);
    this.addEventListener("submit", this.#submit);
    document.addEventListener("visibilitychange", this.#wake);
    this.#later();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#wake);
  }

  /** The campaign of this page; empty on the list. */
  protected get campaign(): string {
    return this.dataset["campaign"] ?? "";
  }

  /** What has to be done before an act; the editor saves. */
  protected settle(): Promise<void> {
    return Promise.resolve();
  }

  /** Say what went wrong, where the eye is. */
  protected fail(failure: unknown): void {
    showError(find("[data-page-error]", this), failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
  }

  /** Show this page as it is now, from its top. */
  protected async reload(): Promise<void> {
    const address = window.location.pathname;
    const fresh = await getPage(address);
    history.replaceState(history.state, "", address);
    document.title = fresh.title || document.title;
    await replaceOnceLetGo(fresh, ["nav", "main"]);
    document.querySelector<HTMLElement>("#main h1")?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  /** Replace parts of this page by their newer selves, where they differ. */
  protected async refresh(ids: readonly string[], address = this.dataset["now"] ?? ""): Promise<void> {
    const fresh = await getPage(address);
    await untilLetGo(...ids);
    if (!this.isConnected) return;
    // A menu that is open, or a button at work, stays as it is until the next look.
    const inUse = (id: string): boolean => document.getElementById(id)?.querySelector("details[open], [aria-busy=true]") != null;
    replaceFrom(fresh, ids.filter((id) => !inUse(id) && document.getElementById(id)?.outerHTML !== fresh.getElementById(id)?.outerHTML));
  }

  #later(): void {
    clearTimeout(this.#timer);
    const bars = Number(this.querySelector<HTMLElement>("#running")?.dataset["count"] ?? "0");
    const quick = bars > 0 || this.dataset["state"] === "running" || this.dataset["state"] === "scheduled" || Date.now() < this.#quickUntil;
    const wait = quick ? QUICK_MS : Number(this.dataset["slow"] ?? "20") * 1000;
    this.#timer = setTimeout(() => void this.#look(), wait);
  }

  async #look(): Promise<void> {
    if (document.visibilityState === "visible") {
      await this.refresh((this.dataset["refresh"] ?? "").split(" ")).catch(() => undefined);
    }
    if (this.isConnected) this.#later();
  }

  readonly #wake = (): void => {
    if (document.visibilityState === "visible") void this.#look();
  };

  readonly #click = (event: Event): void => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLButtonElement>("button");
    if (button === null || button === undefined) return;
    const { dialog, act } = button.dataset;
    if ("close" in button.dataset) button.closest("dialog")?.close();
    else if ("create" in button.dataset) void this.#create(button);
    else if ("test" in button.dataset) void this.#test(button);
    else if ("copy" in button.dataset) void this.#copy(button);
    else if (dialog !== undefined) this.open(dialog, button);
    else if (act !== undefined && button.type === "button") void this.#act(button, act);
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    const button = form?.querySelector<HTMLButtonElement>("button[type=submit][data-act]");
    const act = button?.dataset["act"];
    if (form === null || button === null || button === undefined || act === undefined) return;
    if (act === "test") void this.#testFromDialog(form, button);
    else void this.#act(button, act, form);
  };

  /** Open one of the page's dialogs. */
  protected open(name: string, opener: HTMLElement | null): void {
    const dialog = find<HTMLDialogElement>(`[data-dialog-of="${name}"]`, this);
    const menu = opener?.closest<HTMLDetailsElement>("details.menu") ?? null;
    if (menu !== null) menu.open = false;
    const error = dialog.querySelector<HTMLElement>("[data-error]");
    if (error !== null) showError(error, "");
    guardEscape(dialog, () => [...dialog.querySelectorAll("textarea")].some((area) => area.value.trim() !== ""));
    dialog.onclose = () => (menu?.querySelector("summary") ?? opener)?.focus();
    dialog.showModal();
    dialog.querySelector<HTMLElement>("textarea, button[type=submit]")?.focus();
  }

  async #act(button: HTMLButtonElement, act: string, form: HTMLFormElement | null = null): Promise<void> {
    const campaign = button.dataset["campaign"] ?? this.campaign;
    const done = busy(button, button.dataset["busy"]);
    const error = form?.querySelector<HTMLElement>("[data-error]") ?? null;
    try {
      await this.settle();
      const answer = await post(`/campaigns/${campaign}/${act}`, this.#body(act, form));
      form?.closest("dialog")?.close();
      if (act === "correct") {
        leaveFor(`/campaigns/${String(answer["campaign"])}`);
        return;
      }
      toast(DONE[act] ?? "Đã xong");
      await this.reload();
    } catch (failure) {
      if (error === null) this.fail(failure);
      else showError(error, failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    } finally {
      done();
    }
  }

  #body(act: string, form: HTMLFormElement | null): object {
    if (act === "approve") return { hash: this.dataset["hash"] ?? "" };
    if (act === "refuse" && form !== null) return { note: find<HTMLTextAreaElement>("textarea", form).value };
    return {};
  }

  async #create(button: HTMLButtonElement): Promise<void> {
    const done = busy(button, button.dataset["busy"]);
    try {
      leaveFor(`/campaigns/${String((await post("/campaigns"))["campaign"])}`);
    } catch (failure) {
      this.fail(failure);
      done();
    }
  }

  async #test(button: HTMLButtonElement): Promise<void> {
    const done = busy(button, button.dataset["busy"]);
    try {
      await this.settle();
      await this.#sendTest();
    } catch (failure) {
      if (failure instanceof Refused && failure.reason === "no_test_chat") await this.#offerLink(button);
      else this.fail(failure);
    } finally {
      done();
    }
  }

  async #sendTest(): Promise<void> {
    await post(`/campaigns/${this.campaign}/test`);
    toast("Đang gửi thử. Xem điện thoại của mình.");
    this.#quickUntil = Date.now() + 20_000;
    await this.refresh(["steps", "history"]).catch(() => undefined);
    this.#later();
  }

  async #offerLink(opener: HTMLElement): Promise<void> {
    try {
      const { link, command } = (await post("/campaigns/test-link")) as { link: string; command: string };
      const dialog = find('[data-dialog-of="test"]', this);
      find("[data-link]", dialog).textContent = link;
      find("[data-link-field]", dialog).hidden = link === "";
      find("[data-command]", dialog).textContent = command;
      this.open("test", opener);
    } catch (failure) {
      this.fail(failure);
    }
  }

  async #testFromDialog(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
    const done = busy(button, button.dataset["busy"]);
    try {
      await this.#sendTest();
      form.closest("dialog")?.close();
    } catch (failure) {
      showError(find("[data-error]", form), failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    } finally {
      done();
    }
  }

  async #copy(button: HTMLButtonElement): Promise<void> {
    const text = button.parentElement?.querySelector("output")?.textContent ?? "";
    try {
      await navigator.clipboard.writeText(text);
      button.replaceChildren(icon("check"), "Đã chép");
    } catch {
      const output = button.parentElement?.querySelector("output");
      if (output !== null && output !== undefined) getSelection()?.selectAllChildren(output);
    }
  }
}

customElements.define("campaign-page", CampaignPage);
