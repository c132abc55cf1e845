"""The audit record's page: who did what in a unit, its export and its anchors; must never show a unit that isn't the viewer's to read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.hours import day_of, hour_of
from storage import audit_reading, tips
from storage.audit import AuditAct, record
from storage.audit_reading import MOST_ROWS, AuditEntry, AuditUnit, AuditWanted
from storage.engine import Connection
from storage.sessions import Session
from storage.viewer import Viewer
from web.desk import audit_texts, texts
from web.desk.audit_lines import AuditLine, Names, line_of
from web.desk.inputs import BadInput, Fields, hex_id, refused
from web.desk.sessions import Desk, not_found

PAGE_SIZE = 50
_EXPORTED = {"csv": AuditAct.AUDIT_EXPORTED, "anchors": AuditAct.AUDIT_ANCHORED}


@dataclass(frozen=True, slots=True)
class AuditAddress:
    """What an address of the page asks for; whatever isn't understood counts as not asked."""

    unit_id: str
    act: str
    officer: str
    first: str
    last: str
    before: int | None

    @classmethod
    def read(cls, query: QueryParams, own_unit: str) -> "AuditAddress":
        """The address as it was typed or clicked."""
        act, before = query.get("act", ""), query.get("before", "")
        return cls(
            unit_id=query.get("unit", "") or own_unit,
            act=act if act in audit_texts.GROUPS or act in audit_texts.ACT else "",
            officer=query.get("officer", "") if hex_id(query.get("officer", "")) else "",
            first=_day(query.get("first", "")),
            last=_day(query.get("last", "")),
            before=int(before) if before.isdecimal() and len(before) < 10 else None,
        )

    @property
    def filtered(self) -> bool:
        """Whether less than everything is asked for."""
        return bool(self.act or self.officer or self.first or self.last)

    def wanted(self, limit: int) -> AuditWanted:
        """The same as storage asks."""
        group = audit_texts.GROUPS.get(self.act)
        acts = group[1] if group else (self.act,) if self.act else ()
        return AuditWanted(
            acts=tuple(acts),
            officer_id=hex_id(self.officer) if self.officer else None,
            first_day=date.fromisoformat(self.first) if self.first else None,
            last_day=date.fromisoformat(self.last) if self.last else None,
            before=self.before,
            limit=limit,
        )

    def link(self, path: str = "/audit", **changes: object) -> str:
        """The address of the same with some of it changed; None takes a part away."""
        parts: dict[str, object] = {
            "unit": self.unit_id,
            "act": self.act,
            "officer": self.officer,
            "first": self.first,
            "last": self.last,
            "before": self.before,
            **changes,
        }
        return f"{path}?{urlencode({key: str(value) for key, value in parts.items() if value})}"


@dataclass(frozen=True, slots=True)
class _Found:
    units: tuple[AuditUnit, ...]
    entries: tuple[AuditEntry, ...]
    people: tuple[tuple[bytes, str], ...]
    names: Names
    unread: int
    noted: bool


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """The newest rows of a unit's record, and what they may be narrowed to."""
    viewer, now = session.viewer, desk.now
    address, now_hour = AuditAddress.read(request.query_params, session.viewer.unit_id), hour_of(desk.now)

    def read(conn: Connection) -> _Found | None:
        entries = audit_reading.entries(conn, viewer, address.unit_id, address.wanted(PAGE_SIZE + 1))
        if entries is None:
            return None
        people = audit_reading.people(conn, viewer, address.unit_id)
        return _Found(
            audit_reading.readable_units(conn, viewer),
            entries,
            people,
            _names(conn, entries, people),
            tips.counts(conn, viewer, now_hour).unassigned if viewer.reads_tips else 0,
            audit_reading.reading_noted(conn, viewer, address.unit_id, now),
        )

    found = await desk.parts.database.read(read)
    if found is None:
        return not_found(desk, request, viewer)
    if not found.noted:
        await desk.parts.database.write(
            lambda conn: audit_reading.note_reading(conn, viewer, address.unit_id, now)
        )
    shown = found.entries[:PAGE_SIZE]
    return desk.pages.render(
        request,
        "audit.html",
        section="unit",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=found.unread,
        said=audit_texts,
        address=address,
        units=found.units,
        people=[(officer_id.hex(), name) for officer_id, name in found.people],
        lines=[line_of(entry, viewer, address.unit_id, found.names, now_hour) for entry in shown],
        older=shown[-1].ordinal if len(found.entries) > PAGE_SIZE else None,
        today=day_of(now).isoformat(),
    )


async def rows(desk: Desk, request: Request, session: Session) -> Response:
    """The same rows as data, for the file that the browser makes; at most 500 at once, `older` leads on."""
    viewer, now_hour = session.viewer, hour_of(desk.now)
    address = AuditAddress.read(request.query_params, session.viewer.unit_id)

    def read(conn: Connection) -> tuple[list[AuditLine], int | None] | None:
        entries = audit_reading.entries(conn, viewer, address.unit_id, address.wanted(MOST_ROWS))
        if entries is None:
            return None
        names = _names(conn, entries, audit_reading.people(conn, viewer, address.unit_id))
        lines = [line_of(entry, viewer, address.unit_id, names, now_hour) for entry in entries]
        return lines, entries[-1].ordinal if len(entries) == MOST_ROWS else None

    found = await desk.parts.database.read(read)
    if found is None:
        return refused("not_visible", 404)
    lines, older = found
    return JSONResponse(
        {
            "columns": audit_texts.EXPORTED_COLUMNS,
            "rows": [_exported(line, viewer) for line in lines],
            "older": older,
        }
    )


async def export(desk: Desk, request: Request, session: Session) -> Response:
    """Put on record that the viewer's browser makes a file of a unit's record, or prints anchors."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    unit_id, act = fields.text("unit", 64), _EXPORTED.get(fields.text("what", 20))
    if act is None:
        raise BadInput

    def write(conn: Connection) -> bool:
        if unit_id not in {unit.id for unit in audit_reading.readable_units(conn, viewer)}:
            return False
        record(conn, unit_id=viewer.unit_id, officer_id=viewer.officer_id, act=act, now=now, subject=unit_id)
        return True

    done = await desk.parts.database.write(write)
    return JSONResponse({"done": True}) if done else refused("not_visible", 404)


async def anchors(desk: Desk, request: Request, session: Session) -> Response:
    """The ends of the chains that the viewer may read, to be printed and kept elsewhere."""
    viewer, now = session.viewer, desk.now
    found, unread = await desk.parts.database.read(
        lambda conn: (
            audit_reading.anchors(conn, viewer, now),
            tips.counts(conn, viewer, hour_of(now)).unassigned if viewer.reads_tips else 0,
        )
    )
    return desk.pages.render(
        request,
        "audit_anchors.html",
        section="unit",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=unread,
        day=f"{day_of(now):%d/%m/%Y}",
        anchors=found,
    )


def _exported(line: AuditLine, viewer: Viewer) -> list[str]:
    shown = replace(line, who=viewer.name) if line.mine else line
    return [
        str(shown.ordinal),
        shown.full_time,
        shown.who,
        shown.act,
        shown.code,
        shown.subject,
        shown.detail,
        shown.hash,
    ]


def _names(conn: Connection, entries: tuple[AuditEntry, ...], people: tuple[tuple[bytes, str], ...]) -> Names:
    officers: Mapping[str, str] = {officer_id.hex(): name for officer_id, name in people}
    return Names(officers, audit_reading.unit_names(conn, entries))


def _day(typed: str) -> str:
    """A day as a field of the page sends it, or nothing."""
    try:
        return date.fromisoformat(typed).isoformat() if len(typed) == 10 else ""
    except ValueError:
        return ""
