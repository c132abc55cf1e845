/** Says in Vietnamese what failed; it must never show a sentence that was written for programmers. */
import { DirectoryRefused, KeyLocked, SealingError, SealingUnavailable } from "../sealing/errors";
import { NoQueueKey } from "./key";

/** The server's sentences and our own have letters that no English one has. */
const VIETNAMESE = /[À-ỹ]/;

/** Return what to tell the person about something that failed. */
export function sentence(failure: unknown): string {
  if (failure instanceof DirectoryRefused) return "Khóa máy chủ đưa ra không đúng với danh bạ khóa. Dừng lại, báo người quản trị của tỉnh.";
  if (failure instanceof SealingUnavailable) return "Trình duyệt chưa chạy được phần niêm phong. Tải lại trang; nếu vẫn vậy, dùng Chrome, Edge, Firefox hoặc Safari bản mới.";
  if (failure instanceof KeyLocked) return "Khóa đã đóng. Mở khóa rồi thử lại.";
  if (failure instanceof SealingError) return "Chưa niêm phong được. Tải lại trang rồi thử lại.";
  if (failure instanceof NoQueueKey) return "Anh/chị chưa được cấp khóa của hàng tin này. Nhờ đồng nghiệp đang giữ khóa cấp ở trang Đơn vị.";
  return failure instanceof Error && VIETNAMESE.test(failure.message) ? failure.message : "Có lỗi. Tải lại trang rồi thử lại.";
}
