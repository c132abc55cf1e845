/**
 * Says what a unit is called, from the id that its directory entry signs; it must never take a name on the server's word.
 * Source: docs/decisions/0011-a-units-name-comes-from-its-signed-id.md.
 */
import { toHex } from "../sealing/bytes";

/**
 * SHA-256 of the table of places that this code was made with (`domain/place_names.py` over the gazetteer that is
 * pinned). A test compares them: a newer gazetteer needs its own hash here.
 */
export const PLACE_NAMES = "85931f798e65a51b92093ba9edf0a5b6e19fa3e9125e1224397312a889c1e901";

const KINDS: Readonly<Record<string, string>> = { c: "Công an", d: "Trực ban Công an", i: "Thanh tra Công an" };
const USUAL = /^(?:(c)-([0-9]{5})|([di])-([0-9]{2}))$/;

/** The table that the server gives isn't the one that this code knows, or it gives none. */
export class NamesRefused extends Error {}

/** A line of the table: a place's name with its kind, and its province's code. */
export interface Place {
  readonly name: string;
  readonly province: string;
}

/**
 * A unit as it is shown: `name` says whose it is, `checked` whether that follows from the id. `province` is the code of
 * its province, `where` that province's name beside a commune's, which many share; both empty where the id says nothing.
 */
export interface NamedUnit {
  readonly queue: string;
  readonly name: string;
  readonly checked: boolean;
  readonly province: string;
  readonly where: string;
  /** What the server calls it, where that is something else. */
  readonly otherwise: string;
}

let table: Promise<ReadonlyMap<string, Place>> | undefined;

/**
 * Return how a unit of this id is called. An id that isn't made of a place's code says nothing: then the server's name
 * stands, with the id, unchecked. Throws `NamesRefused` without the table.
 */
export async function namedUnit(queue: string, offered: string): Promise<NamedUnit> {
  table ??= fetchTable().catch((error: unknown) => {
    table = undefined;
    throw error;
  });
  return nameFrom(await table, queue, offered);
}

/** The same over a table that is at hand. */
export function nameFrom(places: ReadonlyMap<string, Place>, queue: string, offered: string): NamedUnit {
  const [, commune, communeCode, level, provinceCode] = USUAL.exec(queue) ?? [];
  const place = places.get(communeCode ?? provinceCode ?? "");
  const kind = KINDS[commune ?? level ?? ""];
  if (place === undefined || kind === undefined) return { queue, name: `${offered} (mã ${queue})`, checked: false, province: "", where: "", otherwise: "" };
  const name = `${kind} ${place.name}`;
  const where = communeCode === undefined ? "" : (places.get(place.province)?.name ?? "");
  return { queue, name, checked: true, province: place.province, where, otherwise: name === offered.normalize("NFC") ? "" : offered };
}

/** What is said beside a name; empty where the server's is the one that follows from the id. */
export function doubtOf({ checked, otherwise, queue }: NamedUnit): string {
  if (!checked) return `Tên này chỉ do máy chủ ghi, mã ${queue} không nói lên đơn vị nào. Gọi đơn vị, hỏi mã đơn vị trước khi làm tiếp.`;
  return otherwise === "" ? "" : `Máy chủ ghi tên khác: “${otherwise}”. Tên ở đây lấy từ mã đơn vị mà tỉnh đã ký. Không chắc thì gọi hỏi trước.`;
}

async function fetchTable(): Promise<ReadonlyMap<string, Place>> {
  const answer = await fetch(`/static/places-${PLACE_NAMES}.txt`).catch(() => null);
  const bytes = answer?.ok === true ? await answer.arrayBuffer() : new ArrayBuffer(0);
  const hash = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  if (hash !== PLACE_NAMES) throw new NamesRefused("the table of places isn't the one that this code knows");
  const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
  return new Map(
    lines.map((line) => {
      const [code = "", province = "", ...name] = line.split(" ");
      return [code, { name: name.join(" "), province }];
    }),
  );
}
