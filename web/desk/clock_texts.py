"""The desk's Vietnamese words for clocks and their grounds; must never hold a word that depends on a tip's content."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.deadlines import Duty
from domain.tips import ExtensionGround, StopGround

DUTY: Mapping[Duty, str] = MappingProxyType(
    {
        Duty.FIRST_VIEW: "Xem lần đầu",
        Duty.FIRST_WORD: "Trả lời đầu",
        Duty.REPORT: "Báo cáo đầu",
        Duty.PROCURACY: "Báo Viện kiểm sát",
        Duty.HAND_OVER: "Chuyển hồ sơ",
        Duty.ASK_EXTENSION: "Đề nghị gia hạn",
        Duty.DECIDE: "Giải quyết",
    }
)
"""What a row of the queue and the clocks card call a duty."""

DONE_BY_HAND: Mapping[Duty, str] = MappingProxyType(
    {
        Duty.REPORT: "Đã báo cáo",
        Duty.PROCURACY: "Đã báo",
        Duty.ASK_EXTENSION: "Đã đề nghị",
    }
)
"""What the button says that notes a duty done outside the desk."""

SKIP = "Không cần"

STOPPED: Mapping[StopGround, str] = MappingProxyType(
    {
        StopGround.EXPERT_OPINION: "Giám định",
        StopGround.VALUATION: "Định giá",
        StopGround.FOREIGN_ASSISTANCE: "Tương trợ tư pháp",
        StopGround.KEY_DOCUMENTS: "Chờ tài liệu",
        StopGround.FORCE_MAJEURE: "Bất khả kháng",
    }
)
"""Why a clock stands still, as it fits a row."""

GROUND: Mapping[StopGround | ExtensionGround, str] = MappingProxyType(
    {
        StopGround.EXPERT_OPINION: "Đã trưng cầu giám định, chưa có kết quả",
        StopGround.VALUATION: "Đã yêu cầu định giá tài sản, chưa có kết quả",
        StopGround.FOREIGN_ASSISTANCE: "Đã yêu cầu nước ngoài tương trợ tư pháp, chưa có kết quả",
        StopGround.KEY_DOCUMENTS: "Đã yêu cầu tài liệu, đồ vật quan trọng, chưa nhận được",
        StopGround.FORCE_MAJEURE: "Bất khả kháng do thiên tai, dịch bệnh",
        ExtensionGround.COMPLEX: "Nhiều tình tiết phức tạp",
        ExtensionGround.MANY_PLACES: "Phải kiểm tra, xác minh ở nhiều nơi",
        ExtensionGround.PROCURACY: "Viện kiểm sát đã gia hạn",
    }
)
"""The grounds in full, for the dialog."""

HISTORY: Mapping[str, str] = MappingProxyType(
    {
        **{ground.value: name for ground, name in STOPPED.items()},
        ExtensionGround.COMPLEX.value: "Nhiều tình tiết phức tạp",
        ExtensionGround.MANY_PLACES.value: "Xác minh ở nhiều nơi",
        ExtensionGround.PROCURACY.value: "Viện kiểm sát gia hạn",
    }
)
"""The grounds as the history names them, by code."""

DUTY_DONE: Mapping[str, str] = MappingProxyType(
    {
        Duty.REPORT.value: "Đã báo cáo đầu",
        Duty.PROCURACY.value: "Đã báo Viện kiểm sát",
        Duty.ASK_EXTENSION.value: "Đã đề nghị gia hạn",
    }
)
"""What history and toast call a duty that an officer noted as done, by code."""

NOT_NEEDED = "Không cần gia hạn"
TAKEN_BACK = "Hủy ghi nhận"

STOPS = "Dừng tính"


def duty_event(detail: Mapping[str, str]) -> str:
    """What the history calls a duty that was noted as done, as needless, or whose note was taken back."""
    name = DUTY_DONE.get(detail.get("duty", ""), "")
    if "taken_back" in detail:
        return f"{TAKEN_BACK}: {name[:1].lower()}{name[1:]}"
    return NOT_NEEDED if detail.get("needed") == "no" else name


UNCLASSIFIED = "Chưa phân loại: tạm tính như tin về tội phạm."
