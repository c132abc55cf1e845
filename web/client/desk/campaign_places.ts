/** Choosing where a campaign goes: chips, and a list to tick with a filter; it must never lose a place unasked. */
import { find, icon, make } from "./dom";

/** Make the places of an editor work; `changed` hears of every change. */
export function wirePlaces(editor: HTMLElement, changed: () => void): void {
  const dialog = editor.querySelector<HTMLDialogElement>("[data-places-dialog]");
  if (dialog === null) return;
  const chips = find("[data-places]", editor);
  const opener = find("[data-open-places]", chips);
  const filter = find<HTMLInputElement>("#place-filter", dialog);
  const ticks = [...dialog.querySelectorAll<HTMLInputElement>("input[data-province]")];
  const chipOf = (tick: HTMLInputElement): HTMLElement | null =>
    chips.querySelector(`[data-province="${tick.dataset["province"] ?? ""}"][data-commune="${tick.dataset["commune"] ?? ""}"]`);

  chips.addEventListener("click", (event) => {
    const chip = event.target instanceof Element ? event.target.closest<HTMLElement>(".chip[data-province]") : null;
    if (chip === null) return;
    const next = chip.nextElementSibling ?? opener;
    chip.remove();
    (next as HTMLElement).focus();
    changed();
  });
  opener.addEventListener("click", () => {
    for (const tick of ticks) tick.checked = chipOf(tick) !== null;
    filter.value = "";
    show("");
    dialog.showModal();
    filter.focus();
  });
  dialog.addEventListener("close", () => opener.focus());
  dialog.addEventListener("submit", (event) => event.preventDefault());
  dialog.addEventListener("change", (event) => {
    const tick = event.target instanceof HTMLInputElement ? event.target : null;
    if (tick === null || tick.dataset["province"] === undefined) return;
    const { province = "", commune = "", label = "" } = tick.dataset;
    if (tick.checked) {
      const chip = make("button", { class: "chip chip-good", type: "button", "data-province": province, "data-commune": commune, "aria-label": `Bỏ ${label}` }, make("span", {}, label), icon("x", 14));
      chips.insertBefore(chip, opener);
    } else chipOf(tick)?.remove();
    changed();
  });
  filter.addEventListener("input", (event) => {
    event.stopPropagation();
    show(folded(filter.value));
  });
  const show = (wanted: string): void => {
    for (const tick of ticks) {
      const line = tick.closest<HTMLElement>("label");
      if (line !== null) line.hidden = !folded(tick.dataset["label"] ?? "").includes(wanted);
    }
  };
}

/** Return a name without marks, as it is often typed. */
function folded(name: string): string {
  return name.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").trim();
}
