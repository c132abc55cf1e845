"""The words of what needs a look and of how the service is; must never hold a word that depends on a tip's content."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.health import Pulse, State
from domain.retention import EarlyReason
from storage.notices import NoticeKind

TITLE = "Cần chú ý"
EMPTY = ("Không có việc nào cần chú ý", "Tin để lâu, tin sắp hết hạn sẽ hiện ở đây.")
SEEN = "Đã biết"

OWN_ALARM: Mapping[str, str] = MappingProxyType(
    {
        "happening_now": "Đang xảy ra, chưa ai mở.",
        "no_active_queue": "Nơi nhận chưa có cán bộ. Tin chuyển tới đây.",
        "addition_to_closed": "Tin đã kết thúc có phần gửi thêm.",
        "sent_back": "Nơi nhận chuyển trả vì không mở được.",
    }
)
"""Of a tip in the own queue; the number stands before."""

ALARM_BELOW: Mapping[str, str] = MappingProxyType(
    {
        "unopened": "Chưa ai mở. Gọi đơn vị.",
        "unanswered": "Quá 72 giờ chưa trả lời người báo.",
        "overdue": "Quá hạn theo luật.",
        "happening_now": "Đang xảy ra. Trực ban cũng giữ tin này.",
        "no_active_queue": "Đơn vị không còn cán bộ nào xem được tin.",
        "sent_back": "Đơn vị chuyển tin đi mà nơi nhận không mở được nên chuyển trả. Kiểm tra máy đã chuyển tin.",
    }
)
"""Of a tip in a queue below; the unit and the number stand before. Whoever reads this can't open the tip."""

NOTICE: Mapping[NoticeKind, str] = MappingProxyType(
    {
        NoticeKind.UNOPENED: "Chưa ai mở.",
        NoticeKind.UNANSWERED: "Chưa trả lời người báo.",
        NoticeKind.DUE_SOON: "Sắp hết hạn theo luật.",
        NoticeKind.OVERDUE: "Quá hạn theo luật.",
        NoticeKind.UNROUTABLE: "Nơi nhận chưa có cán bộ. Tin chuyển tới đây.",
        NoticeKind.DELETION_WAITS: "Có người đề nghị xóa sớm. Cần người thứ hai quyết định.",
        NoticeKind.CAMPAIGN_WAITS: "Có chiến dịch chờ duyệt.",
    }
)

SYSTEM = "Tình trạng hệ thống"
PULSE: Mapping[Pulse, str] = MappingProxyType(
    {
        Pulse.WORKER: "Việc chạy nền",
        Pulse.RESIDENTS: "Kênh Telegram của người dân",
        Pulse.OFFICERS: "Bot của cán bộ",
        Pulse.BROADCASTER: "Gửi cảnh báo",
    }
)
PULSE_DOES: Mapping[Pulse, str] = MappingProxyType(
    {
        Pulse.WORKER: "Đưa tin vào hàng, nhắc tin để lâu, xóa tin hết hạn lưu.",
        Pulse.RESIDENTS: "Nhận tin báo và trả lời trong chat.",
        Pulse.OFFICERS: "Báo tin mới cho cán bộ đã nối chat.",
        Pulse.BROADCASTER: "Gửi cảnh báo đã duyệt tới người đăng ký.",
    }
)
STATE: Mapping[State, str] = MappingProxyType(
    {
        State.WELL: "Đang chạy",
        State.FAILING: "Đang lỗi",
        State.SILENT: "Không phản hồi",
        State.NEVER: "Chưa chạy lần nào",
    }
)
BANNER: Mapping[tuple[Pulse, State], str] = MappingProxyType(
    {
        (Pulse.WORKER, State.SILENT): "Việc chạy nền đã dừng. Tin mới có thể tới chậm, không ai được nhắc.",
        (Pulse.WORKER, State.FAILING): "Việc chạy nền đang lỗi. Tin mới có thể tới chậm, không ai được nhắc.",
        (Pulse.WORKER, State.NEVER): "Việc chạy nền chưa chạy. Tin mới có thể tới chậm, không ai được nhắc.",
        (
            Pulse.RESIDENTS,
            State.SILENT,
        ): "Kênh Telegram của người dân im lặng. Tin gửi lúc này chưa tới được.",
        (
            Pulse.RESIDENTS,
            State.FAILING,
        ): "Kênh Telegram của người dân đang lỗi. Tin gửi lúc này chưa tới được.",
        (Pulse.OFFICERS, State.SILENT): "Bot của cán bộ im lặng. Xem tin mới ngay tại đây.",
        (Pulse.OFFICERS, State.FAILING): "Bot của cán bộ đang lỗi. Xem tin mới ngay tại đây.",
        (Pulse.BROADCASTER, State.SILENT): "Việc gửi cảnh báo đã dừng.",
        (Pulse.BROADCASTER, State.FAILING): "Việc gửi cảnh báo đang lỗi.",
    }
)
CALL_SOMEBODY = "Báo người quản trị máy chủ."

DELETION_REASON: Mapping[EarlyReason, str] = MappingProxyType(
    {
        EarlyReason.NAMES_ITS_SENDER: "Nội dung làm lộ người báo",
        EarlyReason.UNLAWFUL_CONTENT: "Nội dung không được phép lưu giữ",
        EarlyReason.ORDERED: "Cơ quan có thẩm quyền yêu cầu",
        EarlyReason.DUPLICATE: "Trùng với tin khác",
    }
)
