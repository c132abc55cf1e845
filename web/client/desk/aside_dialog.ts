/** The dialog that sets a tip aside as groundless or junk; it must never do so without a reason, nor tell whether chance chose it. */
import { consequences, openAct, Said } from "./act_dialog";
import { fetchTarget, resealAll, sealedAgain, sealNoteFor } from "./case_sealing";
import { queueRole } from "./directory";
import { make } from "./dom";
import { post } from "./server";
import type { Facts } from "./tip_facts";
import { namedUnit } from "./unit_names";
import { sayNames } from "./unit_notes";

const MARKS = [
  ["no_ground", "Không có căn cứ", "Đã kiểm tra, không có căn cứ để xử lý tiếp."],
  ["junk", "Tin rác", "Không có nội dung: gửi thử, quảng cáo, ký tự vô nghĩa."],
] as const;

/** Ask for the mark and the reason, then close the tip. */
export function openAsideDialog(number: string, facts: () => Facts, refresh: () => Promise<void>, done: () => Promise<void>, opener: HTMLElement): void {
  const choices = MARKS.map(([value, name, means], at) =>
    make("label", { class: "choice" }, make("input", { type: "radio", name: "mark", value, ...(at === 0 ? { checked: "" } : {}) }), make("span", {}, make("b", {}, name), make("span", { class: "meta" }, means))),
  );
  const reason = make("textarea", { class: "input", id: "aside-reason", rows: "2", maxlength: "500", "aria-describedby": "aside-help" }) as HTMLTextAreaElement;
  const marks = make("fieldset", {}, make("legend", { class: "label" }, "Vì sao xếp lại"), ...choices);
  openAct({
    title: `Xếp lại tin số ${number}`,
    body: [
      marks,
      make("div", { class: "field" }, make("label", { for: "aside-reason" }, "Lý do (cần ghi)"), reason, make("p", { class: "help", id: "aside-help" }, "Lý do được niêm phong thành ghi chú nội bộ. Người báo không thấy.")),
      consequences("Sau khi xếp lại", [
        ["message-square-text", "Người báo thấy: Đã kết thúc."],
        ["clipboard-check", "Cấp trên kiểm tra ngẫu nhiên một phần các tin xếp lại. Không báo trước tin nào."],
        ["rotate-ccw", "Có thông tin mới thì mở lại được."],
      ]),
    ],
    act: "Xếp lại tin",
    actIcon: "archive",
    verb: "Đang niêm phong",
    typed: () => reason.value.trim() !== "",
    opener,
    submit: async () => {
      const written = reason.value.trim();
      if (written === "") throw new Said("Cần ghi lý do xếp lại.");
      const mark = marks.querySelector<HTMLInputElement>("input:checked")?.value ?? "no_ground";
      await sealedAgain(async () => {
        const now = facts();
        // The level above is of the own unit's province, whatever the server offers.
        const own = await namedUnit(now.queue, "").catch(sayNames("xếp lại"));
        const above = await fetchTarget(`/tips/${now.tip}/sampler`, (offered) => queueRole(offered) !== "commune", own.province);
        const keys = above === null ? [] : await resealAll(now, above.key);
        const sealed = await sealNoteFor(now, written, above?.key ?? null);
        await post(`/tips/${now.tip}/aside`, { mark, epoch: above?.key.epoch ?? 0, keys: [...keys, ...sealed.key], reason: sealed.note });
      }, refresh);
      return () => void done();
    },
  });
}
