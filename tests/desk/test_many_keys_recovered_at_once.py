"""A recovery that replaces several keys found unfit is stored and on record, whether they are two or a hundred."""

import json
from os import urandom

import pytest
from sqlalchemy import select, update

from sealing.hybrid_keys import SEALED_KEY_BYTES
from sealing.recovery_files import RecoveryAnswer, SealedEpoch, write_answer
from storage import queue_keys, unfit_seeds
from storage.audit_tables import audit_rows
from storage.engine import Connection
from storage.models import queue_seeds
from storage.seed_holders import officer_holder
from tests.desk.conftest import DeskClient
from tests.desk.house import QUYNH_NHAI
from tests.desk.province_house import administrator


@pytest.mark.parametrize(
    ("epochs", "told"),
    [
        ((1, 2), {"replaced": "1,2"}),
        (tuple(range(1, 101)), {"replaced": "1-100"}),
        (tuple(range(1, 101, 2)), {"replaced": "1-99", "replaced_in_all": "50"}),
    ],
    ids=["two", "a hundred", "with gaps"],
)
async def test_several_unfit_keys_are_replaced_by_one_answer(
    desk: DeskClient, epochs: tuple[int, ...], told: dict[str, str]
) -> None:
    house = desk.house
    officer = house.officer("Lò Văn Quên", "quen.nhieu", holds_key=False)

    def furnish(conn: Connection) -> None:
        for epoch in range(2, epochs[-1] + 1):
            queue_keys.add_epoch(conn, QUYNH_NHAI.id, epoch, urandom(1216), (), house.now)
        for epoch in epochs:
            wrap = queue_keys.SeedWrap(officer.id, None, urandom(SEALED_KEY_BYTES))
            queue_keys.add_wraps(conn, QUYNH_NHAI.id, epoch, (wrap,))
        mine = queue_seeds.c.holder == officer_holder(officer.id)
        conn.execute(update(queue_seeds).where(mine).values(unfit=True))

    house.database.write_now(furnish)
    sealed = tuple(SealedEpoch(epoch, b"", urandom(SEALED_KEY_BYTES)) for epoch in epochs)
    answer = RecoveryAnswer(house.deployment, QUYNH_NHAI.id, officer.id, sealed)
    await desk.sign_in(administrator(house, "quan.nhieu"))
    said = await desk.post(f"/province/recovery/{QUYNH_NHAI.id}", {"answer": write_answer(answer)})
    assert said.status_code < 300, said.text
    found = house.database.read_now(lambda conn: unfit_seeds.unfit_epochs(conn, QUYNH_NHAI.id, officer.id))
    assert found == frozenset()
    last = select(audit_rows.c.detail).where(audit_rows.c.act == "key_recovered")
    detail = json.loads(house.database.read_now(lambda conn: conn.execute(last).scalar_one()))
    assert detail == {"step": "stored", "officer": officer.id.hex(), **told}
