/** What a dialog says when a unit's name can't be vouched for; it must never let the name pass without it. */
import { Said } from "./act_dialog";
import { icon, make } from "./dom";
import { doubtOf, NamesRefused, type NamedUnit } from "./unit_names";

/** Why nothing is done without the table of places: `undone` says what wasn't, `tell` whom to tell. */
export function namesTrouble(undone: string, tell: string): string {
  return `Danh sách tên xã, phường trên máy chủ không khớp với Tin Báo ở máy này, nên chưa ${undone} được. Tải lại trang; nếu vẫn vậy, báo ${tell}.`;
}

/** For a failed `namedUnit`: throws `Said` where the table of places is what is wrong, else what failed. */
export function sayNames(undone: string): (failure: unknown) => never {
  return (failure) => {
    if (failure instanceof NamesRefused) throw new Said(namesTrouble(undone, "người quản trị"));
    throw failure;
  };
}

/** A banner with what is to be doubted about a name; none where nothing is. */
export function doubtBanner(doubt: string): readonly HTMLElement[] {
  return doubt === "" ? [] : [make("p", { class: "banner", role: "alert" }, icon("triangle-alert"), make("span", {}, doubt))];
}

/** The same for a unit's name. */
export function unitDoubt(named: NamedUnit): readonly HTMLElement[] {
  return doubtBanner(doubtOf(named));
}
