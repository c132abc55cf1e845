/** Reads and writes days and times of day as Vietnam writes them; it must never guess what a half-written one means. */

/** Return the ISO day of `3/2/2027`, `03-02-2027`, `03.02.2027` or `03022027`; null for what names no day from 2000 to 2199. */
export function readDay(typed: string): string | null {
  const found = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/.exec(typed.trim()) ?? /^(\d{2})()(\d{2})(\d{4})$/.exec(typed.trim());
  if (found === null) return null;
  const [day, month, year] = [Number(found[1]), Number(found[3]), Number(found[4])];
  const moment = new Date(Date.UTC(year, month - 1, day));
  // What doesn't exist (31/02) rolls over into another day; it is refused, never moved.
  const exists = moment.getUTCFullYear() === year && moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
  return exists && year >= 2000 && year < 2200 ? moment.toISOString().slice(0, 10) : null;
}

/** Return `03/02/2027` of an ISO day; empty stays empty. */
export function writeDay(iso: string): string {
  return iso.split("-").reverse().join("/");
}

/** Return `19:00` of `19:00`, `19h00`, `19h`, `1900` or `7:30`; null for what is no time of day. */
export function readTime(typed: string): string | null {
  const found = /^(\d{1,2})[:h](\d{2})?$/.exec(typed.trim().toLowerCase()) ?? /^(\d{2})(\d{2})$/.exec(typed.trim());
  if (found === null) return null;
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? "0")];
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}` : null;
}
