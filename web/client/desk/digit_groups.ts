/** Compares typed digits with a fingerprint group by group; it must never tell the right digits, only where they differ. */

const GROUP = 5;

/** Return the numbers (from 1) of the groups that differ; null where it isn't thirty digits at all. */
export function differingGroups(typed: string, fingerprint: string): readonly number[] | null {
  const digits = typed.replace(/[\s-]+/g, "");
  const right = fingerprint.replaceAll(" ", "");
  if (!/^[0-9]+$/.test(digits) || digits.length !== right.length) return null;
  const groups = Array.from({ length: right.length / GROUP }, (_, at) => at);
  return groups.filter((at) => digits.slice(at * GROUP, (at + 1) * GROUP) !== right.slice(at * GROUP, (at + 1) * GROUP)).map((at) => at + 1);
}
