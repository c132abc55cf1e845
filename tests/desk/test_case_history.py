"""The history card tells everything that happened: officers' acts with minutes, residents' in hours or days."""

import ast
import re
from pathlib import Path

from domain.hours import day_of
from sealing.parts import Role as PartRole
from storage import threads, tips
from storage.queues import ChangeKind
from tests.desk.conftest import DeskClient
from tests.desk.house import text
from tests.desk.test_attention import close
from web.desk import case_texts, texts

STORAGE = Path(__file__).parents[2] / "storage"


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


def _recorded() -> set[str]:
    """The kinds that storage writes into a tip's history where they stand in the call itself."""
    kinds: set[str] = set()
    for path in STORAGE.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and [ast.unparse(each) for each in call.args[:3]] == [
                "conn",
                "viewer",
                "tip_id",
            ]:
                written = ast.unparse(call.args[3]) if len(call.args) > 3 else ""
                if named := re.fullmatch(r"ChangeKind\.(\w+)\.value", written):
                    kinds.add(ChangeKind[named[1]].value)
                elif ast.unparse(call.func).endswith("record") and written.startswith("'"):
                    kinds.add(ast.literal_eval(written))
    return kinds


def test_every_act_that_is_recorded_has_a_name_in_the_history() -> None:
    told = {*case_texts.EVENT, *texts.EVENT, "status", "duty"}
    recorded = _recorded()
    assert {"claimed", "forwarded", "printed", "aside", "deletion_asked"} <= recorded
    assert recorded <= told


async def test_a_wish_to_delete_early_stands_in_the_history_with_its_reason(desk: DeskClient) -> None:
    """Whoever decides reads who asked and why, after it was taken back too."""
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = desk.house.tip([text("a")])
    close(desk.house, tip, officer)
    address = f"/tips/{tip.id.hex()}"
    await desk.sign_in(officer)
    assert (await desk.post(f"{address}/deletion", {"reason": "duplicate"})).status_code == 200
    assert (await desk.post(f"{address}/deletion/withdraw")).status_code == 200
    page = (await desk.get(address)).text
    lines = re.findall(r"<li>(.*?)</li>", page[page.index('class="history"') :], re.DOTALL)
    assert lines[0].startswith("Bỏ đề nghị xóa sớm")
    assert lines[1].startswith("Đề nghị xóa sớm")
    assert "trùng với tin khác" in lines[1]
