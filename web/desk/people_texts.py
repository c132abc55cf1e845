"""The Vietnamese words of the people and keys of a unit; must never hold a person's name."""

from collections.abc import Mapping
from types import MappingProxyType

ROLE_MEANS: Mapping[str, str] = MappingProxyType(
    {
        "officer": "Đọc, nhận và trả lời tin của đơn vị.",
        "chief": "Như cán bộ, thêm: giao tin, lịch trực, mời người, đổi khóa.",
        "duty_desk": "Đọc tin của Trực ban, tin đang xảy ra của cả tỉnh.",
        "inspectorate": "Đọc tin gửi Thanh tra, xem nhật ký của cả tỉnh.",
        "awareness": "Soạn cảnh báo. Không đọc tin.",
        "approver": "Duyệt cảnh báo người khác soạn. Không đọc tin.",
        "administrator": "Lập đơn vị, mời người, chứng nhận khóa. Không đọc tin.",
    }
)
"""What a role may do, in one line beside its choice; the table itself is `domain.permissions`."""

REFUSAL: Mapping[str, str] = MappingProxyType(
    {
        "paper_needed": "Cách kiểm khóa không đúng với lời mời này. Tải lại trang rồi làm lại.",
        "paper_expired": "Mã giấy đã quá bảy ngày. Mời lại người này, giao phiếu mới.",
        "colleague_key_moved": "Người này vừa tạo khóa mới. Tải lại trang rồi làm lại.",
        "unfit": "Xem lại họ tên và vai trò.",
        "no_recovery_key": "Tỉnh chưa có khóa khôi phục. Người quản trị tạo khóa này trước, rồi mở lại lời mời.",
        "own_membership": "Không tự làm việc này cho chính mình được. Nhờ người khác có quyền.",
    }
)
"""Sentences for the ordinary noes of this room."""
