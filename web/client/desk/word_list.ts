/** The list that passphrases are made from, loaded when needed; it must never print a typed word. */
import { readWords, unknownWords } from "../sealing/passphrases";

const ORDINAL = ["nhất", "hai", "ba", "tư", "năm"];

/** Return the words of the list. */
export async function wordList(): Promise<readonly string[]> {
  return readWords((await import("../../../sealing/words.vi.txt")).default);
}

/** Name the places of typed words that the list doesn't have; empty when all are there. */
export async function misspeltWords(typed: string): Promise<string> {
  const places = unknownWords(typed, await wordList());
  if (places === null) return "Mật khẩu có năm từ, mỗi từ hai tiếng.";
  if (places.length === 0) return "";
  const names = places.map((place) => ORDINAL[place - 1] ?? "").join(", ");
  return `Từ thứ ${names} không có trong bảng từ, xem lại.`;
}
