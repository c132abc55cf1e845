/** Shows and hides a typed passphrase; it must never read it. */
import { icon, make } from "./dom";

/** Return a button that shows or hides what is in `input`. */
export function revealButton(input: HTMLInputElement): HTMLButtonElement {
  const button = make("button", { type: "button" }) as HTMLButtonElement;
  wireReveal(button, input);
  return button;
}

/** Let an existing button show and hide what is in `input`. */
export function wireReveal(button: HTMLButtonElement, input: HTMLInputElement): void {
  const say = (): void => {
    const hidden = input.type === "password";
    button.setAttribute("aria-label", hidden ? "Hiện mật khẩu" : "Ẩn mật khẩu");
    button.setAttribute("aria-pressed", String(!hidden));
    button.replaceChildren(icon(hidden ? "eye" : "eye-off"));
  };
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    say();
    input.focus();
  });
  say();
}
