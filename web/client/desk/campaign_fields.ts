/** Reads the editor's fields into what the server takes; it must never guess what an empty field means. */
import { dayField } from "./day_field";
import { readTime } from "./day_words";
import { find } from "./dom";

/** A field that has to be mended before anything can be saved. */
export class FieldProblem extends Error {}

/** One place: a commune, or with null the whole province. */
export interface Place {
  readonly province: string;
  readonly commune: string | null;
}

/** When it is sent, in the server's form. */
export type Schedule = Readonly<Record<string, unknown>>;

/** Return every checked value of a group. */
export function checked(root: ParentNode, name: string): string[] {
  return [...root.querySelectorAll<HTMLInputElement>(`input[name=${name}]:checked`)].map((input) => input.value);
}

/** Return title and body in a language. */
export function wordsOf(root: ParentNode, language: string): { title: string; body: string } {
  const place = find(`[data-words=${language}]`, root);
  return { title: find<HTMLInputElement>("[data-title]", place).value, body: find<HTMLTextAreaElement>("[data-body]", place).value };
}

/** Return the places that are chosen. */
export function placesOf(root: ParentNode): Place[] {
  return [...root.querySelectorAll<HTMLElement>("[data-places] [data-province]")].map((chip) => ({
    province: chip.dataset["province"] ?? "",
    commune: chip.dataset["commune"] === "" ? null : (chip.dataset["commune"] ?? null),
  }));
}

/** Return the schedule. Throws FieldProblem where a day or time is missing. */
export function scheduleOf(root: ParentNode): Schedule {
  const kind = find<HTMLSelectElement>("#schedule", root).value;
  const at = (): string => time(root, "at", "Ghi giờ gửi. Ví dụ 19:00.");
  const first = (): string => day(root, "first", "Chọn ngày bắt đầu.");
  const last = (): string | null => day(root, "last", "Ghi ngày kết thúc, hoặc để trống.") || null;
  switch (kind) {
    case "once":
      return { kind, day: day(root, "once-day", "Chọn ngày gửi."), at: at() };
    case "weekly":
      return { kind, weekdays: checked(root, "weekday").map(Number), at: at(), first: first(), last: last() };
    case "monthly":
      return { kind, day: whole(root, "month-day", "Chọn ngày trong tháng, từ 1 đến 31."), at: at(), first: first(), last: last() };
    case "peak":
      return { kind, first: first(), last: day(root, "peak-last", "Chọn ngày kết thúc đợt."), at: at(), every_days: whole(root, "every", "Ghi cách mấy ngày, từ 1 đến 366.") };
    default:
      return { kind: "at_once" };
  }
}

function value(root: ParentNode, id: string, problem: string): string {
  const input = find<HTMLInputElement>(`#${id}`, root);
  if (input.value === "" || !input.checkValidity()) throw new FieldProblem(problem);
  return input.value;
}

function day(root: ParentNode, id: string, problem: string): string {
  const field = dayField(id, root);
  if (!field.fits) throw new FieldProblem(problem);
  return field.value;
}

function time(root: ParentNode, id: string, problem: string): string {
  const read = readTime(find<HTMLInputElement>(`#${id}`, root).value);
  if (read === null) throw new FieldProblem(problem);
  return read;
}

function whole(root: ParentNode, id: string, problem: string): number {
  return Number(value(root, id, problem));
}
