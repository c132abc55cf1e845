/** Finds words in what was opened, with or without Vietnamese marks; it must never outlive this page's memory. */
import MiniSearch, { type SearchResult } from "minisearch";
import { plainLetters } from "./plain_letters";

/** One text of a tip in the clear, and whose it is. */
export interface OpenedText {
  readonly role: string;
  readonly text: string;
}

/** A tip that matches: `exact` when the words stand there as typed, marks and all. */
export interface Found {
  readonly tip: string;
  readonly exact: boolean;
  readonly terms: readonly string[];
}

/** A piece of a text with the words found in it; `found` pieces are to be marked. */
export interface Piece {
  readonly text: string;
  readonly found: boolean;
}

const MOST_FOUND = 200;
const BEFORE = 60;
const SHOWN = 180;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** The texts of all opened tips. */
export class TextIndex {
  readonly #index = newIndex();
  readonly #texts = new Map<string, readonly OpenedText[]>();

  /** How many tips are in it. */
  get size(): number {
    return this.#texts.size;
  }

  /** The texts of a tip, none if it isn't here. */
  textsOf(tip: string): readonly OpenedText[] {
    return this.#texts.get(tip) ?? [];
  }

  /** Put a tip's texts in, in the place of earlier ones. `about`: its number and category. */
  put(tip: string, about: string, texts: readonly OpenedText[]): void {
    const document = { tip, about, words: texts.map(({ text }) => text).join("\n") };
    if (this.#texts.has(tip)) this.#index.replace(document);
    else this.#index.add(document);
    this.#texts.set(tip, texts);
  }

  /** Take a tip out. */
  remove(tip: string): void {
    if (!this.#texts.delete(tip)) return;
    this.#index.discard(tip);
  }

  /** Give the tips in which every word stands, those with the words as typed first, at most 200. */
  find(typed: string): readonly Found[] {
    if (plainLetters(typed) === "") return [];
    const wanted = typed.normalize("NFC").toLowerCase().trim();
    const found = this.#index.search(typed).map((result: SearchResult) => {
      const tip = result.id as string;
      const exact = this.textsOf(tip).some(({ text }) => text.toLowerCase().includes(wanted));
      return { tip, exact, terms: result.terms };
    });
    return [...found.filter(({ exact }) => exact), ...found.filter(({ exact }) => !exact)].slice(0, MOST_FOUND);
  }
}

/** Cut the part of a text around the first word found, with every found word as a piece of its own; null if there is none. */
export function snippet(text: string, terms: readonly string[]): readonly Piece[] | null {
  const wanted = new Set(terms);
  const words = [...text.matchAll(WORD)].filter(([word]) => plainLetters(word).split(" ").some((each) => wanted.has(each)));
  const first = words[0];
  if (first === undefined) return null;
  const begin = first.index <= BEFORE ? 0 : text.indexOf(" ", first.index - BEFORE) + 1 || first.index;
  const end = Math.min(text.length, begin + SHOWN);
  const pieces: Piece[] = begin > 0 ? [{ text: "… ", found: false }] : [];
  let at = begin;
  for (const { 0: word, index } of words) {
    if (index < at || index + word.length > end) continue;
    if (index > at) pieces.push({ text: text.slice(at, index), found: false });
    pieces.push({ text: word, found: true });
    at = index + word.length;
  }
  if (at < end) pieces.push({ text: text.slice(at, end), found: false });
  if (end < text.length) pieces.push({ text: " …", found: false });
  return pieces;
}

function newIndex(): MiniSearch {
  return new MiniSearch({
    idField: "tip",
    fields: ["words", "about"],
    storeFields: [],
    tokenize: (text) => plainLetters(text).split(" "),
    processTerm: (term) => term || null,
    searchOptions: { combineWith: "AND", prefix: (term, at, terms) => at === terms.length - 1 && term.length > 1, boost: { words: 2 } },
  });
}
