/** Turns a text and its marked ranges into nodes; it never reads markup out of the text itself. */

import { make } from "./elements";
import type { Entity } from "./messages";

const SIMPLE: Record<string, "strong" | "em" | "u" | "s" | "code"> = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "code",
};

/** A code that fills its whole line is shown as a box to copy from, in balanced lines. */
function fillsItsLine(text: string, start: number, end: number): boolean {
  return (start === 0 || text[start - 1] === "\n") && (end === text.length || text[end] === "\n");
}

function marked(text: string, entity: Entity, wholeLine: boolean): Node {
  if (entity.type === "text_link" || entity.type === "url") {
    const address = entity.url ?? text;
    if (!/^https?:\/\//i.test(address)) return document.createTextNode(text);
    const link = make("a", "", text);
    link.href = address;
    link.rel = "noopener noreferrer";
    link.target = "_blank";
    return link;
  }
  const tag = SIMPLE[entity.type];
  if (tag === undefined) return document.createTextNode(text);
  return make(tag, tag === "code" && wholeLine ? "code-box" : "", text);
}

/** Offsets count UTF-16 units, as JavaScript does; of overlapping ranges the first one counts. */
export function richText(text: string, entities: readonly Entity[] = []): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const entity of [...entities].sort((a, b) => a.offset - b.offset)) {
    if (entity.offset < done) continue;
    const end = entity.offset + entity.length;
    const box = (entity.type === "code" || entity.type === "pre") && fillsItsLine(text, entity.offset, end);
    const before = text.slice(done, entity.offset);
    fragment.append(box ? before.replace(/\n+$/, "") : before);
    fragment.append(marked(text.slice(entity.offset, end), entity, box));
    done = box ? end + (/^\n+/.exec(text.slice(end))?.[0].length ?? 0) : end;
  }
  fragment.append(text.slice(done));
  return fragment;
}
