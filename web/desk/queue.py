"""The queue's page and its stream of changes: metadata only; must never show, count or reveal another queue's tips."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.hours import hour_of
from storage import assigning, attention, presence, saved_views, tips
from storage.attention import Attention
from storage.engine import Connection
from storage.errors import BadCursor
from storage.moments import minute_of
from storage.queue_page import OVERDUE_COUNTED, Counts, QueuePage
from storage.saved_views import SavedView
from storage.sessions import Session
from storage.viewer import Viewer
from web.desk import queue_texts, texts
from web.desk.attention import lines_of
from web.desk.inputs import refused
from web.desk.queue_address import Address
from web.desk.queue_lines import in_groups, in_one
from web.desk.sessions import Desk
from web.desk.times import minute_text

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class _Found:
    page: QueuePage
    counts: Counts
    lengths: Mapping[str, int]
    officers: Mapping[str, str]
    open_now: Mapping[bytes, tuple[str, ...]]
    views: tuple[SavedView, ...]
    attention: Attention


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """The queue as one page of rows, what is due first on top unless another order was chosen."""
    address, viewer, now = Address(request.query_params), session.viewer, desk.now
    now_hour = hour_of(now)

    def read(conn: Connection) -> _Found:
        wanted = address.queue_filter()
        try:
            rows = tips.queue_page(conn, viewer, wanted, address.after, PAGE_SIZE, now_hour=now_hour)
        except BadCursor:
            rows = tips.queue_page(conn, viewer, wanted, None, PAGE_SIZE, now_hour=now_hour)
        return _Found(
            page=rows,
            counts=tips.counts(conn, viewer, now_hour),
            lengths=_lengths(conn, viewer, address, now_hour) if address.filtered else {},
            officers=assigning.readers(conn, viewer),
            open_now=presence.open_now(conn, viewer, now),
            views=saved_views.saved_views(conn, viewer),
            attention=attention.attention(conn, viewer),
        )

    found = await desk.parts.database.read(read)
    shown = found.page
    groups = (
        in_groups(
            shown.rows,
            viewer.officer_id,
            now_hour,
            found.open_now,
            more_before=address.after is not None,
            more_behind=shown.after is not None,
        )
        if address.grouped
        else in_one(shown.rows, viewer.officer_id, now_hour, found.open_now)
    )
    return desk.pages.render(
        request,
        "queue.html",
        section="queue",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=found.counts.unassigned,
        address=address,
        groups=groups,
        count=len(shown.rows),
        after=shown.after,
        counts=tab_counts(found.counts) | {tab: counted(length) for tab, length in found.lengths.items()},
        held=found.counts.held,
        last=found.counts.last_change,
        empty=texts.EMPTY["filtered" if address.filtered else address.tab],
        officers={viewer.officer_id.hex(): "Tôi"}
        | {key: name for key, name in found.officers.items() if key != viewer.officer_id.hex()},
        sorts=_sorts(address),
        views=found.views,
        attention=lines_of(found.attention, viewer, now_hour),
        read_at=minute_text(minute_of(now), now_hour),
    )


async def changes(desk: Desk, request: Request, session: Session) -> Response:
    """What moved in this queue since a number, and which tips colleagues have open: ids, kinds and officers' names."""
    since = request.query_params.get("since", "")
    if not since.isdecimal() or len(since) > 15:
        return refused("bad", 400)
    viewer, now = session.viewer, desk.now
    found, open_now = await desk.parts.database.read(
        lambda conn: (tips.changes_since(conn, viewer, int(since)), presence.open_now(conn, viewer, now))
    )
    return JSONResponse(
        {
            "last": found.last,
            "gap": found.gap,
            "changes": [
                {"seq": change.seq, "tip": change.tip_id.hex(), "kind": change.kind}
                for change in found.changes
            ],
            "open": {tip_id.hex(): list(names) for tip_id, names in open_now.items()},
        }
    )


async def open_held(desk: Desk, request: Request, session: Session) -> Response:
    """Bring what waits in the held lane into the queue."""
    del request
    viewer, now = session.viewer, desk.now
    moved = await desk.parts.database.write(lambda conn: tips.open_held_lane(conn, viewer, now))
    return JSONResponse({"done": True, "moved": moved})


def tab_counts(counts: Counts) -> dict[str, str]:
    """The numbers beside the tabs, with a point for thousands."""
    return {
        "open": grouped_number(counts.open),
        "mine": grouped_number(counts.mine),
        "unclaimed": grouped_number(counts.unassigned),
        "overdue": counted(counts.overdue + counts.overdue_capped),
        "closed": grouped_number(counts.closed),
        "held": grouped_number(counts.held),
    }


def counted(length: int) -> str:
    """A number that isn't counted to its end: `hơn 1.000`."""
    most = grouped_number(OVERDUE_COUNTED)
    return f"hơn {most}" if length > OVERDUE_COUNTED else grouped_number(length)


def grouped_number(value: int) -> str:
    """`2.418`: Vietnamese numbers have a point between thousands."""
    return f"{value:,}".replace(",", ".")


def _lengths(conn: Connection, viewer: Viewer, address: Address, now_hour: int) -> Mapping[str, int]:
    """With a filter every tab shows how long its list is with that filter, as it will be when it is opened."""
    return {tab: tips.list_length(conn, viewer, address.queue_filter(tab), now_hour) for tab in texts.TABS}


def _sorts(address: Address) -> Mapping[str, str]:
    if address.tab == "closed":
        return {**queue_texts.SORTS, "due": queue_texts.SORT_ENDED}
    return queue_texts.SORTS
