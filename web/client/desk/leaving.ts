/** Ends a colleague's membership, or takes an invitation back; it must never do so before saying what follows. */
import { consequences, openAct, shown } from "./act_dialog";
import { make, toast } from "./dom";
import { post } from "./server";

/** Say what follows, then end the membership. `changed` is called afterwards. */
export function openDismissal(opener: HTMLElement, changed: () => Promise<void>): void {
  const { officer = "", name = "", holds = "no" } = opener.dataset;
  openAct({
    title: `${name} rời đơn vị`,
    body: [
      consequences("Ngay sau khi xác nhận", [
        ["log-out", `${name} bị đăng xuất khỏi mọi máy và không đăng nhập lại được.`],
        ["inbox", "Tin người này đang giữ trở về hàng, chờ người khác nhận."],
        ["history", "Việc người này đã làm vẫn nằm trong lịch sử và nhật ký."],
      ]),
      ...(holds === "yes"
        ? [consequences("Còn phải làm tiếp", [
            ["key-round", "Đổi khóa hàng tin, để người này không mở được tin tới sau. Trang này sẽ nhắc."],
            ["phone", "Đọc số đối chiếu của khóa mới cho người giữ khóa của tỉnh chứng nhận."],
          ])]
        : []),
      make("p", { class: "muted" }, "Không hoàn tác được. Muốn quay lại thì phải mời như người mới."),
    ],
    act: "Kết thúc quyền truy cập",
    actIcon: "log-out",
    verb: "Đang kết thúc",
    danger: true,
    opener,
    submit: async () => {
      await post(`/officers/${officer}/dismissal`);
      await shown(changed);
      return () => toast(`${name} đã rời đơn vị`);
    },
  });
}

/** Take an invitation back that nobody has used. */
export function openRevocation(opener: HTMLElement, changed: () => Promise<void>): void {
  const { officer = "", name = "" } = opener.dataset;
  openAct({
    title: `Thu hồi lời mời của ${name}`,
    body: [consequences("Sau khi thu hồi", [["x", "Phiếu và liên kết đã giao không dùng được nữa."], ["user", `${name} không còn trong danh sách của đơn vị.`]])],
    act: "Thu hồi lời mời",
    actIcon: "x",
    verb: "Đang thu hồi",
    danger: true,
    opener,
    submit: async () => {
      await post(`/officers/${officer}/dismissal`);
      await shown(changed);
      return () => toast("Đã thu hồi lời mời");
    },
  });
}
