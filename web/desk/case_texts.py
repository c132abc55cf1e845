"""The words of a tip as a case: forwarding, setting aside, links, samples, the register; must never hold a word of a tip."""

from collections.abc import Mapping
from types import MappingProxyType

from web.desk import texts

FORWARD_REASONS: tuple[str, ...] = (
    "Việc xảy ra ở địa bàn khác",
    "Vượt thẩm quyền của đơn vị",
    "Cần đơn vị cấp tỉnh xử lý",
    "Có thể liên quan người của đơn vị",
    "Trùng với tin đơn vị khác đang xử lý",
)
"""Offered in the dialog; what is chosen or written is sealed as a note for the unit that gets the tip."""

KIND_MEANS: Mapping[str, str] = MappingProxyType(
    {
        "commune": "Xử lý ở địa bàn xã.",
        "duty_desk": "Khi chưa rõ nơi nào xử lý.",
        "inspectorate": "Khi có thể liên quan cán bộ, công an địa phương.",
    }
)

MARK: Mapping[str, str] = MappingProxyType({"no_ground": "Không có căn cứ", "junk": "Tin rác"})

MARK_MEANS: Mapping[str, str] = MappingProxyType(
    {
        "no_ground": "Đã kiểm tra, không có căn cứ để xử lý tiếp.",
        "junk": "Không có nội dung: gửi thử, quảng cáo, ký tự vô nghĩa.",
    }
)

NO_KEY_ABOVE = "cấp trên chưa có khóa còn hạn nên không soát lại được"
"""Stands in the history where nobody one level up could look at what was set aside."""

EVENT: Mapping[str, str] = MappingProxyType(
    {
        "forwarded": "Chuyển tin",
        "file": "Thêm tệp vào ghi chú nội bộ",
        "linked": "Gắn với tin liên quan",
        "unlinked": "Bỏ gắn với tin liên quan",
        "aside": "Xếp lại",
        "reopened": "Cấp trên mở lại tin",
        "printed": "In phiếu",
        "assigned": "Giao tin",
        "reported": "Báo cáo đầu",
        "seal_accepted": "Xác nhận đã kiểm tra niêm phong",
        "deletion_asked": "Đề nghị xóa sớm",
        "deletion_withdrawn": "Bỏ đề nghị xóa sớm",
        "deletion_confirmed": "Đồng ý xóa sớm",
    }
)
"""What the history calls these acts."""

REFUSAL: Mapping[str, str] = MappingProxyType(
    {
        "parts_moved": "Tin vừa có thêm phần mới. Làm lại lần nữa để khóa cả phần đó.",
        "not_a_target": "Tin này không chuyển tới đơn vị đó được. Chọn đơn vị khác.",
        "sample_needed": "Tin không có căn cứ được kết thúc bằng mục Xếp lại.",
        "not_a_sample": "Tin này không còn chờ soát lại.",
        "not_open": "Tin đã kết thúc hoặc đang ở làn giữ, nên chưa làm được việc này.",
    }
)


def refusal(reason: str) -> str:
    """The sentence for a reason, of this room or of the whole desk."""
    return REFUSAL.get(reason) or texts.refusal(reason)
