"""The demo's made-up tips and what officers did with them; nothing here ever happened to anyone."""

from dataclasses import dataclass, field
from enum import StrEnum

from domain.deadlines import Duty
from domain.tips import Classification, ExtensionGround, StopGround, TipStatus, When


class Made(StrEnum):
    """Files that the demo draws itself."""

    RIVER_PHOTO = "river_photo"
    STREET_PHOTO = "street_photo"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Act:
    """What an officer did: `hours_ago`, by whom (sign-in name), and a word, a move (`text`: its reason) or a duty."""

    hours_ago: float
    by: str
    kind: str
    text: str = ""
    to: TipStatus | None = None
    classification: Classification | None = None
    ground: StopGround | ExtensionGround | None = None
    duty: Duty | None = None


@dataclass(frozen=True, slots=True)
class DemoTip:
    """A made-up tip: where, when, what kind, how long ago, its parts in order, and what came after."""

    commune_code: str
    when: When
    category: str | None
    hours_ago: int
    parts: tuple[str | Made, ...]
    acts: tuple[Act, ...] = ()
    additions: tuple[tuple[float, str], ...] = field(default=())


_CLASSIFIED = TipStatus.CLASSIFIED
_CRIME = Classification.CRIME


def _reported(hours_ago: float, by: str) -> tuple[Act, ...]:
    """The first report to the level above and the word to the procuracy."""
    return (
        Act(hours_ago, by, "duty", duty=Duty.REPORT),
        Act(hours_ago, by, "duty", duty=Duty.PROCURACY),
    )


DIFFICULT_COMMUNES = ("03703", "00694")
"""Up in the mountains; the first report has a day there."""

TIPS: tuple[DemoTip, ...] = (
    DemoTip(
        "03703", When.SOON, "trafficking", 620,
        ("Có người lạ về bản hỏi mua giấy tờ tùy thân của mấy em mới lớn, hẹn đón đi làm ở cửa khẩu.",),
        (
            Act(612, "quy.dv", "view"), Act(612, "quy.dv", "claim"),
            Act(611, "quy.dv", "move", to=_CLASSIFIED, classification=_CRIME), *_reported(604, "quy.dv"),
            Act(600, "quy.dv", "reply", "Công an xã đã nhận tin. Nếu họ quay lại, gọi ngay 113 rồi nhắn thêm ở đây."),
            Act(560, "quy.dv", "move", to=TipStatus.TRANSFERRED), Act(540, "quy.dv", "move", to=TipStatus.VERIFYING),
            Act(190, "quy.dv", "move", "Phải xác minh ở ba xã và một huyện biên giới.", to=TipStatus.EXTENDED,
                ground=ExtensionGround.MANY_PLACES),
            Act(188, "quy.dv", "duty", duty=Duty.ASK_EXTENSION),
        ),
    ),
    DemoTip(
        "03703", When.RECURRING, "traffic", 212,
        ("Xe khách bỏ bến, đón trả khách giữa dốc, tuần nào cũng suýt va chạm. Lốp trước mòn nhẵn.",),
        (
            Act(205, "quy.dv", "view"), Act(205, "quy.dv", "claim"),
            Act(204, "quy.dv", "move", to=_CLASSIFIED, classification=_CRIME), *_reported(200, "quy.dv"),
            Act(199, "quy.dv", "reply", "Công an xã đã nhận tin và đang kiểm tra."),
            Act(180, "quy.dv", "move", to=TipStatus.TRANSFERRED), Act(176, "quy.dv", "move", to=TipStatus.VERIFYING),
            Act(120, "quy.dv", "move", "Đã gửi xe đi giám định kỹ thuật.", to=TipStatus.SUSPENDED,
                ground=StopGround.EXPERT_OPINION),
        ),
    ),
    DemoTip(
        "03703", When.RECURRING, "smuggling", 190,
        ("Quán đầu chợ Mường Giàng bán thuốc lá không tem. Hàng chuyển tới tối thứ ba và thứ sáu, xe máy không biển.",),
        (
            Act(188, "quy.dv", "view"), Act(188, "quy.dv", "claim"),
            Act(187, "quy.dv", "move", to=_CLASSIFIED, classification=_CRIME), *_reported(180, "quy.dv"),
            Act(170, "quy.dv", "reply", "Công an xã đã nhận tin. Xe máy đó màu gì?"),
            Act(160, "quy.dv", "move", to=TipStatus.VERIFYING),
        ),
    ),
    DemoTip(
        "03703", When.PAST, "weapons", 118,
        ("Mấy thanh niên cuốn pháo ở kho cũ của hợp tác xã, phơi thuốc ngoài sân.", Made.STREET_PHOTO),
        (
            Act(112, "phong.qt", "view"), Act(112, "phong.qt", "claim"),
            Act(111, "phong.qt", "move", to=_CLASSIFIED, classification=_CRIME), *_reported(108, "phong.qt"),
            Act(100, "phong.qt", "reply", "Công an xã đã nhận tin. Bà con đừng lại gần kho đó."),
            Act(90, "phong.qt", "move", to=TipStatus.TRANSFERRED), Act(88, "phong.qt", "move", to=TipStatus.VERIFYING),
        ),
    ),
    DemoTip(
        "03703", When.PAST, "theft", 76,
        ("Đêm thứ năm mất hai xe máy ở bãi gửi bến phà. Có người lạ hỏi giờ đóng cửa bãi từ chiều.", Made.STREET_PHOTO),
        (
            Act(74, "phong.qt", "view"), Act(74, "phong.qt", "claim"),
            Act(73, "phong.qt", "move", to=_CLASSIFIED, classification=_CRIME), *_reported(72, "phong.qt"), Act(70, "phong.qt", "move", to=TipStatus.VERIFYING),
            Act(69, "phong.qt", "reply", "Công an xã đã nhận tin. Người lạ đi xe gì, có nhớ màu áo không?"),
        ),
        ((66, "Xe số màu đỏ, áo mưa xanh. Không nhớ biển."),),
    ),
    DemoTip(
        "03703", When.RECURRING, "gambling", 50,
        ("Nhà cuối bản Bon tối nào cũng có xóc đĩa, có người lạ ở huyện khác sang.",),
        (
            Act(48, "hanh.lt", "view"), Act(48, "hanh.lt", "claim"),
            Act(47, "hanh.lt", "move", to=_CLASSIFIED, classification=_CRIME), *_reported(40, "hanh.lt"),
            Act(39, "hanh.lt", "reply", "Công an xã đã nhận tin. Thường bắt đầu từ mấy giờ?"), Act(30, "hanh.lt", "move", to=TipStatus.VERIFYING),
        ),
    ),
    DemoTip("03703", When.PAST, "fraud", 27,
        ("Có người gọi tự xưng cán bộ điện lực, bảo mẹ tôi bấm đường dẫn để khỏi cắt điện. Mất 8 triệu đồng.",),
    ),
    DemoTip(
        "03703", When.RECURRING, "environment", 22,
        (
            ("Mấy tối nay có ba sà lan hút cát ở khúc sông dưới chân cầu Pá Uôn, phía bản Bon. Khoảng 22 giờ họ tắt đèn rồi hút, "
            "gần 3 giờ sáng mới chạy về hạ lưu. Bờ ruộng cạnh đó đã sạt một đoạn chừng 20 mét."),
            Made.RIVER_PHOTO,
            Made.VOICE,
            "Xe chở cát đi đường dân sinh cạnh trạm bơm, thường sau nửa đêm.",
        ),
        (
            Act(20, "hanh.lt", "view"), Act(20, "hanh.lt", "claim"),
            Act(19, "hanh.lt", "reply", "Công an xã đã nhận tin. Thuyền hút cát có chữ hoặc số nào dễ nhớ không?"),
            Act(17, "hanh.lt", "move", to=_CLASSIFIED, classification=_CRIME),
            Act(16, "hanh.lt", "note", "Đã báo Trưởng Công an xã. Tối nay cùng tổ bản Bon xem lại khúc sông."),
        ),
        ((18, "Có một chiếc sơn mũi màu xanh, không thấy số. Hai chiếc kia phủ bạt kín."),),
    ),
    DemoTip("03703", When.RECURRING, "loansharking", 21,
        ("Có hai người đi xe bán tải tới đòi nợ nhà ở bản Phiêng Nèn, chửi bới rồi dán giấy lên cửa.",),
        (Act(20, "hanh.lt", "view"), Act(20, "hanh.lt", "claim")),
    ),
    DemoTip("03703", When.PAST, None, 20, ("Có người bỏ bao tải lạ sau trường tiểu học, mùi hắc. Tôi không dám mở ra xem.",)),
    DemoTip("03703", When.SOON, "drugs", 18,
        ("Thứ bảy này có nhóm thanh niên hẹn nhau ở lán ven hồ, nghe nói mang nước vui tới chia nhau uống.", Made.VOICE),
    ),
    DemoTip("03703", When.NOW, "violence", 0, ("Đang có nhóm cầm gậy đuổi nhau ở ngã ba chợ. Chừng sáu người, có người ngã.",)),
    DemoTip("15271", When.RECURRING, "drugs", 30,
        ("Nhà trọ sau ga, phòng tầng hai, người ra vào suốt đêm, hay vứt kim tiêm ngoài bờ mương.",),
        (Act(28, "huong.pt", "view"), Act(28, "huong.pt", "claim"), *_reported(26, "huong.pt")),
    ),
    DemoTip("15271", When.PAST, "traffic", 9, ("Xe tải chở đá chạy đường làng giờ tan học, không phủ bạt, đá rơi hai lần tuần này.", Made.STREET_PHOTO)),
    DemoTip("15316", When.RECURRING, "fire", 6, ("Xưởng sơn cạnh khu dân cư để dung môi ngoài trời, dây điện chập chờn.",)),
    DemoTip("31834", When.PAST, "fraud", 8, ("Nhóm kín rủ góp tiền nuôi tôm lãi 30%, ba nhà trong xóm đã đóng, nay không gọi được.",)),
    DemoTip("00694", When.SOON, "trafficking", 26,
        ("Có người về bản rủ các em gái sang bên kia biên giới làm công, hứa lương cao, bảo đừng nói với nhà.",),
        (Act(24, "bich.nt", "view"), Act(24, "bich.nt", "claim"), *_reported(22, "bich.nt")),
    ),
    DemoTip("13669", When.RECURRING, "gambling", 5, ("Quán cà phê đầu ngõ ghi đề buổi chiều, hai người thay nhau ngồi ghi.",)),
)  # fmt: skip
