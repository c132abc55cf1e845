"""The queue's page and its stream of changes: metadata only; must never show, count or reveal another queue's tips."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.categories import CATEGORIES
from domain.hours import hour_of
from domain.tips import TipStatus, When
from storage import tips
from storage.engine import Connection
from storage.errors import BadCursor
from storage.queue_page import Counts, QueueFilter, QueuePage, QueueView
from storage.sessions import Session
from web.desk import texts
from web.desk.inputs import refused
from web.desk.queue_lines import in_groups, in_one
from web.desk.sessions import Desk

PAGE_SIZE = 50
_TAB_FILTERS: Mapping[str, QueueFilter] = {
    "open": QueueFilter(),
    "mine": QueueFilter(mine=True),
    "unclaimed": QueueFilter(unassigned=True),
    "overdue": QueueFilter(overdue=True),
    "closed": QueueFilter(view=QueueView.CLOSED),
    "held": QueueFilter(view=QueueView.HELD),
}
_UNGROUPED = frozenset({"closed", "held"})


class Address:
    """The part of the queue's address that chooses rows; anything unknown in it is left out."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.tab = query.get("tab", "open") if query.get("tab") in _TAB_FILTERS else "open"
        self.status = _among(query.get("status"), TipStatus)
        self.category = query.get("category") if query.get("category") in CATEGORIES else None
        self.when = _among(query.get("when"), When)
        self.after = query.get("after")

    @property
    def filtered(self) -> bool:
        """Whether any of the drop-downs is set."""
        return bool(self.status or self.category or self.when)

    def queue_filter(self) -> QueueFilter:
        """What storage is asked for."""
        tab = _TAB_FILTERS[self.tab]
        return QueueFilter(
            view=tab.view,
            status=TipStatus(self.status) if self.status else None,
            category=self.category,
            when=When(self.when) if self.when else None,
            overdue=tab.overdue,
            mine=tab.mine,
            unassigned=tab.unassigned,
        )

    def link(self, **changes: str | None) -> str:
        """This address with some values changed; the page mark falls away unless it is one of them."""
        values = {
            "tab": None if self.tab == "open" else self.tab,
            "status": self.status,
            "category": self.category,
            "when": self.when,
            **changes,
        }
        if values.get("tab") == "open":
            values["tab"] = None
        query = urlencode({name: value for name, value in values.items() if value})
        return f"/?{query}" if query else "/"


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """The queue as one page of rows, what is due first on top."""
    address, viewer = Address(request.query_params), session.viewer
    now_hour = hour_of(desk.now)

    def read(conn: Connection) -> tuple[QueuePage, Counts]:
        try:
            rows = tips.queue_page(
                conn, viewer, address.queue_filter(), address.after, PAGE_SIZE, now_hour=now_hour
            )
        except BadCursor:
            rows = tips.queue_page(conn, viewer, address.queue_filter(), None, PAGE_SIZE, now_hour=now_hour)
        return rows, tips.counts(conn, viewer, now_hour)

    rows, counts = await desk.parts.database.read(read)
    grouped = in_one if address.tab in _UNGROUPED else in_groups
    return desk.pages.render(
        request,
        "queue.html",
        section="queue",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=counts.unassigned,
        address=address,
        groups=grouped(rows.rows, viewer.officer_id, now_hour),
        count=len(rows.rows),
        after=rows.after,
        counts=tab_counts(counts),
        held=counts.held,
        last=counts.last_change,
        empty=texts.EMPTY["filtered" if address.filtered else address.tab],
    )


async def changes(desk: Desk, request: Request, session: Session) -> Response:
    """What moved in this queue since a number: ids and kinds, for the page to fetch what it shows."""
    since = request.query_params.get("since", "")
    if not since.isdecimal() or len(since) > 15:
        return refused("bad", 400)
    viewer = session.viewer
    found = await desk.parts.database.read(lambda conn: tips.changes_since(conn, viewer, int(since)))
    return JSONResponse(
        {
            "last": found.last,
            "gap": found.gap,
            "changes": [
                {"seq": change.seq, "tip": change.tip_id.hex(), "kind": change.kind}
                for change in found.changes
            ],
        }
    )


async def open_held(desk: Desk, request: Request, session: Session) -> Response:
    """Bring what waits in the held lane into the queue."""
    del request
    viewer, now = session.viewer, desk.now
    moved = await desk.parts.database.write(lambda conn: tips.open_held_lane(conn, viewer, now))
    return JSONResponse({"done": True, "moved": moved})


def tab_counts(counts: Counts) -> Mapping[str, str]:
    """The numbers beside the tabs, with a point for thousands."""
    overdue = "hơn 1.000" if counts.overdue_capped else grouped_number(counts.overdue)
    return {
        "open": grouped_number(counts.open),
        "mine": grouped_number(counts.mine),
        "unclaimed": grouped_number(counts.unassigned),
        "overdue": overdue,
        "closed": grouped_number(counts.closed),
        "held": grouped_number(counts.held),
    }


def grouped_number(value: int) -> str:
    """`2.418`: Vietnamese numbers have a point between thousands."""
    return f"{value:,}".replace(",", ".")


def _among(value: str | None, values: type[TipStatus] | type[When]) -> str | None:
    return value if value in {member.value for member in values} else None
