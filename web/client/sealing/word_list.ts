/** The word list of generated passphrases, the same file that Python reads; it must never be asked over the network. */
import list from "../../../sealing/words.vi.txt";
import { readWords } from "./passphrases";

let words: readonly string[] | undefined;

/** Return the shipped words, each of two syllables. */
export function shippedWords(): readonly string[] {
  words ??= readWords(list);
  return words;
}
