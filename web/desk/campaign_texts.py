"""The Vietnamese words of the campaign pages; must never hold a word that depends on what a campaign says."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.campaigns import CampaignState, Finding, FindingKind
from web.desk import texts
from web.desk.times import NBSP, size_text

STATE: Mapping[str, str] = MappingProxyType(
    {
        "draft": "Bản nháp",
        "awaiting_approval": "Chờ duyệt",
        "scheduled": "Chờ tới giờ gửi",
        "running": "Đang gửi",
        "paused": "Tạm dừng",
        "finished": "Đã gửi xong",
        "cancelled": "Đã hủy",
        "expired": "Quá hạn, chưa gửi",
    }
)
STATE_CHIP: Mapping[str, str] = MappingProxyType(
    {
        "awaiting_approval": "chip-soon",
        "scheduled": "chip-good",
        "running": "chip-good",
        "paused": "chip-soon",
        "expired": "chip-over",
    }
)
TABS: Mapping[str, str] = MappingProxyType({"open": "Đang làm", "ended": "Đã kết thúc"})
OPEN_STATES = (
    CampaignState.DRAFT,
    CampaignState.AWAITING_APPROVAL,
    CampaignState.SCHEDULED,
    CampaignState.RUNNING,
    CampaignState.PAUSED,
)
EMPTY: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "open": ("Chưa có chiến dịch nào đang làm", "Một lời cảnh báo ngắn tới được mọi người đã đăng ký."),
        "ended": ("Chưa có chiến dịch nào kết thúc", "Chiến dịch gửi xong hoặc bị hủy sẽ nằm ở đây."),
    }
)

LANGUAGE: Mapping[str, str] = MappingProxyType({"vi": "tiếng Việt", "en": "tiếng Anh"})
CHANNEL: Mapping[str, str] = MappingProxyType(
    {"telegram": "Telegram", "telegram_picture": "Telegram khi có ảnh", "zalo": "Zalo"}
)
UNTITLED = "Cảnh báo chưa có tiêu đề"

EVENT: Mapping[str, str] = MappingProxyType(
    {
        "created": "Viết bản nháp",
        "changed": "Sửa",
        "asked": "Xin duyệt",
        "approved": "Duyệt",
        "refused": "Trả lại để sửa",
        "tested": "Gửi thử cho mình",
        "paused": "Tạm dừng",
        "resumed": "Gửi tiếp",
        "cancelled": "Hủy",
        "begun": "Bắt đầu gửi",
        "ended": "Kết thúc lượt gửi",
        "missed": "Lỡ giờ gửi",
        "halted": "Máy tự tạm dừng",
        "approval_void": "Bỏ duyệt, vì nội dung không còn đúng như lúc duyệt",
    }
)
NOTE: Mapping[str, str] = MappingProxyType(
    {
        "done": "đã gửi hết",
        "expired": "hết hạn khi còn người chưa nhận",
        "cancelled": "bị hủy",
        "not_approved": "nội dung không còn đúng như lúc duyệt",
        "refused_by_platform": "nền tảng từ chối mọi tin",
    }
)
"""What the house itself notes in a history; officers' notes are shown as they wrote them."""

UNREACHED: Mapping[str, str] = MappingProxyType(
    {
        "failed:blocked": "Đã chặn bot",
        "failed:gone": "Tài khoản không còn",
        "failed:refused": "Nền tảng từ chối tin",
        "failed:unreadable": "Không mở được địa chỉ đã niêm phong",
        "skipped:stopped": "Đã ngừng nhận trước khi tới lượt",
        "skipped:blocked": "Đã chặn bot từ trước",
        "skipped:gone": "Tài khoản mất từ trước",
        "skipped:weekly_cap": "Đã nhận đủ số cảnh báo trong tuần",
    }
)
TEST_FAILED: Mapping[str, str] = MappingProxyType(
    {
        "blocked": "chat thử đã chặn bot",
        "gone": "chat thử không còn",
        "unreadable": "không mở được địa chỉ chat thử, hãy nối lại",
        "unknown": "không rõ đã tới chưa, hãy xem chat rồi gửi lại nếu cần",
    }
)

REFUSAL: Mapping[str, str] = MappingProxyType(
    {
        "not_visible": "Không có chiến dịch này ở đơn vị.",
        "not_allowed": "Vai trò này không làm được việc đó.",
        "move_not_allowed": "Tình trạng chiến dịch đã đổi. Tải lại trang để xem.",
        "content_moved": "Chiến dịch vừa được người khác sửa. Tải lại trang rồi làm lại.",
        "outside_area": "Chỉ chọn được nơi trong tỉnh của đơn vị.",
        "unfit": "Còn chỗ chưa đạt. Sửa các chỗ có dấu đỏ rồi xin duyệt.",
        "in_the_past": "Giờ gửi đã qua. Chọn giờ khác.",
        "nobody": "Chưa ai ở nơi này đăng ký nhận. Thêm nơi, hoặc bỏ bớt chủ đề và ngôn ngữ.",
        "own_work": "Người đã viết hoặc sửa thì không duyệt được. Nhờ người thứ hai.",
        "corrected": "Đã có bản đính chính, lời cũ không gửi tiếp được. Muốn gửi tiếp thì hủy bản đính chính trước.",
        "reason_needed": "Ghi vài chữ để người viết biết cần sửa gì.",
        "not_open": "Chưa ai nhận chiến dịch này. Sửa thẳng hoặc hủy là được.",
        "no_test_chat": "Chưa nối chat thử. Mở liên kết trên điện thoại trước đã.",
        "too_many": "Vừa gửi thử rồi. Chờ một phút rồi gửi lại.",
        "picture_unreadable": "Không đọc được ảnh này. Chọn ảnh JPEG hoặc PNG khác.",
        "picture_too_large": "Ảnh nặng quá 5 MB. Chọn ảnh nhẹ hơn.",
        "too_long_to_print": "Lời này dài quá một tờ A4. Bớt chữ rồi in.",
        "unprintable": "Có chữ hoặc hình không in được. Bỏ hình vẽ nhỏ trong lời rồi in.",
    }
)

_SENTENCES: Mapping[FindingKind, str] = MappingProxyType(
    {
        FindingKind.TITLE_MISSING: "Thiếu tiêu đề {language}.",
        FindingKind.TITLE_LONG: "Tiêu đề dài {actual} ký tự, nhiều nhất {limit}.",
        FindingKind.BODY_MISSING: "Thiếu nội dung {language}.",
        FindingKind.BODY_LONG: "Nội dung dài {actual} ký tự. Nên dưới {limit} để khỏi phải cuộn.",
        FindingKind.TEXT_TOO_LONG: "Quá dài cho {channel}: {actual} ký tự cả khung, nhiều nhất {limit}. Bớt chữ.",
        FindingKind.LANGUAGE_MISSING: "Có người nhận {language}, mà chưa viết lời {language}.",
        FindingKind.LINK: "Lời {language} có đường dẫn. Cảnh báo không mang đường dẫn, trừ trang gov.vn.",
        FindingKind.SENTENCE_LONG: "Có câu dài {actual} tiếng. Nên tách thành câu dưới {limit} tiếng.",
        FindingKind.STOP_MISSING: "Thiếu nút Ngừng nhận.",
        FindingKind.TOPIC_MISSING: "Chọn chủ đề cho nút Xem cách nhận ra.",
        FindingKind.PICTURE_TOO_LARGE: "Ảnh nặng {size}, nhiều nhất {most}. Chọn ảnh nhẹ hơn.",
        FindingKind.PICTURE_TOO_WIDE: "Ảnh dài {actual} điểm ảnh, hoặc quá dẹt. Cạnh dài nhất {limit}.",
        FindingKind.PICTURE_KIND: "Ảnh phải là JPEG hoặc PNG.",
        FindingKind.NO_PLACES: "Chưa chọn nơi, nên chưa có ai nhận.",
        FindingKind.REASON_MISSING: "Ghi lý do gửi khẩn. Người nhận đọc được lý do này.",
        FindingKind.REASON_LONG: "Lý do dài {actual} ký tự, nhiều nhất {limit}.",
        FindingKind.IN_THE_PAST: "Giờ gửi đã qua. Chọn giờ khác.",
        FindingKind.NEVER_FIRES: "Lịch này không bao giờ tới lượt gửi. Xem lại ngày.",
        FindingKind.VALID_HOURS: "Hạn gửi từ 1 đến {limit} giờ.",
        FindingKind.IN_QUIET_HOURS: "Giờ gửi rơi vào lúc nghỉ, 21 giờ tới 7 giờ. Ai đang nghỉ sẽ nhận sau.",
    }
)
EMPTY_FIELD: Mapping[FindingKind, str] = MappingProxyType(
    {
        FindingKind.TITLE_MISSING: "title-{language}",
        FindingKind.BODY_MISSING: "body-{language}",
        FindingKind.TOPIC_MISSING: "topic",
        FindingKind.REASON_MISSING: "urgent-reason",
        FindingKind.NO_PLACES: "places",
    }
)
"""The editor's field that such a finding waits for."""

PLACE_OF: Mapping[FindingKind, str] = MappingProxyType(
    {
        FindingKind.STOP_MISSING: "buttons",
        FindingKind.TOPIC_MISSING: "buttons",
        FindingKind.PICTURE_TOO_LARGE: "picture",
        FindingKind.PICTURE_TOO_WIDE: "picture",
        FindingKind.PICTURE_KIND: "picture",
        FindingKind.NO_PLACES: "audience",
        FindingKind.REASON_MISSING: "kind",
        FindingKind.REASON_LONG: "kind",
        FindingKind.IN_THE_PAST: "time",
        FindingKind.NEVER_FIRES: "time",
        FindingKind.VALID_HOURS: "time",
        FindingKind.IN_QUIET_HOURS: "time",
    }
)
"""Beside which field of the editor a finding stands; the rest stands under the text."""


def finding(found: Finding) -> str:
    """One sentence that says what to do."""
    return _SENTENCES[found.kind].format(
        language=LANGUAGE.get(found.where, found.where),
        channel=CHANNEL.get(found.where, found.where),
        actual=number(found.actual),
        limit=number(found.limit),
        size=size_text(found.actual),
        most=size_text(found.limit),
    )


def refusal(reason: str) -> str:
    """The sentence for a reason; what campaigns don't know has the desk's own."""
    return REFUSAL.get(reason) or texts.refusal(reason)


def number(value: int) -> str:
    """`2.418`: Vietnamese numbers have a point between thousands."""
    return f"{value:,}".replace(",", ".")


def people(count: int) -> str:
    """`2.418 người`, `dưới 5 người`, `chưa có ai`: a small number could point at somebody."""
    if count == 0:
        return "chưa có ai"
    return f"dưới 5{NBSP}người" if count < 5 else f"{number(count)}{NBSP}người"
