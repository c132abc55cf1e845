/** The page of the own second factors: adds and gives up passkeys; it must never do either without being asked twice. */
import { consequences, field, openAct, Said, shown } from "./act_dialog";
import { find, icon, make, showError, toast } from "./dom";
import { newPasskey, NoPasskey, passkeysKnown, signedChallenge } from "./passkey_device";
import { allowUnlocking, NoUnlocking } from "./passkey_unlock";
import { getPage, post } from "./server";
import { replaceOnceLetGo } from "./swapping";

class MySecurity extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#click);
    const add = this.querySelector<HTMLButtonElement>("[data-add]");
    if (add === null || passkeysKnown()) return;
    add.disabled = true;
    showError(find("#passkey-error", this), "Trình duyệt này chưa có khóa truy cập. Dùng Chrome, Edge, Firefox hoặc Safari bản mới.");
  }

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button") : null;
    if (button?.dataset["add"] !== undefined) this.#askToAdd(button);
    else if (button?.dataset["remove"] !== undefined) this.#askToRemove(button);
    else if (button?.dataset["unlocking"] !== undefined) this.#askToUnlock(button);
  };

  #askToAdd(opener: HTMLElement): void {
    const name = make("input", { class: "input", id: "passkey-name", maxlength: "60", autocomplete: "off" }) as HTMLInputElement;
    const code = codeInput();
    openAct({
      title: "Thêm khóa truy cập",
      body: [
        field("Đặt tên cho thiết bị", name, "Như: máy bàn cơ quan, điện thoại của tôi"),
        field("Mã sáu số đang hiện", code, "Vừa đăng nhập bằng mã này thì chờ mã kế tiếp"),
      ],
      act: "Thêm khóa truy cập",
      actIcon: "plus",
      verb: "Đang thêm",
      typed: () => name.value !== "",
      opener,
      submit: async () => {
        if (name.value.trim() === "") throw new Said("Đặt một tên, để sau này biết khóa nào của máy nào.");
        if (!/^[0-9]{6}$/.test(code.value)) throw new Said("Điền đủ sáu chữ số.");
        const made = await newPasskey(await post("/security/passkeys/options")).catch(explain);
        await post("/security/passkeys", { ...made, name: name.value, totp: code.value });
        await shown(refresh);
        return () => toast("Đã thêm khóa truy cập");
      },
    });
  }

  #askToUnlock(opener: HTMLElement): void {
    const { unlocking = "", name = "" } = opener.dataset;
    openAct({
      title: `Mở khóa bằng ${name}?`,
      body: [
        consequences("Sau khi cho phép", [
          ["lock-open", "Khóa tự đóng thì mở lại được bằng khóa truy cập này, không phải gõ năm từ."],
          ["circle-alert", "Chỉ cho phép với máy của riêng mình. Ai mở được máy này thì mở được tin khi phiên còn chạy."],
          ["key-round", "Đăng nhập vẫn cần năm từ."],
        ]),
      ],
      act: "Cho phép mở khóa",
      actIcon: "lock-open",
      verb: "Đang làm",
      opener,
      submit: async () => {
        await allowUnlocking(unlocking).catch((failure: unknown) => {
          if (failure instanceof NoUnlocking) throw new Said("Thiết bị này không làm được việc đó. Năm từ vẫn mở khóa như trước.");
          return explain(failure);
        });
        await shown(refresh);
        return () => toast("Khóa truy cập này mở khóa được");
      },
    });
  }

  #askToRemove(opener: HTMLElement): void {
    const { remove = "", name = "" } = opener.dataset;
    const code = codeInput();
    let byPasskey = false;
    const other = make("button", { class: "button button-secondary", type: "button", "data-other-passkey": "" }, icon("fingerprint-pattern"), make("span", {}, "Dùng khóa truy cập khác thay mã"));
    const anyOther = passkeysKnown() && this.querySelectorAll("[data-remove]").length > 1;
    const dialog = openAct({
      title: `Bỏ khóa truy cập ${name}?`,
      body: [
        consequences("Sau khi bỏ", [
          ["circle-alert", `Không đăng nhập được bằng khóa của ${name} nữa.`],
          ["circle-check", "Mã sáu số và các khóa khác vẫn dùng được."],
        ]),
        field("Mã sáu số đang hiện", code, "Để chắc rằng chính anh/chị bỏ khóa này. Vừa dùng một mã thì chờ mã kế tiếp"),
        ...(anyOther ? [other] : []),
      ],
      act: "Bỏ khóa này",
      actIcon: "trash-2",
      verb: "Đang bỏ",
      danger: true,
      opener,
      submit: async () => {
        const signing = byPasskey;
        byPasskey = false;
        if (!signing && !/^[0-9]{6}$/.test(code.value)) throw new Said("Điền đủ sáu chữ số.");
        const factor = signing ? await signedChallenge(await post("/security/passkeys/remove/options", { passkey: remove })).catch(explain) : { totp: code.value };
        await post("/security/passkeys/remove", { passkey: remove, ...factor });
        await shown(refresh);
        return () => toast("Đã bỏ khóa truy cập");
      },
    });
    other.addEventListener("click", () => {
      byPasskey = true;
      find<HTMLFormElement>("form", dialog).requestSubmit();
    });
    code.focus();
  }
}

function codeInput(): HTMLInputElement {
  return make("input", { class: "input mono", id: "passkey-code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6" }) as HTMLInputElement;
}

async function refresh(): Promise<void> {
  await replaceOnceLetGo(await getPage("/security"), ["security"]);
}

function explain(failure: unknown): never {
  if (failure instanceof NoPasskey) throw new Said("Thiết bị chưa trả lời. Bấm lại rồi xác nhận trên thiết bị.");
  if (failure instanceof DOMException) throw new Said("Thiết bị này đã có khóa truy cập của anh/chị.");
  throw failure;
}

customElements.define("my-security", MySecurity);
