"""The demo's made-up warning, a draft that nobody has approved; it must never be sent by itself."""

from domain.campaigns import Audience, Button, CampaignContent, Words
from domain.subscriptions import Place

WARNING_WRITER = "thao.ht"
WARNING = CampaignContent(
    words={
        "vi": Words(
            "Không ai cập nhật VNeID qua điện thoại",
            "Có người gọi, xưng là Công an xã. Họ bảo bấm vào đường dẫn để cập nhật VNeID. Bấm vào là mất tiền.\n\n"
            "Bà con tắt máy, gọi lại số của Công an xã. Không đọc mã OTP cho ai.",
        )
    },
    audience=Audience((Place("14", "03703"), Place("14", "03688"))),
    buttons=(Button.STOP, Button.MET, Button.TOPIC, Button.REPORT),
    topic_id="fake_police",
)
