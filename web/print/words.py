"""What posters and sheets say, Vietnamese first and English under it; it must never promise total anonymity, a reward or a result."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One text in both languages; `{…}` are filled in when it is set."""

    vi: str
    en: str

    def filled(self, **values: str) -> "Said":
        """The text with its blanks filled."""
        return Said(self.vi.format(**values), self.en.format(**values))


TITLE = Said("Báo tin cho công an, không cần nói tên", "Tell the police what you saw. No name asked.")
SCAN = Said(
    "Quét mã. Hoặc mở Telegram, tìm tên dưới mã.",
    "Scan the code, or find the name below it on Telegram.",
)
TELL = Said(
    "Kể điều mình thấy, nghe. Gửi được cả ảnh, ghi âm, video.",
    "Tell what you saw or heard. Photos, voice notes and videos are welcome.",
)
KEEP = Said(
    "Giữ mã tin 24 số. Gõ mã để xem tin đi tới đâu.",
    "Keep the 24-digit code: it shows what becomes of your tip.",
)
STEPS = (SCAN, TELL, KEEP)
FORM = Said("Kín hơn, không cần Telegram:", "More private, without Telegram:")
EMERGENCY = Said("Việc khẩn cấp: gọi 113", "Emergency: call 113")
OTHER_NUMBERS = Said("Cháy: 114 · Cấp cứu: 115", "Fire: 114 · Ambulance: 115")
STUCK_OVER = Said("Coi chừng mã dán đè", "Beware of codes stuck over this one")
CHECK = Said(
    "Sờ thử: có miếng giấy dán đè lên mã thì đừng quét. Quét xong phải thấy đúng tên {bot}. "
    "Còn ngờ thì tự tìm {bot} trên Telegram. Gõ /xacminh rồi gửi đường dẫn vừa quét. "
    "Tin Báo không xin tiền, mã OTP hay mật khẩu.",
    "Feel it: if paper is stuck over the code, don't scan. You must then see {bot}. In doubt, find {bot} "
    "on Telegram, type /xacminh and send the link. Tin Báo never asks for money, OTPs or passwords.",
)
FAIR = Said(
    "Cố ý báo sai là vi phạm.",
    "Knowingly false reports are punishable.",
)
FINGERPRINT = Said("Số đối chiếu khóa của Tin Báo", "Fingerprint of Tin Báo's keys")

STICKER_TITLE = Said("Báo tin cho công an, không cần nói tên", "Tell the police. No name asked.")
STICKER_CHECK = Said("Mã bị dán đè? Tìm {bot}, gõ /xacminh", "In doubt, ask {bot}: /xacminh")


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The fixed words of a sheet in one language."""

    signs: str
    advice: str
    call: str
    scan: str
    emergency: str


SHEET = {
    "vi": SheetWords(
        signs="Dấu hiệu",
        advice="Nên làm",
        call="Gọi ai",
        scan="Quét mã để báo tin, không cần nói tên",
        emergency=EMERGENCY.vi,
    ),
    "en": SheetWords(
        signs="How to see it",
        advice="What to do",
        call="Whom to call",
        scan="Scan to tell the police. No name asked.",
        emergency=EMERGENCY.en,
    ),
}
