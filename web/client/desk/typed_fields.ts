/** Tells whether somebody has written into a page; it must never keep what was written. */

type Typed = HTMLInputElement | HTMLTextAreaElement;

function differs(field: Typed): boolean {
  if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

function moved({ options, selectedIndex }: HTMLSelectElement): boolean {
  return selectedIndex !== Math.max(0, [...options].map((option) => option.defaultSelected).lastIndexOf(true));
}

/** Whether a field in here, files aside, holds something else than the server wrote. */
export function typedInto(root: ParentNode): boolean {
  return [...root.querySelectorAll<Typed>("input:not([type=file]), textarea")].some(differs) || [...root.querySelectorAll("select")].some(moved);
}
