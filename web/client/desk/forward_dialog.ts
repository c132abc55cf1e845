/**
 * The dialog that hands a tip to another unit; it must never forward before the officer saw to whom and what follows, nor
 * name that unit as the server does where its signed id says another name.
 */
import { DirectoryRefused } from "../sealing/errors";
import { consequences, openAct, Said } from "./act_dialog";
import { fetchTarget, resealAll, sealedAgain, sealNoteTo, type Target } from "./case_sealing";
import { find, icon, make } from "./dom";
import { plainLetters } from "./plain_letters";
import { getObject, post } from "./server";
import type { Facts } from "./tip_facts";
import { namedUnit, type NamedUnit } from "./unit_names";
import { sayNames, unitDoubt } from "./unit_notes";

interface Offered {
  readonly queue: string;
  readonly unit: string;
  readonly kind: string;
  readonly means: string;
  readonly own: boolean;
}

/** A unit that may be chosen; `unit` is the name from its id. */
interface Choice {
  readonly queue: string;
  readonly unit: string;
  readonly kind: string;
  readonly means: string;
  readonly own: boolean;
  readonly named: NamedUnit;
}

/** What the dialog needs of the tip's page. */
export interface ForwardPage {
  readonly number: string;
  readonly unit: string;
  readonly happeningNow: boolean;
  readonly facts: () => Facts;
  readonly refresh: () => Promise<void>;
  /** The tip has gone to that unit, for this reason. */
  readonly done: (target: string, reason: string) => void;
}

const SHOWN = 4;
const OTHER = "Lý do khác";

/** Ask where to and why, then seal and send. */
export async function openForwardDialog(page: ForwardPage, opener: HTMLElement): Promise<void> {
  const { targets: offered, reasons } = (await getObject(`/tips/${page.facts().tip}/targets`)) as unknown as { targets: readonly Offered[]; reasons: readonly string[] };
  const targets = await Promise.all(offered.map(choiceOf));
  const search = make("input", { class: "input", id: "forward-search", type: "search", autocomplete: "off", placeholder: "", "aria-controls": "forward-choices" }) as HTMLInputElement;
  const list = make("fieldset", { id: "forward-choices", class: "forward-choices" }, make("legend", { class: "sr" }, "Đơn vị nhận"));
  const why = make("select", { class: "input", id: "forward-why" }, ...[...reasons, OTHER].map((text) => make("option", {}, text))) as HTMLSelectElement;
  const more = make("textarea", { class: "input", id: "forward-more", rows: "2", maxlength: "500", "aria-describedby": "forward-more-help" }) as HTMLTextAreaElement;
  const after = make("div");
  let chosen: Choice | undefined;
  let verified: Target | undefined;

  const dialog = openAct({
    title: `Chuyển tin số ${page.number}`,
    body: [
      make("div", { class: "field" }, make("label", { for: "forward-search" }, "Chuyển tới"), make("span", { class: "with-icon" }, icon("search"), search), list),
      make("div", { class: "field" }, make("label", { for: "forward-why" }, "Lý do chuyển"), make("span", { class: "select" }, why, icon("chevron-down"))),
      make("div", { class: "field" }, make("label", { for: "forward-more" }, "Ghi thêm"), more, make("p", { class: "help", id: "forward-more-help" }, "Lý do được niêm phong cho đơn vị nhận. Người báo không thấy.")),
      after,
    ],
    act: "Chuyển",
    actIcon: "forward",
    verb: "Đang khóa lại",
    typed: () => more.value.trim() !== "",
    opener,
    submit: async () => {
      if (chosen === undefined) throw new Said("Chọn đơn vị nhận.");
      const reason = reasonOf(why.value, more.value);
      if (reason === "") throw new Said("Ghi lý do chuyển.");
      const { queue, unit, named } = chosen;
      await sealedAgain(async () => {
        const target = verified?.key.queue === queue ? verified : await fetchTarget(`/tips/${page.facts().tip}/targets/${queue}`, named);
        verified = undefined;
        if (target === null) throw new Said("Khóa của đơn vị này chưa kiểm được, nên chưa chuyển được.");
        const facts = page.facts();
        const label = dialog.querySelector("button[type=submit] span");
        const keys = await resealAll(facts, target.key, (done, of) => {
          if (label !== null) label.textContent = `Đang khóa lại ${done}/${of}`;
        });
        const note = await sealNoteTo(facts, reason, target.key);
        await post(`/tips/${facts.tip}/forward`, { target: queue, epoch: target.key.epoch, keys, reason: note });
      }, page.refresh);
      return () => page.done(unit, reason);
    },
  });

  const choose = (choice: Choice): void => {
    chosen = choice;
    verified = undefined;
    find("button[type=submit] span", dialog).textContent = `Chuyển tới ${choice.unit}`;
    after.replaceChildren(...unitDoubt(choice.named), consequences("Sau khi chuyển", followsFrom(page, choice)));
    void verify(choice);
  };
  const verify = async (choice: Choice): Promise<void> => {
    const state = list.querySelector<HTMLElement>(`[data-queue="${choice.queue}"] .choice-state`);
    try {
      const target = await fetchTarget(`/tips/${page.facts().tip}/targets/${choice.queue}`, choice.named);
      if (chosen !== choice) return;
      if (target === null) throw new DirectoryRefused("no entry");
      verified = target;
      state?.replaceChildren(icon("shield-check"), make("span", { class: "sr" }, "Khóa còn hạn, đã đối chiếu"));
      const means = list.querySelector(`[data-queue="${choice.queue}"] .meta`);
      if (means !== null) means.textContent = `${meansOf(choice)} Khóa còn hạn, đã đối chiếu.`;
    } catch {
      state?.replaceChildren(icon("triangle-alert"), make("span", {}, "Khóa chưa kiểm được"));
    }
  };
  const show = (): void => {
    const wanted = plainLetters(search.value);
    const words = wanted.split(" ").filter((word) => word !== "");
    const found = targets.filter((choice) => words.every((word) => plainLetters(`${choice.unit} ${choice.named.where}`).includes(word)));
    const rows = (words.length === 0 ? suggested(found) : found).slice(0, SHOWN);
    const left = found.length - rows.length;
    list.replaceChildren(
      make("legend", { class: "sr" }, "Đơn vị nhận"),
      ...rows.map((choice) => option(choice, chosen?.queue === choice.queue)),
      ...(rows.length === 0 ? [make("p", { class: "help" }, "Không có đơn vị nào tên như vậy đang dùng Tin Báo.")] : []),
      ...(left > 0 ? [make("p", { class: "help" }, `Còn ${left} đơn vị khác. Gõ tên xã, phường để tìm.`)] : []),
    );
  };
  list.addEventListener("change", (event) => {
    const queue = event.target instanceof HTMLInputElement ? event.target.value : "";
    const choice = targets.find((each) => each.queue === queue);
    if (choice !== undefined) choose(choice);
  });
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    // Enter picks the first that is found; it never forwards.
    if (event.key !== "Enter") return;
    event.preventDefault();
    list.querySelector<HTMLInputElement>("input[type=radio]")?.click();
  });
  show();
  search.focus();
}

/** Give an offered unit the name that its id says. Throws `Said` without the table of places. */
async function choiceOf(offered: Offered): Promise<Choice> {
  const named = await namedUnit(offered.queue, offered.unit).catch(sayNames("chuyển"));
  return { ...offered, unit: named.name, named };
}

/** What the unit is for; a commune of another province is told from its namesakes by the province. */
function meansOf({ own, named, means }: Choice): string {
  return own || named.where === "" ? means : `${named.where.charAt(0).toUpperCase()}${named.where.slice(1)}. ${means}`;
}

/** The levels above first: where a tip goes when it isn't clear which commune it is for. */
function suggested(found: readonly Choice[]): readonly Choice[] {
  const rank = (choice: Choice): number => (choice.own ? 0 : 2) + (choice.kind === "commune" ? 1 : 0);
  return [...found].sort((left, right) => rank(left) - rank(right));
}

function option(choice: Choice, checked: boolean): HTMLElement {
  const input = make("input", { type: "radio", name: "target", value: choice.queue, ...(checked ? { checked: "" } : {}) });
  return make("label", { class: "choice", "data-queue": choice.queue }, input, make("span", { class: "grow" }, make("b", {}, choice.unit), make("span", { class: "meta" }, meansOf(choice))), make("span", { class: "choice-state" }));
}

function reasonOf(chosen: string, more: string): string {
  const added = more.trim();
  if (chosen === OTHER) return added;
  return added === "" ? chosen : `${chosen}. ${added}`;
}

/** Say what will be true afterwards, before it is. */
function followsFrom(page: ForwardPage, choice: Choice): readonly (readonly [string, string])[] {
  const count = (...roles: string[]): number => page.facts().parts.filter((part) => roles.includes(part.role)).length;
  const pieces = [
    `${count("report")} mục`,
    ...(count("addition", "reply") > 0 ? [`${count("addition", "reply")} lời trao đổi`] : []),
    ...(count("note") > 0 ? [`${count("note")} ghi chú`] : []),
  ];
  const what = pieces.length === 1 ? pieces[0] : `${pieces.slice(0, -1).join(", ")} và ${pieces.at(-1) ?? ""}`;
  return [
    ["lock", `${what ?? ""} được khóa lại cho ${choice.unit} ngay trong trình duyệt này.`],
    ["eye-off", `Tin rời hàng của ${page.unit}. Đơn vị không mở được tin này và phần gửi thêm sau đó nữa.`],
    ...(page.happeningNow ? ([["siren", "Tin đang xảy ra: Trực ban vẫn giữ bản đã có."]] as const) : []),
    ["message-square-text", "Người báo thấy: Đã chuyển nơi xử lý."],
    ["history", "Sổ theo dõi của đơn vị giữ một dòng: số tin, nơi nhận, ngày giờ, người chuyển."],
  ];
}
