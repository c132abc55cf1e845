"""What a forged page could post about a case: other units' tips, wrong targets, keys of a wrong form, files that aren't sealed."""

from base64 import b64encode
from collections.abc import Mapping
from os import urandom
from typing import Any

import pytest

from domain import limits
from domain.units import CommuneAssignment
from sealing.derivation import new_key
from sealing.frames import Content, MediaKind
from sealing.hybrid_keys import SEALED_KEY_BYTES
from sealing.parts import Place, seal_part
from sealing.parts import Role as PartRole
from sealing.secret_types import SecretBytes
from storage import tips, units
from storage.engine import Connection
from storage.viewer import Role
from tests.desk.conftest import ORIGIN, DeskClient
from tests.desk.house import DUTY, HA_TRUNG, INSPECTORATE, QUYNH_NHAI, TestOfficer, TestTip, text
from web.desk.guard import MOST_FILE_BODY_BYTES, MOST_KEYS_BODY_BYTES


@pytest.fixture
async def officer(desk: DeskClient) -> TestOfficer:
    """An officer of Quỳnh Nhai, signed in, in a served province."""
    desk.house.database.write_now(
        lambda conn: units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)
    )
    made = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    await desk.sign_in(made)
    return made


def key(length: int = 1168) -> str:
    return b64encode(urandom(length)).decode()


def note(desk: DeskClient, tip: TestTip, number: int, *queues: str) -> dict[str, Any]:
    place = Place(desk.house.deployment, tip.id, number, PartRole.NOTE)
    body = seal_part(place, new_key(), text("vì sao"))
    wraps = [{"queue": queue, "epoch": 1, "key": key()} for queue in queues]
    return {"number": number, "body": b64encode(body).decode(), "wraps": wraps}


def order(desk: DeskClient, tip: TestTip, target: str = DUTY.id) -> dict[str, Any]:
    """As a page of our own would post it."""
    keys = [{"role": role, "number": 1, "key": key()} for role in ("report", "manifest")]
    return {"target": target, "epoch": 1, "keys": keys, "reason": note(desk, tip, 1, target)}


async def test_a_forward_of_another_units_tip_is_answered_like_one_of_no_tip(
    desk: DeskClient, officer: TestOfficer
) -> None:
    theirs = desk.house.tip([text("a")], unit=HA_TRUNG)
    for path in ("targets", f"targets/{DUTY.id}", "sampler"):
        for tip in (theirs.id.hex(), "0" * 32):
            assert (await desk.get(f"/tips/{tip}/{path}", "application/json")).status_code == 404
    for act in ("forward", "aside", "links", "unlinks", "printed", "note-files"):
        one = await desk.post(f"/tips/{theirs.id.hex()}/{act}", order(desk, theirs))
        none = await desk.post(f"/tips/{'0' * 32}/{act}", order(desk, theirs))
        assert (one.status_code, one.text) == (none.status_code, none.text) == (404, none.text)
    del officer


async def test_a_forward_as_our_page_posts_it_is_done_and_the_tip_is_gone(
    desk: DeskClient, officer: TestOfficer
) -> None:
    tip = desk.house.tip([text("a")])
    listed = (await desk.get(f"/tips/{tip.id.hex()}/targets", "application/json")).json()
    assert [target["queue"] for target in listed["targets"]] == [DUTY.id, INSPECTORATE.id]
    assert (await desk.post(f"/tips/{tip.id.hex()}/forward", order(desk, tip))).status_code == 200
    assert (await desk.get(f"/tips/{tip.id.hex()}")).status_code == 404
    assert (await desk.get(f"/tips/{tip.id.hex()}/parts/report/1")).status_code == 404
    del officer


def _without(posted: dict[str, Any], name: str) -> dict[str, Any]:
    return {field: value for field, value in posted.items() if field != name}


async def test_keys_and_targets_of_a_wrong_form_are_refused(desk: DeskClient, officer: TestOfficer) -> None:
    tip = desk.house.tip([text("a")])
    good = order(desk, tip)
    first = good["keys"][0]
    odd: Mapping[str, dict[str, Any]] = {
        "no reason": _without(good, "reason"),
        "no keys": _without(good, "keys"),
        "no epoch": _without(good, "epoch"),
        "a short key": {**good, "keys": [{**first, "key": key(1167)}, good["keys"][1]]},
        "a role that isn't one": {**good, "keys": [{**first, "role": "secret"}]},
        "number zero": {**good, "keys": [{**first, "number": 0}]},
        "a key as text": {**good, "keys": [{**first, "key": "<script>"}]},
        "a list for an object": {**good, "reason": []},
        "a target as number": {**good, "target": 7},
    }
    for name, posted in odd.items():
        answer = await desk.post(f"/tips/{tip.id.hex()}/forward", posted)
        assert answer.status_code == 400, name
    no: Mapping[str, dict[str, Any]] = {
        "itself": order(desk, tip, QUYNH_NHAI.id),
        "a province that isn't served": order(desk, tip, HA_TRUNG.id),
        "nobody": order(desk, tip, "c-00000"),
        "another epoch": {**good, "epoch": 2},
        "a key left out": {**good, "keys": good["keys"][1:]},
        "a key too many": {**good, "keys": [*good["keys"], {**first, "role": "note"}]},
        "a reason for the former queue": {**good, "reason": note(desk, tip, 1, QUYNH_NHAI.id)},
        "a reason for both": {**good, "reason": note(desk, tip, 1, QUYNH_NHAI.id, DUTY.id)},
    }
    for name, posted in no.items():
        answer = await desk.post(f"/tips/{tip.id.hex()}/forward", posted)
        assert answer.status_code == 409, name
        assert answer.json()["error"], name
    assert (await desk.get(f"/tips/{tip.id.hex()}")).status_code == 200
    del officer


async def test_a_tip_about_local_police_is_refused_to_the_commune_whatever_is_posted(
    desk: DeskClient,
) -> None:
    start = desk.house.now.date().replace(year=2025)

    def serve(conn: Connection) -> None:
        units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)
        units.assign(conn, [CommuneAssignment("14", QUYNH_NHAI.id, start)])

    desk.house.database.write_now(serve)
    await desk.sign_in(desk.house.officer("Cao Thị Yến", "yen.ct", INSPECTORATE, Role.INSPECTORATE))
    tip = desk.house.tip([text("Cán bộ xã nhận tiền.")], unit=INSPECTORATE, conflict=True)
    answer = await desk.post(f"/tips/{tip.id.hex()}/forward", order(desk, tip, QUYNH_NHAI.id))
    assert (answer.status_code, answer.json()["reason"]) == (409, "not_a_target")
    entries = await desk.get(f"/tips/{tip.id.hex()}/targets/{QUYNH_NHAI.id}", "application/json")
    assert (entries.status_code, entries.json()["reason"]) == (409, "not_a_target")
    assert QUYNH_NHAI.id not in (await desk.get(f"/tips/{tip.id.hex()}/targets", "application/json")).text


async def test_a_key_whose_entry_has_lapsed_is_neither_offered_nor_taken(
    desk: DeskClient, officer: TestOfficer
) -> None:
    from datetime import timedelta

    tip = desk.house.tip([text("a")])
    posted = order(desk, tip)
    desk.house.offset = timedelta(days=301)
    await desk.sign_in(officer, code=officer.code(desk.house.now))
    listed = (await desk.get(f"/tips/{tip.id.hex()}/targets", "application/json")).json()
    assert listed["targets"] == []
    answer = await desk.post(f"/tips/{tip.id.hex()}/forward", posted)
    assert (answer.status_code, answer.json()["reason"]) == (409, "not_a_target")


def packed(head: bytes, sealed: bytes) -> bytes:
    return len(head).to_bytes(4, "big") + head + sealed


async def post_bytes(desk: DeskClient, path: str, body: bytes) -> int:
    headers = {"origin": ORIGIN, "content-type": "application/octet-stream"}
    return (await desk.client.post(path, content=body, headers=headers)).status_code


async def test_a_file_that_isnt_sealed_or_sealed_elsewhere_leaves_no_row_and_no_blob(
    desk: DeskClient, officer: TestOfficer
) -> None:
    import json

    tip = desk.house.tip([text("a")])
    place = Place(desk.house.deployment, tip.id, 1, PartRole.NOTE)
    file = Content(kind=MediaKind.DOCUMENT, body=SecretBytes(urandom(200_000)), mime="application/pdf")
    sealed = seal_part(place, new_key(), file)

    def head(number: int = 1, *queues: str) -> bytes:
        wraps = [{"queue": queue, "epoch": 1, "key": key()} for queue in queues or (QUYNH_NHAI.id,)]
        return json.dumps({"number": number, "wraps": wraps}).encode()

    path = f"/tips/{tip.id.hex()}/note-files"
    for body in (
        b"",
        b"\x00\x00",
        packed(b"", sealed),
        packed(b"[]", sealed),
        packed(b"{", sealed),
        packed(head(), b"%PDF-1.4 open"),
        (2**31).to_bytes(4, "big") + head() + sealed,
        packed(b'{"number": 1}', sealed),
    ):
        assert await post_bytes(desk, path, body) == 400, body[:20]
    for refused in (head(2), head(1, DUTY.id), head(1, QUYNH_NHAI.id, DUTY.id)):
        assert await post_bytes(desk, path, packed(refused, sealed)) == 409
    assert [file for file in (desk.house.folder / "blobs").iterdir() if file.is_file()] == []
    assert await post_bytes(desk, path, packed(head(), sealed)) == 200
    (blob,) = [file for file in (desk.house.folder / "blobs").iterdir() if file.is_file()]
    assert blob.read_bytes() == sealed
    view = desk.house.database.read_now(lambda conn: tips.tip(conn, officer.viewer, tip.id))
    assert isinstance(view, tips.TipView)
    assert [part.sealed_bytes for part in view.parts if part.role is PartRole.NOTE] == [len(sealed)]


async def test_only_the_route_for_files_takes_a_large_body(desk: DeskClient, officer: TestOfficer) -> None:
    tip = desk.house.tip([text("a")]).id.hex()
    big = b" " * 1_000_001
    assert await post_bytes(desk, f"/tips/{tip}/notes", big) == 413
    assert await post_bytes(desk, f"/tips/{tip}/note-files", big) == 400
    assert await post_bytes(desk, f"/tips/{tip}/forward", b" " * 4_000_001) == 413
    headers = {"origin": ORIGIN, "content-length": str(MOST_FILE_BODY_BYTES + 1)}
    answer = await desk.client.post(f"/tips/{tip}/note-files", content=b" ", headers=headers)
    assert answer.status_code == 413
    del officer


async def test_nobody_below_sees_the_looks_from_above(desk: DeskClient, officer: TestOfficer) -> None:
    tip = desk.house.tip([text("a")]).id.hex()
    for path in ("/samples", f"/samples/{tip}", f"/samples/{tip}/parts/report/1"):
        assert (await desk.get(path)).status_code == 404
    for act in ("viewed", "verdict"):
        assert (await desk.post(f"/samples/{tip}/{act}", {"verdict": "right"})).status_code == 404
    assert "/samples" not in (await desk.get("/")).text
    del officer


@pytest.mark.parametrize(("most", "cut"), [(2, True), (3, False)])
async def test_the_register_says_that_there_is_more_when_there_is(
    desk: DeskClient, officer: TestOfficer, monkeypatch: pytest.MonkeyPatch, most: int, cut: bool
) -> None:
    """It is shown to its last line without a warning, and with one where a line is left out."""
    for _ in range(3):
        desk.house.tip([text("a")])
    monkeypatch.setattr("web.desk.register.MOST_LINES", most)
    del officer
    page = (await desk.get("/register")).text
    assert ("Sổ dừng ở dòng này" in page) is cut
    assert page.count('<tr role="row"') - 1 == most


async def test_the_register_is_the_own_units_and_odd_days_fall_back(
    desk: DeskClient, officer: TestOfficer
) -> None:
    desk.house.tip([text("a")], category="smuggling")
    desk.house.tip([text("b")], unit=HA_TRUNG, category="weapons")
    for query in (
        "",
        "?from=x&to=y",
        "?from=2026-02-30&to=1",
        "?from=0001-01-01&to=9999-12-31",
        "?from=2030-01-01&to=2020-01-01",
    ):
        page = await desk.get(f"/register{query}")
        assert page.status_code == 200, query
        assert "Buôn lậu, hàng giả" in page.text, query
        assert "Vũ khí" not in page.text
    assert (await desk.post("/register/printed", {"from_hour": 9, "to_hour": 5})).status_code == 400
    assert (await desk.post("/register/printed", {"from_hour": 5, "to_hour": 9})).status_code == 200
    del officer


async def test_a_groundless_tip_is_offered_to_be_set_aside_and_not_to_be_closed(
    desk: DeskClient, officer: TestOfficer
) -> None:
    tip = desk.house.tip([text("a")]).id.hex()
    await desk.post(f"/tips/{tip}/claim")
    before = (await desk.get(f"/tips/{tip}")).text
    classified = await desk.post(f"/tips/{tip}/status", {"to": "classified", "classification": "no_ground"})
    assert classified.status_code == 200
    after = (await desk.get(f"/tips/{tip}")).text
    assert "Xếp lại: không có căn cứ, tin rác" in before
    assert "<span>Xếp lại</span>" in after
    assert 'value="closed"' not in after
    assert 'value="verifying"' in after
    del officer


def test_one_request_carries_the_keys_of_all_that_a_tip_may_hold() -> None:
    """The bounds fit one another: report, additions, manifest and officers' words, and room for reasons of forwards."""
    residents = 2 * limits.Limits().parts_per_tip + 1
    words = limits.MOST_REPLIES + limits.MOST_NOTES_WITH_REASONS
    assert limits.MOST_NOTES < limits.MOST_NOTES_WITH_REASONS
    assert residents + words + 100 <= limits.MOST_PARTS
    in_base64 = (SEALED_KEY_BYTES + 2) // 3 * 4
    assert limits.MOST_PARTS * (in_base64 + 60) < MOST_KEYS_BODY_BYTES
