/**
 * Invites a colleague, or one whose five words are lost, and shows the slip to be handed over; it must never send the
 * paper code anywhere, nor keep it once the slip is closed. Source: docs/sealed-tip-spec.md, section 14.
 */
import { newCode, showCode } from "../sealing/receipts";
import { consequences, field, openAct, shown } from "./act_dialog";
import { guardEscape } from "./dialog_guard";
import { find, icon, make } from "./dom";
import { post } from "./server";

/** What the server answers: everything on the slip but the code. */
interface Slip {
  readonly name: string;
  readonly role: string;
  readonly unit: string;
  readonly link: string;
  readonly squares: readonly string[];
  readonly paper: boolean;
  readonly until: string;
}

/** Ask whom to invite, in which role. `changed` is called once the list has somebody more. */
export function openInvite(opener: HTMLElement, changed: () => Promise<void>): void {
  const name = make("input", { class: "input", id: "invite-name", autocomplete: "off", maxlength: "80" }) as HTMLInputElement;
  const roles = find<HTMLTemplateElement>("#invite-roles").content.cloneNode(true) as DocumentFragment;
  const choices = make("fieldset", {}, make("legend", { class: "label" }, "Vai trò"));
  choices.append(roles);
  openAct({
    title: "Mời cán bộ",
    body: [
      field("Họ và tên", name, "Viết đủ họ, tên đệm và tên, như trong danh sách của đơn vị."),
      choices,
      consequences("Sau khi mời", [
        ["printer", "Trang này hiện một phiếu mời, chỉ hiện một lần. In ra, giao tận tay."],
        ["clock", "Phiếu có hạn và dùng được một lần. Thu hồi được bất cứ lúc nào."],
      ]),
    ],
    act: "Tạo phiếu mời",
    actIcon: "user-plus",
    verb: "Đang tạo",
    typed: () => name.value !== "",
    opener,
    submit: async () => {
      const role = find<HTMLInputElement>("input[name=invite-role]:checked", choices).value;
      const slip = await post(`/units/${opener.dataset["unit"] ?? ""}/invitations`, { name: name.value, role });
      await shown(changed);
      return () => showSlip(slip as unknown as Slip);
    },
  });
}

/** Say what ends when somebody is invited anew, then do it. */
export function openInviteAgain(opener: HTMLElement, changed: () => Promise<void>): void {
  const { officer = "", name = "", invited = "" } = opener.dataset;
  const before: readonly (readonly [string, string])[] =
    invited === "yes"
      ? [["x", "Phiếu mời cũ không dùng được nữa."]]
      : [
          ["log-out", `${name} bị đăng xuất khỏi mọi máy, mật khẩu và mã sáu số cũ hết hiệu lực.`],
          ["lock", `${name} chưa đọc được tin cho đến khi tham gia lại và được đồng nghiệp cấp khóa.`],
          ["user-check", "Tin đang giữ và việc đã làm vẫn đứng tên người này."],
        ];
  openAct({
    title: `Mời lại ${name}`,
    body: [
      make("p", {}, invited === "yes" ? "Phiếu cũ hết hạn hoặc thất lạc thì in phiếu mới." : "Dùng khi quên mật khẩu năm từ, mất máy hoặc mất điện thoại có ứng dụng mã."),
      consequences("Sau khi mời lại", [...before, ["printer", "Trang này hiện phiếu mới, chỉ hiện một lần. Giao tận tay."]]),
    ],
    act: "Mời lại",
    actIcon: "user-plus",
    verb: "Đang tạo",
    opener,
    submit: async () => {
      const slip = await post(`/officers/${officer}/invitation`);
      await shown(changed);
      return () => showSlip(slip as unknown as Slip);
    },
  });
}

function showSlip(slip: Slip): void {
  // Made here and shown here: the server learns it in no form, the tag that the joiner makes of it tells nothing.
  const code = slip.paper ? showCode(newCode()) : "";
  const done = make("button", { class: "button button-secondary", type: "button" }, "Đóng, tôi đã in") as HTMLButtonElement;
  const print = make("button", { class: "button button-primary", type: "button" }, icon("printer"), make("span", {}, "In phiếu"));
  const dialog = make("dialog", { class: "dialog slip-dialog", "aria-labelledby": "slip-title" },
    make("div", { class: "dialog-head" }, make("h2", { id: "slip-title" }, "Phiếu mời")),
    make("div", { class: "dialog-body" },
      make("p", { class: "banner" }, icon("info"), make("span", {}, slip.paper ? "Phiếu chỉ hiện một lần. In hoặc chép tay rồi giao tận tay, đừng chụp ảnh, đừng gửi qua tin nhắn." : "Phiếu chỉ hiện một lần. In hoặc chép tay rồi giao tận tay.")),
      slipPaper(slip, code),
    ),
    make("div", { class: "dialog-foot" }, done, print),
  ) as HTMLDialogElement;
  print.addEventListener("click", () => window.print());
  done.addEventListener("click", () => dialog.close());
  // A slip that is gone can't be shown again: Escape doesn't close it by mistake.
  guardEscape(dialog, () => true);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function slipPaper(slip: Slip, code: string): HTMLElement {
  const steps = [
    make("li", {}, make("span", {}, "Mở liên kết này trên máy làm việc, hoặc quét hình bên cạnh:"), make("span", { class: "mono slip-link", "data-slip-link": "" }, slip.link)),
    ...(code === "" ? [] : [make("li", {}, make("span", {}, "Khi trang hỏi mã giấy, gõ:"), make("span", { class: "mono slip-code", "data-slip-code": "" }, code))]),
    make("li", {}, make("span", {}, code === "" ? "Tham gia xong, đọc dãy số đối chiếu cho người mời." : "Tham gia xong, đưa lại phiếu cho người mời để được cấp khóa.")),
  ];
  return make("section", { class: "slip", "aria-label": "Phiếu mời" },
    make("div", { class: "slip-head" }, make("p", { class: "slip-unit" }, slip.unit), make("p", { class: "slip-name" }, "Phiếu mời tham gia Tin Báo"), make("p", {}, `${slip.name} · ${slip.role}`)),
    make("div", { class: "slip-body" }, make("ol", { class: "slip-steps" }, ...steps), drawing(slip.squares)),
    make("p", { class: "slip-foot" }, `Dùng một lần, trước ${slip.until}. Không chụp ảnh, không gửi qua tin nhắn. Xong việc thì hủy phiếu.`),
  );
}

/** Draw the link's square code from its rows of ones and noughts. */
function drawing(rows: readonly string[]): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const ground = document.createElementNS(space, "rect");
  const path = document.createElementNS(space, "path");
  const size = rows.length + 8;
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("class", "slip-square");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "Hình quét để mở liên kết");
  const squares = rows.flatMap((row, y) => [...row].map((dark, x) => (dark === "1" ? `M${x + 4} ${y + 4}h1v1h-1z` : "")));
  // Dark on light whatever the theme is: cameras don't read the other way round.
  for (const [name, value] of [["width", "100%"], ["height", "100%"], ["fill", "white"]] as const) ground.setAttribute(name, value);
  path.setAttribute("d", squares.join(""));
  path.setAttribute("fill", "black");
  svg.append(ground, path);
  return svg;
}
