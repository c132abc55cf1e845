/** Writes Vietnamese without its marks, for finding a name however it is typed; it must never be shown to anybody. */

/** Return lower-case letters without diacritics, `đ` as `d`, runs of anything else as one space. */
export function plainLetters(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}
