/**
 * Generates passphrases from the Vietnamese word list and normalises what is typed; it must never use a passphrase as
 * it was typed. Source: docs/sealed-tip-spec.md, section 10.
 */
import { systemRandom, type Random } from "./bytes";
import { Malformed } from "./errors";

export const WORDS_IN_PASSPHRASE = 5;
/** With at least so many words, five of them hold 55 bits. */
const FEWEST_WORDS = 2048;

/** Return five words, each chosen uniformly, joined by single spaces; `words` comes from `readWords`. */
export function generatePassphrase(words: readonly string[], random: Random = systemRandom): string {
  return Array.from({ length: WORDS_IN_PASSPHRASE }, () => pick(words, random)).join(" ");
}

/** Return lower-case letters and digits without diacritics, single spaces between; throws `Malformed` if nothing is left. */
export function normalisePassphrase(typed: string): string {
  const plain = plainText(typed);
  if (plain === "") throw new Malformed("an empty passphrase");
  return plain;
}

/**
 * Return the words of a list, one a line. Throws `Malformed` if there are fewer than 2,048, or one hasn't two
 * syllables, or two are the same without diacritics.
 */
export function readWords(text: string): readonly string[] {
  const words = text.replace(/\n$/, "").split("\n");
  const plain = new Set(words.map(plainText));
  if (words.length < FEWEST_WORDS || plain.size !== words.length) {
    throw new Malformed("a word list has at least 2,048 words, all different without diacritics");
  }
  // One number of syllables a word: no two choices of words read the same.
  if ([...plain].some((word) => word.split(" ").length !== 2)) {
    throw new Malformed("every word of the list has two syllables");
  }
  return words;
}

/**
 * Return the places (from 1) of typed words that the list doesn't have, so that a slip can be named without printing
 * it; null when the number of syllables isn't that of five words.
 */
export function unknownWords(typed: string, words: readonly string[]): readonly number[] | null {
  const syllables = plainText(typed).split(" ");
  if (syllables.length !== 2 * WORDS_IN_PASSPHRASE) return null;
  const known = new Set(words.map(plainText));
  const places = Array.from({ length: WORDS_IN_PASSPHRASE }, (_, at) => at);
  return places.filter((at) => !known.has(syllables.slice(2 * at, 2 * at + 2).join(" "))).map((at) => at + 1);
}

function plainText(text: string): string {
  const base = text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d");
  return base.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
}

function pick(words: readonly string[], random: Random): string {
  const bound = 2 ** 32 - (2 ** 32 % words.length);
  let drawn = bound;
  while (drawn >= bound) {
    const bytes = random(4);
    drawn = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  }
  const word = words[drawn % words.length];
  if (word === undefined) throw new Malformed("an empty word list");
  return word;
}
