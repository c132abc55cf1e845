"""The administrator's pages: a province's units, people and keys, and taking what the province has signed; must never show a tip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.hours import day_of
from domain.units import Unit
from sealing.directory import DirectoryEntry
from sealing.errors import DirectoryRefused, Malformed
from storage import audit, certifying, units
from storage.audit import AuditAct
from storage.certifying import Anchor
from storage.engine import Connection
from storage.failures import Failure, FailureReason
from storage.province_units import UnitState, units_of_province
from storage.sessions import Session
from web.desk import keys_texts, texts
from web.desk.certified import certified_province, certified_queues
from web.desk.inputs import Fields, base64_text
from web.desk.parts import DeskParts
from web.desk.sessions import Desk, SignedIn

_ENDS_SOON = timedelta(days=90)
"""As `tinbao doctor` warns: time enough to call everybody."""
_MOST_ENTRY_BYTES = 4096


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as the pages list it: `state` is `none`, `waits`, `signed`, `ends` or `refused`; `public_key` in base64."""

    state: UnitState
    key_state: str
    key_text: str
    until: str
    people_text: str
    asks: str
    act: str
    serial: int
    public_key: str

    @property
    def unit(self) -> Unit:
        """The unit itself."""
        return self.state.unit


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """`/province`: every unit of the province; what needs somebody stands first."""
    code, lines, _ = await _read(desk, session)
    waiting = [line for line in lines if line.asks]
    return desk.pages.render(
        request,
        "province.html",
        section="province",
        **frame_of(session),
        province=named(desk.parts, code).title,
        lines=lines,
        waiting=waiting,
        to_sign=sum(line.key_state == "waits" for line in lines),
    )


async def keys_page(desk: Desk, request: Request, session: Session) -> Response:
    """`/province/keys`: the province's key is opened in the browser and signs there."""
    code, lines, entry = await _read(desk, session)
    return desk.pages.render(
        request,
        "province_keys.html",
        section="province_keys",
        **frame_of(session),
        province=named(desk.parts, code).in_sentence,
        code=code,
        entry=base64_text(entry) if entry else "",
        to_sign=[line for line in lines if line.key_state in {"waits", "refused"}],
        signed=[line for line in lines if line.key_state in {"signed", "ends"}],
        keyless=[line for line in lines if line.key_state == "none"],
    )


async def certify(desk: Desk, request: Request, session: Session) -> Response:
    """Take a queue's entry that the province's key has signed in the administrator's browser."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    data, unit_id = fields.bytes("entry", most=_MOST_ENTRY_BYTES), request.path_params["unit"]
    anchor = anchor_of(desk.parts)

    def write(conn: Connection) -> DirectoryEntry | str:
        unit = unit_in_reach(conn, session, unit_id)
        if unit is None:
            return "no_such_unit"
        entry = certifying.take_queue_entry(conn, anchor, unit, data, now)
        if isinstance(entry, Failure):
            return "key_moved" if entry.reason is FailureReason.KEY_MOVED else "serial_moved"
        audit.record(
            conn,
            unit_id=viewer.unit_id,
            officer_id=viewer.officer_id,
            act=AuditAct.KEY_CERTIFIED,
            now=now,
            subject=unit.id,
            detail={"kind": "queue", "epoch": str(entry.epoch), "serial": str(entry.serial)},
        )
        return entry

    try:
        taken = await desk.parts.database.write(write)
    except (DirectoryRefused, Malformed):
        return keys_texts.refused("entry_refused")
    if isinstance(taken, str):
        return keys_texts.refused(taken, 404) if taken == "no_such_unit" else keys_texts.answer(taken)
    # Only once it is durable: of an entry that was remembered and is not there, the one before would count as brought back.
    desk.parts.memory.remember([taken])
    return keys_texts.answer(None)


def anchor_of(parts: DeskParts) -> Anchor:
    """What signed entries are held against at this desk."""
    return Anchor(parts.deployment_id, parts.root_public_key, parts.memory.seen)


def unit_in_reach(conn: Connection, session: Session, unit_id: str) -> Unit | None:
    """The unit, if it is of the viewer's own province; None otherwise, as for one that doesn't exist."""
    found, own = units.unit(conn, unit_id), units.unit(conn, session.viewer.unit_id)
    if found is None or own is None or found.province_code != own.province_code:
        return None
    return found


def of_province(handler: SignedIn) -> SignedIn:
    """Answer for a unit outside the province as for none, before anything of the request is read."""

    async def within(desk: Desk, request: Request, session: Session) -> Response:
        unit_id = request.path_params["unit"]
        there = await desk.parts.database.read(lambda conn: unit_in_reach(conn, session, unit_id) is not None)
        if not there:
            return keys_texts.refused("no_such_unit", 404)
        return await handler(desk, request, session)

    return within


async def _read(desk: Desk, session: Session) -> tuple[str, Sequence[UnitLine], bytes | None]:
    """The province's code, its units, and its own entry (None while none verifies)."""
    now, parts = desk.now, desk.parts

    def read(conn: Connection) -> tuple[str, Sequence[UnitLine], bytes | None]:
        own = units.unit(conn, session.viewer.unit_id)
        code = own.province_code if own else ""
        states = units_of_province(conn, code)
        certified = certified_queues(parts, conn, [state.unit.id for state in states], now)
        province = certified_province(parts, conn, code, now)
        anchor = anchor_of(parts)
        lines = []
        for state in states:
            draft = certifying.next_queue_entry(conn, anchor, state.unit, now)
            entry = certified.get(state.unit.id)
            end = None if entry is None else datetime.fromtimestamp(entry.entry.not_after, now.tzinfo)
            sealed_epoch = 0 if entry is None else entry.entry.epoch
            lines.append(_line(state, sealed_epoch, end, draft.serial if draft else 0, now))
        return code, lines, None if province is None else province[0]

    code, lines, entry = await parts.database.read(read)
    return code, sorted(lines, key=lambda line: not line.asks), entry


def _line(
    state: UnitState, verified_epoch: int, end: datetime | None, serial: int, now: datetime
) -> UnitLine:
    until = "" if end is None else f"{day_of(end):%d/%m/%Y}"
    if not state.newest_epoch:
        key_state, key_text = "none", "Chưa có khóa"
    elif verified_epoch == state.newest_epoch and end is not None:
        ends = end - now < _ENDS_SOON
        key_state, key_text = ("ends" if ends else "signed"), f"Đã ký, đến {until}"
    elif state.certified_epoch == state.newest_epoch:
        key_state, key_text = "refused", "Chữ ký không còn đúng"
    else:
        key_state, key_text = "waits", "Chờ tỉnh ký"
    asks, act = _asks(state, key_state, until)
    return UnitLine(
        state=state,
        key_state=key_state,
        key_text=key_text,
        until=until,
        people_text=_people_text(state),
        asks=asks,
        act=act,
        serial=serial,
        public_key=base64_text(state.public_key) if state.public_key else "",
    )


def _people_text(state: UnitState) -> str:
    if not state.active and not state.invited:
        return "Chưa có ai"
    text = f"{state.active} cán bộ"
    if state.invited:
        text += f", {state.invited} chờ tham gia"
    return text


def _asks(state: UnitState, key_state: str, until: str) -> tuple[str, str]:
    """What somebody should do about a unit, the gravest alone, and on which page (`people`, `recovery`, `keys`); empty where all is well."""
    reasons = (
        (
            key_state == "refused",
            "Khóa trên máy chủ không khớp chữ ký của tỉnh. Gọi đơn vị đọc số đối chiếu, báo Thanh tra.",
            "keys",
        ),
        (not state.readers and state.invited > 0, "Người được mời chưa tham gia.", "people"),
        (not state.readers, "Chưa có ai đọc được tin. Mời cán bộ đầu tiên.", "people"),
        (key_state == "none", "Chưa có khóa hàng tin.", "people"),
        (not state.holding, "Không ai còn giữ khóa. Khôi phục bằng hai mảnh của khóa cất riêng.", "recovery"),
        (key_state == "waits", "Khóa chờ ký. Gọi đơn vị đọc số đối chiếu.", "keys"),
        (key_state == "ends", f"Chữ ký hết hạn ngày {until}. Ký lại trước ngày đó.", "keys"),
    )
    return next(((sentence, act) for applies, sentence, act in reasons if applies), ("", ""))


@dataclass(frozen=True, slots=True)
class ProvinceName:
    """A province as it begins a line, and as it stands in a sentence."""

    title: str
    in_sentence: str


def named(parts: DeskParts, code: str) -> ProvinceName:
    """The name of a province; its code where the gazetteer doesn't have it."""
    found = parts.province(code)
    return (
        ProvinceName(f"Tỉnh {code}", f"tỉnh {code}")
        if found is None
        else ProvinceName(found.title, found.in_sentence)
    )


def frame_of(session: Session) -> dict[str, Any]:
    """What the page's frame shows of the viewer."""
    viewer = session.viewer
    return {
        "viewer": viewer,
        "unit_name": session.unit_name,
        "role_name": texts.role_name(viewer.role, session.unit_name),
        "unread": 0,
    }
