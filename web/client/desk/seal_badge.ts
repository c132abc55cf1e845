/** Says what the manifest says about a tip; it must never show the good badge unless everything agreed. */
import type { ManifestFindings } from "../sealing/manifest";
import { icon, make } from "./dom";
import type { SealCheck } from "./tip_opening";

/** Return the badge beside the content's title. */
export function sealBadge(check: SealCheck): HTMLElement {
  const { manifest, findings } = check;
  if (manifest === null || findings === null) return chip("chip-over", "triangle-alert", "Không kiểm được niêm phong");
  const total = manifest.partHashes.size;
  if (findings.agrees) return chip("chip-good", "shield-check", `Đủ ${total}/${total} mục, đúng như lúc gửi`);
  if (findings.forged) return chip("chip-over", "triangle-alert", "Bảng kê đã bị thay");
  if (findings.foreign.length > 0) return chip("chip-over", "triangle-alert", "Có mục khác dấu giáp lai");
  if (check.incomplete) return chip("chip-soon", "wifi-off", "Chưa tải đủ để kiểm niêm phong");
  if (findings.missing.length > 0) return chip("chip-over", "triangle-alert", `Thiếu ${findings.missing.length}/${total} mục`);
  if (findings.changed.length > 0) return chip("chip-over", "triangle-alert", `Bị đổi ${findings.changed.length}/${total} mục`);
  if (findings.added.length > 0) return chip("chip-over", "triangle-alert", `Thừa ${findings.added.length} mục`);
  if (findings.receipts.length > 0) return chip("chip-over", "triangle-alert", "Mã tin bị đổi");
  return chip("chip-over", "triangle-alert", `Không mở được ${findings.unopened.length}/${total} mục`);
}

/** Return what builds the explanation of a broken seal around some buttons, or null when nothing is broken. */
export function sealExplanation(check: SealCheck): ((...buttons: readonly HTMLElement[]) => HTMLElement) | null {
  const { manifest, findings } = check;
  if (findings?.agrees === true) return null;
  const unfetched = check.incomplete && !(findings !== null && findings.foreign.length > 0);
  const sentences = manifest === null || findings === null ? NOT_CHECKED : unfetched ? INCOMPLETE : broken(findings, check.incomplete);
  return (...buttons) =>
    make("section", { class: "card card-broken", role: "alert" },
      make("div", { class: "state" },
        make("span", { class: "state-mark state-mark-over" }, icon("triangle-alert")),
        make("h2", {}, titleOf(check, unfetched)),
        ...sentences.map((sentence) => make("p", {}, sentence)),
        ...(unfetched ? [] : buttons),
      ),
    );
}

function titleOf({ manifest, findings }: SealCheck, unfetched: boolean): string {
  if (manifest === null) return "Chưa kiểm được niêm phong";
  if (unfetched) return "Chưa tải đủ tin";
  return findings?.forged === true ? "Bảng kê niêm phong đã bị thay" : "Tin không còn nguyên như lúc gửi";
}

const NOT_CHECKED = ["Bảng kê niêm phong của tin này không mở được. Mục nào mở được thì vẫn đọc được, nhưng chưa biết có đủ và đúng như lúc gửi không.", "Báo người quản trị trước khi dựa vào tin này."];
const INCOMPLETE = ["Có mục chưa tải được. Kiểm tra mạng rồi tải lại trang."];
const FORGED = "Bảng kê không mang dấu giáp lai của các mục, nên không phải bảng kê lập lúc gửi. Có thể đã có mục bị bỏ đi mà không thấy được.";
const DO_NOT_ANSWER = "Đừng trả lời người báo trước khi kiểm tra: khóa trả lời có thể đã bị đổi. Báo người quản trị.";

function broken(findings: ManifestFindings, incomplete: boolean): readonly string[] {
  const list = (numbers: readonly number[]): string => numbers.join(", ");
  return [
    findings.forged ? FORGED : "",
    findings.foreign.length > 0 && !findings.forged ? `Dấu giáp lai của mục ${list(findings.foreign)} khác của bảng kê: các mục này hoặc phần còn lại không do người báo gửi.` : "",
    findings.missing.length > 0 && !incomplete ? `Mục ${list(findings.missing)} có trong bảng kê niêm phong nhưng không còn.` : "",
    findings.changed.length > 0 ? `Mục ${list(findings.changed)} không khớp bảng kê niêm phong.` : "",
    findings.added.length > 0 ? `Mục ${list(findings.added)} không có trong bảng kê niêm phong.` : "",
    findings.unopened.length > 0 ? `Mục ${list(findings.unopened)} có trong bảng kê nhưng không mở được, nên chưa đối chiếu được dấu giáp lai.` : "",
    findings.receipts.length > 0 ? "Khóa của mã tin ở máy chủ khác khóa đã niêm phong. Chỉ dùng khóa đã niêm phong." : "",
    "Các mục còn lại vẫn đọc được.",
    DO_NOT_ANSWER,
  ].filter((sentence) => sentence !== "");
}

function chip(kind: string, symbol: string, text: string): HTMLElement {
  return make("span", { class: `chip ${kind}` }, icon(symbol, 14), text);
}
