"""The history card tells everything that happened: officers' acts with minutes, residents' in hours or days."""

import re

from domain.hours import day_of
from sealing.parts import Role as PartRole
from storage import threads, tips
from tests.desk.conftest import DeskClient
from tests.desk.house import text


async def test_residents_acts_stand_in_the_history_without_a_minute(desk: DeskClient) -> None:
    """What a resident added shows its hour, what was read its day, and neither comes between minutes of one hour."""
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = desk.house.tip([text("a")], hours_ago=30)
    await desk.sign_in(officer)
    assert (await desk.post(f"/tips/{tip.id.hex()}/viewed")).status_code == 200
    desk.house.addition(tip, 1, text("b"), hours_ago=20)
    answer = desk.house.sealed(tip, PartRole.REPLY, 1, text("c"))
    stored = tips.SealedReply(answer, ((tip.receipt.mailbox, bytes(1168)),))
    now = desk.house.now
    desk.house.database.write_now(
        lambda conn: (
            tips.add_reply(conn, officer.viewer, tip.id, stored, now),
            threads.mark_read(conn, tip.receipt.mailbox, day_of(now)),
        )
    )
    page = (await desk.get(f"/tips/{tip.id.hex()}")).text
    card = page[page.index('class="history"') :]
    lines = [re.sub(r"<[^>]+>|\s+", " ", item) for item in re.findall(r"<li>.*?</li>", card, re.DOTALL)]
    told = [" ".join(line.split()) for line in lines]
    kinds = [
        next(
            kind
            for kind in ("đọc trả lời", "Gửi trả lời", "Xem lần đầu", "gửi thêm", "đến hàng")
            if kind in line
        )
        for line in told
    ]
    assert kinds == ["đọc trả lời", "Gửi trả lời", "Xem lần đầu", "gửi thêm", "đến hàng"]
    minutes = [bool(re.search(r"\d\d:\d\d", line)) for line in told]
    assert minutes == [False, True, True, False, False]
    assert "giờ" not in told[0]
