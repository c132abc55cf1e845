"""The Vietnamese words of the audit record's page; must never hold a word that depends on a tip's content."""

from collections.abc import Mapping
from types import MappingProxyType

from storage.audit import AuditAct
from web.desk.clock_texts import HISTORY
from web.desk.texts import ROLE

_A = AuditAct

GROUPS: Mapping[str, tuple[str, tuple[AuditAct, ...]]] = MappingProxyType(
    {
        "signing-in": (
            "Đăng nhập",
            (
                _A.SIGNED_IN,
                _A.SIGNED_OUT,
                _A.SIGN_IN_FAILED,
                _A.LOCKED_OUT,
                _A.SIGN_IN_UNKNOWN,
                _A.PASSKEY_ADDED,
                _A.PASSKEY_REMOVED,
                _A.SECOND_FACTOR_CHANGED,
            ),
        ),
        "tips": (
            "Tin báo",
            (
                _A.TIP_VIEWED,
                _A.TIP_CLAIMED,
                _A.TIP_UNCLAIMED,
                _A.TIP_ASSIGNED,
                _A.TIP_STATUS,
                _A.TIP_DUTY,
                _A.TIP_REPLY,
                _A.TIP_NOTE,
                _A.TIP_FILE,
                _A.TIP_FORWARDED,
                _A.TIP_LINKED,
                _A.TIP_UNLINKED,
                _A.TIP_ASIDE,
                _A.TIP_SAMPLED,
                _A.TIP_REOPENED,
                _A.TIP_SEAL_ACCEPTED,
                _A.HELD_OPENED,
                _A.TIP_OTHER,
            ),
        ),
        "paper": (
            "In và xuất",
            (
                _A.TIP_PRINTED,
                _A.TIP_EXPORTED,
                _A.REGISTER_PRINTED,
                _A.TEXTS_READ,
                _A.POSTERS_PRINTED,
                _A.AUDIT_EXPORTED,
                _A.AUDIT_ANCHORED,
                _A.AUDIT_READ,
            ),
        ),
        "deleting": (
            "Xóa tin",
            (
                _A.TIP_DELETION_ASKED,
                _A.TIP_DELETION_CONFIRMED,
                _A.TIP_DELETION_WITHDRAWN,
                _A.TIP_PURGED,
                _A.RESTORED,
            ),
        ),
        "people": (
            "Người và khóa",
            (
                _A.INVITED,
                _A.INVITATION_RENEWED,
                _A.ENROLLED,
                _A.DISMISSED,
                _A.KEY_GRANTED,
                _A.KEY_MADE,
                _A.KEY_REWRAPPED,
                _A.KEY_CERTIFIED,
                _A.KEY_RECOVERED,
                _A.KEY_UNFIT,
                _A.SERVER_KEY_REPLACED,
                _A.CHAT_LINKED,
                _A.CHAT_UNLINKED,
                _A.ROTA_CHANGED,
                _A.BEATS_CHANGED,
            ),
        ),
        "campaigns": (
            "Chiến dịch",
            (
                _A.CAMPAIGN_CREATED,
                _A.CAMPAIGN_CHANGED,
                _A.CAMPAIGN_ASKED,
                _A.CAMPAIGN_TESTED,
                _A.CAMPAIGN_APPROVED,
                _A.CAMPAIGN_REFUSED,
                _A.CAMPAIGN_APPROVAL_VOID,
                _A.CAMPAIGN_PAUSED,
                _A.CAMPAIGN_RESUMED,
                _A.CAMPAIGN_CANCELLED,
                _A.CAMPAIGN_BEGUN,
                _A.CAMPAIGN_ENDED,
                _A.CAMPAIGN_MISSED,
                _A.CAMPAIGN_HALTED,
                _A.CAMPAIGN_OTHER,
            ),
        ),
    }
)
"""The acts by room, as the filter offers them; every act stands in exactly one group."""

ACT: Mapping[str, str] = MappingProxyType(
    {
        _A.SIGNED_IN: "Đăng nhập",
        _A.SIGNED_OUT: "Đăng xuất",
        _A.SIGN_IN_FAILED: "Đăng nhập không thành",
        _A.SIGN_IN_UNKNOWN: "Thử tên đăng nhập không có",
        _A.LOCKED_OUT: "Thử sai quá nhiều, phải chờ",
        _A.PASSKEY_ADDED: "Thêm khóa truy cập",
        _A.PASSKEY_REMOVED: "Bỏ khóa truy cập",
        _A.SECOND_FACTOR_CHANGED: "Đổi bước xác nhận thứ hai",
        _A.TIP_VIEWED: "Mở xem tin",
        _A.TIP_CLAIMED: "Nhận tin",
        _A.TIP_UNCLAIMED: "Trả tin về hàng",
        _A.TIP_ASSIGNED: "Giao tin",
        _A.TIP_STATUS: "Đổi trạng thái tin",
        _A.TIP_DUTY: "Ghi đã làm xong một việc có hạn",
        _A.TIP_REPLY: "Trả lời người báo",
        _A.TIP_NOTE: "Thêm ghi chú nội bộ",
        _A.TIP_FILE: "Thêm tệp vào tin",
        _A.TIP_FORWARDED: "Chuyển tin tới đơn vị khác",
        _A.TIP_LINKED: "Nối tin liên quan",
        _A.TIP_UNLINKED: "Bỏ nối tin liên quan",
        _A.TIP_ASIDE: "Xếp lại tin",
        _A.TIP_SAMPLED: "Soát lại tin đã xếp lại",
        _A.TIP_REOPENED: "Mở lại tin đã xếp lại",
        _A.TIP_SEAL_ACCEPTED: "Làm tiếp với tin không còn nguyên vẹn",
        _A.TIP_PRINTED: "In tin",
        _A.TIP_EXPORTED: "Xuất tin ra tệp",
        _A.TIP_DELETION_ASKED: "Đề nghị xóa tin trước hạn",
        _A.TIP_DELETION_CONFIRMED: "Xác nhận xóa tin trước hạn",
        _A.TIP_DELETION_WITHDRAWN: "Rút đề nghị xóa tin",
        _A.TIP_PURGED: "Xóa nội dung tin khi hết hạn lưu",
        _A.TIP_OTHER: "Việc khác với tin",
        _A.HELD_OPENED: "Đưa tin từ làn giữ vào hàng",
        _A.REGISTER_PRINTED: "In sổ tin",
        _A.TEXTS_READ: "Nạp tin để tìm kiếm",
        _A.INVITED: "Mời cán bộ",
        _A.INVITATION_RENEWED: "Mời lại cán bộ",
        _A.ENROLLED: "Tham gia bàn làm việc",
        _A.DISMISSED: "Kết thúc quyền của cán bộ",
        _A.KEY_GRANTED: "Cấp khóa hàng tin",
        _A.KEY_MADE: "Tạo khóa mới cho hàng tin",
        _A.KEY_REWRAPPED: "Niêm phong lại tin cho khóa mới",
        _A.KEY_CERTIFIED: "Chứng nhận khóa",
        _A.KEY_RECOVERED: "Khôi phục khóa",
        _A.KEY_UNFIT: "Khóa được cấp không mở được hàng tin",
        _A.CHAT_LINKED: "Nối bot cán bộ",
        _A.CHAT_UNLINKED: "Ngắt bot cán bộ",
        _A.ROTA_CHANGED: "Đổi lịch trực",
        _A.BEATS_CHANGED: "Đổi địa bàn phụ trách",
        _A.POSTERS_PRINTED: "Tải áp phích",
        _A.CAMPAIGN_CREATED: "Soạn cảnh báo",
        _A.CAMPAIGN_CHANGED: "Sửa cảnh báo",
        _A.CAMPAIGN_ASKED: "Xin duyệt cảnh báo",
        _A.CAMPAIGN_TESTED: "Gửi thử cảnh báo",
        _A.CAMPAIGN_APPROVED: "Duyệt cảnh báo",
        _A.CAMPAIGN_REFUSED: "Trả lại cảnh báo",
        _A.CAMPAIGN_APPROVAL_VOID: "Duyệt mất hiệu lực, nội dung không còn khớp",
        _A.CAMPAIGN_PAUSED: "Tạm dừng gửi cảnh báo",
        _A.CAMPAIGN_RESUMED: "Gửi tiếp cảnh báo",
        _A.CAMPAIGN_CANCELLED: "Hủy cảnh báo",
        _A.CAMPAIGN_BEGUN: "Bắt đầu gửi cảnh báo",
        _A.CAMPAIGN_ENDED: "Gửi xong cảnh báo",
        _A.CAMPAIGN_MISSED: "Lỡ giờ gửi cảnh báo",
        _A.CAMPAIGN_HALTED: "Ngừng gửi cảnh báo vì lỗi",
        _A.CAMPAIGN_OTHER: "Việc khác với cảnh báo",
        _A.AUDIT_READ: "Xem nhật ký đơn vị khác",
        _A.AUDIT_EXPORTED: "Xuất nhật ký ra tệp",
        _A.AUDIT_ANCHORED: "In mốc đối chiếu",
        _A.RESTORED: "Khôi phục từ bản sao lưu",
        _A.SERVER_KEY_REPLACED: "Thay khóa của máy chủ",
    }
)

ACT_UNKNOWN = "Việc khác"
HOUSE = "Hệ thống"
"""Who did it where nobody did: a timer, or a command of whoever runs the machine."""

DETAIL: Mapping[str, str] = MappingProxyType(
    {
        "part": "mục {}",
        "reason_note": "lý do ở ghi chú {}",
        "unopened": "chuyển trả vì {} mục không mở được",
        "epoch": "khóa số {}",
        "epochs": "khóa số {}",
        "epochs_in_all": "{} khóa trong khoảng đó",
        "serial": "số thứ tự {}",
        "replaced": "thay cho khóa hỏng số {}",
        "replaced_in_all": "{} khóa trong khoảng đó",
        "tries": "lần thử {}",
        "minutes": "chờ {} phút",
        "tips": "{} tin",
        "parts": "{} mục",
        "officers": "{} người",
        "hamlets": "{} thôn, bản",
        "categories": "{} loại tin",
        "deleted_again": "xóa lại {} tin",
        "from_hour": "từ {}",
        "to_hour": "đến {}",
        "holders": "{} người giữ khóa",
        "with": "với tin số {}",
        "until": "đến {}",
        "commune": "mã xã {}",
        "province": "mã tỉnh {}",
    }
)
"""How a number of a row's detail is said; what isn't here is shown as it was written."""

CODE: Mapping[str, str] = MappingProxyType(
    {
        # Early deletion
        "unlawful_content": "nội dung không được phép giữ",
        "names_its_sender": "lộ người báo",
        "ordered": "theo lệnh của cơ quan có thẩm quyền",
        "duplicate": "trùng tin khác",
        # A sample's verdict
        "right": "đúng",
        "reopened": "mở lại",
        # Prints
        "form": "phiếu in tin",
        "slip": "phiếu chuyển",
        "list": "danh sách tin",
        # Beats
        "added": "thêm thôn, bản",
        "given": "giao phụ trách",
        "removed": "bỏ khỏi danh sách",
        "categories": "loại tin phụ trách",
        # Where an officer stood
        "active": "đang làm việc",
        "invited": "chờ tham gia",
        "left": "đã thôi",
        # Keys
        "queue": "khóa hàng tin",
        "officer": "khóa cán bộ",
        "recovery": "khóa khôi phục",
        "province": "khóa tỉnh",
        "inspectorate": "thanh tra",
        # Whether a holder was missing
        "passkey": "khóa truy cập",
        "totp": "mã sáu số",
        # What a second factor was asked for
        "second_factor_change": "khi đổi khóa truy cập",
    }
)
"""Codes of subjects and details in words; those of statuses, duties and roles stand with the desk's other words."""

OF_A_KEY: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "role": ROLE,
        "ground": HISTORY,
        "check": {
            "paper": "theo mã trên phiếu giấy",
            "digits": "đã đối chiếu số qua điện thoại",
            "known": "khóa đã đối chiếu từ trước",
        },
        "paper": {"yes": "bằng phiếu giấy", "no": "không có phiếu giấy"},
        "first": {"yes": "lập khóa đầu tiên", "no": ""},
        "needed": {"no": "không cần"},
        "above": {"no_key": "cấp trên chưa có khóa còn hạn"},
        "taken_back": {"yes": "hủy ghi nhận"},
        "as": {"sample": "khi soát lại"},
        "setting": {
            "pseudonym_key": "khóa đặt tên ẩn danh",
            "contact_key": "khóa giữ địa chỉ liên hệ",
            "keyring_key": "khóa bọc ngoài của khóa cán bộ",
        },
    }
)
"""Codes that mean something else, or nothing, without the detail's name."""

NOTHING: Mapping[str, frozenset[str]] = MappingProxyType(
    {"epoch": frozenset({"0"}), "epochs": frozenset({""})}
)
"""Values of details that stand for that there is none."""

HIDDEN_DETAILS = frozenset({"number"})
"""Said with the subject."""

EXPORTED_COLUMNS = ("Dòng", "Lúc", "Cán bộ", "Việc", "Mã việc", "Đối tượng", "Chi tiết", "Mã băm")
