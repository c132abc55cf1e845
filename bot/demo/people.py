"""The demo's units and officers, all made up; it never names a real person."""

from dataclasses import dataclass

from storage.viewer import Role

COMMUNES = ("03703", "15271", "15316", "31834", "00694", "13669")
"""Quỳnh Nhai (Sơn La), Hà Trung and Tống Sơn (Thanh Hóa), Vĩnh Trạch (Cà Mau), Hà Giang 1 (Tuyên Quang), Nam Định (Ninh Bình)."""
PROVINCES = ("14", "38", "96", "08", "37")


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    """A made-up officer: unit id, role, full name, sign-in name."""

    unit_id: str
    role: Role
    full_name: str
    name: str


def _commune(code: str, chief: str, *officers: str) -> list[DemoOfficer]:
    unit_id = f"c-{code}"
    people = [(Role.CHIEF, chief), *((Role.OFFICER, name) for name in officers)]
    return [DemoOfficer(unit_id, role, *_named(line)) for role, line in people]


def _province(code: str, duty: str, inspector: str) -> list[DemoOfficer]:
    return [
        DemoOfficer(f"d-{code}", Role.DUTY_DESK, *_named(duty)),
        DemoOfficer(f"i-{code}", Role.INSPECTORATE, *_named(inspector)),
    ]


def _warners(unit_id: str, writer: str, judge: str) -> list[DemoOfficer]:
    """Who writes warnings and who approves them; neither holds a queue's key."""
    return [
        DemoOfficer(unit_id, Role.AWARENESS, *_named(writer)),
        DemoOfficer(unit_id, Role.APPROVER, *_named(judge)),
    ]


def _named(line: str) -> tuple[str, str]:
    full_name, _, name = line.partition(" = ")
    return full_name, name


OFFICERS: tuple[DemoOfficer, ...] = (
    *_commune("03703", "Điêu Văn Quý = quy.dv", "Lò Thị Hạnh = hanh.lt", "Quàng Thế Phong = phong.qt"),
    *_commune("15271", "Mai Xuân Thắng = thang.mx", "Phạm Thị Hương = huong.pt", "Lê Đình Sơn = son.ld"),
    *_commune("15316", "Nguyễn Hữu Lâm = lam.nh", "Trịnh Thị Thu = thu.tt", "Đỗ Văn Cường = cuong.dv"),
    *_commune("31834", "Trần Quốc Việt = viet.tq", "Lâm Mỹ Duyên = duyen.lm", "Thạch Rết = ret.t"),
    *_commune("00694", "Hoàng Đức Toàn = toan.hd", "Nông Thị Bích = bich.nt", "Vàng Mí Sính = sinh.vm"),
    *_commune("13669", "Vũ Ngọc Khánh = khanh.vn", "Bùi Thị Nga = nga.bt", "Trần Văn Hải = hai.tv"),
    *_province("14", "Cầm Văn Tuấn = tuan.cv", "Hà Thị Mai = mai.ht"),
    *_province("38", "Lưu Trọng Nghĩa = nghia.lt", "Cao Thị Yến = yen.ct"),
    *_province("96", "Huỳnh Tấn Phát = phat.ht", "Dương Kim Ngân = ngan.dk"),
    *_province("08", "Nguyễn Mạnh Hùng = hung.nm", "Ma Thị Lan = lan.mt"),
    *_province("37", "Đinh Công Minh = minh.dc", "Phạm Thu Trang = trang.pt"),
    *_warners("c-03703", "Hoàng Thị Thảo = thao.ht", "Cầm Bá Lộc = loc.cb"),
    *_warners("d-14", "Lường Thị Xuân = xuan.lt", "Đèo Văn Thành = thanh.dv"),
)
