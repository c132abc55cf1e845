/**
 * Sends a tip back to the unit that forwarded it, where parts of it don't open here; it must never leave out a part that
 * opens, nor seal to a unit whose key or name it hasn't checked. Source: docs/sealed-tip-spec.md, section 9.
 */
import { consequences, openAct, Said } from "./act_dialog";
import { fetchTarget, resealAll, sealedAgain, sealNoteTo } from "./case_sealing";
import { icon, make } from "./dom";
import { post } from "./server";
import type { Facts, PartFacts } from "./tip_facts";
import { namedUnit, type NamedUnit } from "./unit_names";
import { unitDoubt } from "./unit_notes";

/** What sending back needs of the tip's page. */
export interface SendBackPage {
  readonly number: string;
  readonly unit: string;
  readonly facts: () => Facts;
  /** Parts whose bytes came and that don't open. */
  readonly shut: () => readonly PartFacts[];
  readonly refresh: () => Promise<void>;
  /** The tip has gone back to that unit. */
  readonly done: (unit: string) => void;
}

/** Return what offers to send the tip back, or null where it all opens or came from a resident. Throws `NamesRefused`. */
export async function sendBackOffer(page: SendBackPage): Promise<HTMLElement | null> {
  const { cameFrom } = page.facts();
  const shut = page.shut().length;
  if (cameFrom === null || shut === 0) return null;
  const from = await namedUnit(cameFrom.queue, cameFrom.unit);
  const button = make("button", { class: "button button-secondary button-small", type: "button", "data-send-back-open": "" }, icon("rotate-ccw"), make("span", {}, `Chuyển trả ${from.name}`));
  button.addEventListener("click", () => openSendBackDialog(page, from, button));
  return make("div", { class: "banner banner-over", role: "status" }, icon("triangle-alert"),
    make("div", {}, make("p", {}, `${shut} mục không mở được ở đây. Tin do ${from.name} chuyển tới: chuyển trả thì đơn vị đó mở lại được phần đã có trước khi chuyển.`), button));
}

function openSendBackDialog(page: SendBackPage, from: NamedUnit, opener: HTMLElement): void {
  const more = make("textarea", { class: "input", id: "send-back-more", rows: "2", maxlength: "500", "aria-describedby": "send-back-help" }) as HTMLTextAreaElement;
  openAct({
    title: `Chuyển trả tin số ${page.number}`,
    body: [
      ...unitDoubt(from),
      make("div", { class: "field" }, make("label", { for: "send-back-more" }, "Ghi thêm"), more, make("p", { class: "help", id: "send-back-help" }, `Được niêm phong cho ${from.name}. Người báo không thấy.`)),
      consequences("Sau khi chuyển trả", [
        ["rotate-ccw", `${from.name} mở lại được phần đã có trước khi chuyển.`],
        ["lock", `Mục nào mở được ở đây thì được khóa lại cho ${from.name} ngay trong trình duyệt này.`],
        ["eye-off", `Tin rời hàng của ${page.unit}.`],
        ["triangle-alert", "Cấp trên nhận cảnh báo để kiểm tra máy đã chuyển tin."],
      ]),
    ],
    act: `Chuyển trả ${from.name}`,
    actIcon: "rotate-ccw",
    verb: "Đang khóa lại",
    typed: () => more.value.trim() !== "",
    opener,
    submit: async () => {
      await sealedAgain(() => sendBack(page, from, more.value.trim()), page.refresh);
      return () => page.done(from.name);
    },
  });
}

async function sendBack(page: SendBackPage, from: NamedUnit, added: string): Promise<void> {
  const facts = page.facts();
  const shut = page.shut();
  if (shut.length === 0) throw new Said("Các mục nay mở được rồi, không cần chuyển trả.");
  const target = await fetchTarget(`/tips/${facts.tip}/targets/${from.queue}`, from);
  if (target === null) throw new Said("Khóa của đơn vị này chưa kiểm được, nên chưa chuyển trả được.");
  const open = facts.parts.filter((part) => !shut.includes(part));
  const keys = await resealAll({ ...facts, parts: open }, target.key);
  const reason = [`Chuyển trả: ${shut.length} mục không mở được.`, added].filter((text) => text !== "").join(" ");
  const note = await sealNoteTo(facts, reason, target.key);
  const unopened = shut.map(({ role, number }) => ({ role, number }));
  await post(`/tips/${facts.tip}/forward`, { target: from.queue, epoch: target.key.epoch, keys, reason: note, unopened });
}
