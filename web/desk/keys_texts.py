"""The Vietnamese words about keys and second factors, in one place; must never name a key's seed or a person's words."""

from collections.abc import Mapping
from types import MappingProxyType

from starlette.responses import JSONResponse

REFUSAL: Mapping[str, str] = MappingProxyType(
    {
        "challenge_over": "Đã quá năm phút. Bấm thêm khóa truy cập lại từ đầu.",
        "wrong_code": "Mã sáu số chưa khớp, hoặc đã dùng rồi. Chờ mã kế tiếp rồi thử lại.",
        "wrong_passkey": "Chưa khớp. Dùng một khóa truy cập khác của mình, hoặc mã sáu số.",
        "too_many_codes": "Thử quá nhiều lần. Chờ vài phút rồi thử lại.",
        "too_many_passkeys": "Đã có đủ mười khóa truy cập. Bỏ bớt khóa không dùng nữa.",
        "known_passkey": "Thiết bị này đã có khóa truy cập.",
        "passkey_gone": "Khóa truy cập này không còn. Tải lại trang.",
        "no_key_yet": "Hàng tin này chưa có khóa. Cán bộ đầu tiên tạo khóa khi tham gia.",
        "key_moved": "Khóa của đơn vị vừa đổi. Tải lại trang, rồi gọi đọc lại số đối chiếu.",
        "serial_moved": "Có người vừa ký khóa này. Tải lại trang rồi xem lại.",
        "entry_refused": "Chữ ký không khớp khóa của tỉnh. Chưa có gì được lưu. Xem lại tệp khóa.",
        "province_unsigned": "Khóa của tỉnh chưa được khóa gốc chứng nhận, hoặc đã hết hạn. Báo người giữ khóa gốc.",
        "no_such_unit": "Không có đơn vị này trong tỉnh.",
        "not_a_recovery": "Tệp này không phải tệp khôi phục của đơn vị. Chưa có gì được lưu.",
        "not_a_reader": "Người này không đọc tin, nên không được giữ khóa hàng tin.",
        "nothing_sealed": "Khóa của đơn vị này chưa được niêm phong cho khóa khôi phục nào. Không khôi phục được.",
        "holds_already": "Cán bộ này đã giữ khóa hàng tin. Nếu khóa ấy không mở được, cán bộ mở một tin để máy báo lại, rồi gửi tệp lần nữa.",
    }
)


def refused(reason: str, status: int = 409) -> JSONResponse:
    """An ordinary no in one Vietnamese sentence, with its reason for the page's script."""
    return JSONResponse({"error": REFUSAL[reason], "reason": reason}, status_code=status)


def answer(reason: str | None) -> JSONResponse:
    """Done, or the sentence that says why not."""
    return JSONResponse({"done": True}) if reason is None else refused(reason)
