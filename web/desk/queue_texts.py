"""The words of the queue as a workplace; must never hold a word that depends on a tip's content."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.beats import Reason
from domain.duty import Shift
from storage.queue_filters import QueueSort

SORTS: Mapping[str, str] = MappingProxyType(
    {
        QueueSort.DUE: "Đến hạn trước",
        QueueSort.NEWEST: "Mới đến trước",
        QueueSort.OLDEST: "Đến lâu nhất trước",
    }
)
SORT_ENDED = "Mới kết thúc trước"
"""The first order's name in the list of ended tips, which have no due hour any more."""

SHIFTS: Mapping[str, str] = MappingProxyType({Shift.DAY: "Ban ngày", Shift.NIGHT: "Ban đêm"})
SHIFT_HOURS: Mapping[str, str] = MappingProxyType(
    {Shift.DAY: "7:00 đến 19:00", Shift.NIGHT: "19:00 đến 7:00 hôm sau"}
)
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")

REASONS: Mapping[str, str] = MappingProxyType(
    {
        Reason.BEAT_AND_CATEGORY: "phụ trách địa bàn và loại tin này, đang giữ ít tin nhất",
        Reason.CATEGORY: "phụ trách loại tin này, đang giữ ít tin nhất",
        Reason.BEAT: "phụ trách địa bàn ở xã này, đang giữ ít tin nhất",
        Reason.LOAD: "đang giữ ít tin nhất",
    }
)
"""Why somebody is suggested; as it stands behind `Gợi ý:`."""

REFUSAL: Mapping[str, str] = MappingProxyType(
    {
        "cannot_open": "Người này chưa mở được tin: chưa có khóa hàng tin, hoặc đã nghỉ. Chọn người khác.",
        "nobody": "Người được chọn không còn ở đơn vị. Tải lại trang rồi chọn lại.",
        "outside_area": "Đơn vị không phụ trách xã, phường này.",
        "unfit_hamlet": "Tên thôn, bản cần có chữ và không quá 60 chữ cái.",
        "too_many_hamlets": "Danh sách đã đủ 300 thôn, bản. Xóa bớt rồi thêm.",
        "unfit_view": "Đặt tên ngắn cho danh sách, không quá 40 chữ cái.",
        "too_many_views": "Đã lưu đủ 12 danh sách. Xóa bớt một danh sách rồi lưu.",
    }
)


def claimed_by(name: str, *, several: bool) -> str:
    """What the second of two officers is told: shortly in a list of several."""
    if several:
        return f"{name} đã nhận trước."
    return f"{name} đã nhận tin này trước. Cần phối hợp thì trao đổi với {name}."
