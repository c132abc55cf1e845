"""The desk's Vietnamese words, in one place; must never hold a word that depends on a tip's content."""

from collections.abc import Mapping
from types import MappingProxyType

from web.desk import people_texts

CATEGORY: Mapping[str | None, str] = MappingProxyType(
    {
        None: "Chưa chọn loại",
        "drugs": "Ma túy",
        "fraud": "Lừa đảo, chiếm đoạt",
        "loansharking": "Tín dụng đen, đòi nợ",
        "gambling": "Cờ bạc, lô đề, cá độ",
        "theft": "Trộm cắp, cướp giật",
        "violence": "Đánh nhau, gây rối, băng nhóm",
        "domestic_violence": "Bạo lực gia đình",
        "child_abuse": "Xâm hại trẻ em",
        "trafficking": "Mua bán người, vượt biên",
        "weapons": "Vũ khí, pháo nổ, vật liệu nổ",
        "smuggling": "Buôn lậu, hàng giả",
        "environment": "Xả thải, cát lậu, phá rừng",
        "traffic": "Giao thông",
        "fire": "Nguy cơ cháy nổ",
        "wanted": "Người bị truy nã",
        "other": "Khác",
    }
)

WHEN: Mapping[str, str] = MappingProxyType(
    {"now": "Đang xảy ra", "recurring": "Vẫn hay xảy ra", "soon": "Sắp xảy ra", "past": "Đã xảy ra"}
)

STATUS: Mapping[str, str] = MappingProxyType(
    {
        "received": "Mới nhận",
        "classified": "Đã phân loại",
        "transferred": "Đã chuyển cơ quan có thẩm quyền",
        "verifying": "Đang kiểm tra, xác minh",
        "extended": "Gia hạn",
        "suspended": "Tạm đình chỉ",
        "resumed": "Phục hồi",
        "decided": "Đã quyết định",
        "closed": "Kết thúc",
    }
)
"""The full names, for dialogs, history and filters."""

STATUS_SHORT: Mapping[str, str] = MappingProxyType(
    {**STATUS, "transferred": "Đã chuyển", "verifying": "Đang xác minh"}
)
"""The names as they fit a column of the queue."""

CLASSIFICATION: Mapping[str, str] = MappingProxyType(
    {
        "crime": "Tội phạm",
        "administrative": "Vi phạm hành chính",
        "complaint": "Khiếu nại, tố cáo",
        "no_ground": "Không có căn cứ",
    }
)

DECISION: Mapping[str, str] = MappingProxyType({"case_opened": "Khởi tố", "no_case": "Không khởi tố"})

VAGUE: Mapping[str, str] = MappingProxyType(
    {
        "arrived": "Đã tới, chờ xem",
        "seen": "Công an đã xem",
        "verifying": "Đang xác minh",
        "moved": "Đã chuyển nơi xử lý",
        "ended": "Đã kết thúc",
    }
)
"""What the resident is told; named in the dialog before a status changes."""

STATUS_MEANS: Mapping[str, str] = MappingProxyType(
    {
        "classified": "Ghi rõ tin thuộc loại nào để xử lý đúng quy định.",
        "transferred": "Hồ sơ đã chuyển cơ quan có thẩm quyền. Đơn vị vẫn xem được tin này.",
        "verifying": "Bắt đầu kiểm tra, xác minh.",
        "extended": "Cần thêm thời gian. Ghi căn cứ gia hạn.",
        "suspended": "Dừng xác minh. Ghi căn cứ tạm đình chỉ.",
        "resumed": "Tiếp tục xác minh sau khi tạm đình chỉ.",
        "decided": "Ghi kết quả giải quyết.",
        "closed": "Khép tin lại. Có thông tin mới thì mở lại được.",
    }
)

STATUS_ACT: Mapping[str, str] = MappingProxyType(
    {
        "classified": "Ghi phân loại",
        "transferred": "Ghi đã chuyển",
        "verifying": "Bắt đầu xác minh",
        "extended": "Gia hạn",
        "suspended": "Tạm đình chỉ",
        "resumed": "Phục hồi",
        "decided": "Ghi kết quả",
        "closed": "Kết thúc tin",
    }
)
"""What the button of the status dialog says: the act, so nobody presses it for something else."""

ROLE: Mapping[str, str] = MappingProxyType(
    {
        "officer": "Cán bộ",
        "chief": "Trưởng",
        "duty_desk": "Trực ban",
        "inspectorate": "Cán bộ Thanh tra",
        "awareness": "Cán bộ tuyên truyền",
        "approver": "Người duyệt",
        "administrator": "Quản trị",
    }
)

TABS: Mapping[str, str] = MappingProxyType(
    {
        "open": "Cần làm",
        "mine": "Của tôi",
        "unclaimed": "Chưa ai nhận",
        "overdue": "Quá hạn",
        "closed": "Đã kết thúc",
    }
)

EMPTY: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "open": ("Không còn tin cần làm", "Tin mới tự hiện ở đây, không cần tải lại trang."),
        "mine": ("Chưa có tin nào của tôi", "Mở một tin chưa ai nhận rồi bấm Nhận tin."),
        "unclaimed": ("Tin nào cũng đã có người nhận", "Tin mới tự hiện ở đây khi vừa tới."),
        "overdue": ("Không có tin quá hạn", "Tin sắp tới hạn đứng đầu mục Cần làm."),
        "closed": ("Chưa có tin đã kết thúc", "Tin được khép lại sẽ nằm ở đây."),
        "held": ("Làn giữ đang trống", "Khi hơn mức cho phép trong một giờ, tin tới sau chờ ở đây."),
        "filtered": ("Không có tin nào khớp bộ lọc", "Bỏ bớt bộ lọc để xem các tin còn lại."),
    }
)

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "now": "Cần làm ngay",
        "late": "Quá hạn",
        "today": "Đến hạn hôm nay",
        "later": "Trong tuần và sau đó",
    }
)

EVENT: Mapping[str, str] = MappingProxyType(
    {
        "viewed": "Mở xem",
        "claimed": "Nhận tin",
        "unclaimed": "Trả về hàng tin",
        "reply": "Gửi trả lời cho người báo",
        "note": "Thêm ghi chú nội bộ",
    }
)
"""What the history calls an act; a change of status is called by the new status."""

FIRST_VIEW = "Xem lần đầu"
EVENT_OTHER = "Việc khác"

REFUSAL: Mapping[str, str] = MappingProxyType(
    {
        "not_visible": "Không có tin này trong hàng của đơn vị.",
        "not_responsible": "Đơn vị chỉ nhận bản sao của tin này. Nơi xử lý là đơn vị khác.",
        "not_allowed": "Vai trò này không làm được việc đó.",
        "not_open": "Tin này chưa mở được để làm việc.",
        "already_claimed": "Tin đã có người khác nhận. Tải lại để xem ai đang giữ.",
        "not_claimed": "Chưa ai nhận tin này. Nhận tin trước đã.",
        "move_not_allowed": "Tình trạng tin đã đổi. Mở lại hộp này để chọn bước kế tiếp.",
        "reason_needed": "Cần ghi lý do cho bước này.",
        "ground_needed": "Chọn căn cứ cho bước này.",
        "not_extendable": "Tin này đã được gia hạn hết mức luật cho. Tải lại trang.",
        "until_outside": "Ngày này nằm ngoài thời hạn luật cho. Chọn ngày khác.",
        "no_such_duty": "Việc này không còn trong danh sách hạn của tin. Tải lại trang.",
        "classification_needed": "Chọn loại cho tin này.",
        "decision_needed": "Chọn kết quả giải quyết.",
        "number_taken": "Có người vừa gửi trước. Gửi lại lần nữa.",
        "epoch_moved": "Khóa hàng tin vừa đổi. Tải lại trang rồi gửi lại.",
        "unknown_receipt": "Mã tin của người báo đã đổi. Tải lại trang rồi gửi lại.",
        "tip_full": "Tin này đã đầy lời viết, không thêm được nữa. Ghi tiếp vào hồ sơ vụ việc.",
        "too_many": "Đã quá số lần cho phép. Chờ một lúc rồi thử lại.",
        "name_taken": "Tên đăng nhập này đã có người dùng. Chọn tên khác.",
        "invitation_unknown": "Lời mời không đúng. Xin lời mời mới.",
        "invitation_expired": "Lời mời đã hết hạn. Xin lời mời mới.",
        "invitation_used": "Lời mời này đã dùng rồi.",
        "next_key_made": "Đồng nghiệp vừa đổi khóa hàng tin trước anh/chị. Tải lại trang để xem khóa mới.",
        "epoch_taken": "Hàng tin này đã có khóa. Nhờ đồng nghiệp cấp khóa cho mình.",
        "wrong_code": "Mã sáu số chưa khớp. Xem lại ứng dụng mã và giờ trên điện thoại.",
        "too_many_tries": "Thử quá nhiều lần. Chờ vài phút rồi thử lại.",
        "recovery_moved": "Khóa khôi phục của tỉnh vừa được thay. Tải lại trang rồi làm lại.",
        "stale": "Trang đã cũ. Tải lại rồi làm lại.",
        "bad": "Máy chủ không hiểu yêu cầu này. Tải lại trang rồi thử lại.",
        "body_slow": "Đường truyền quá chậm, máy chủ chưa nhận đủ. Chưa có gì được ghi. Thử lại khi mạng tốt hơn.",
        "signed_out": "Phiên làm việc đã hết. Đăng nhập lại.",
        **people_texts.REFUSAL,
    }
)
"""One sentence for each ordinary no; the reasons are those of storage, a few are the desk's own."""


def refusal(reason: str) -> str:
    """The sentence for a reason; an unknown one gets the general sentence, never its code."""
    return REFUSAL.get(reason, REFUSAL["bad"])


_COMMUNE_KINDS = ("xã", "phường", "đặc khu")


def role_name(role: str, unit_name: str) -> str:
    """The title of a role in a unit: `Trưởng Công an phường`; chiefs of a province desk aren't commune chiefs."""
    if role not in ("officer", "chief"):
        return ROLE[role]
    kind = next((kind for kind in _COMMUNE_KINDS if unit_name.startswith(f"Công an {kind} ")), None)
    if kind is None:
        return "Chỉ huy" if role == "chief" else "Cán bộ"
    return f"{ROLE[role]} Công an {kind}"
