"""The campaign pages: list, editor, approval, report; must never let a page decide what a role may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.campaigns import ENDED, Audience, CampaignContent, CampaignState, Words, may_change
from domain.hours import day_of, hour_of
from domain.permissions import Action
from domain.subscriptions import Place
from storage import campaigns, tips
from storage.campaigns import AudienceCount, Campaign, CampaignEvent, CampaignReport, TestSend
from storage.engine import Connection
from storage.failures import Failure
from storage.sessions import Session
from storage.units import communes_of
from storage.viewer import Viewer
from web.desk import campaign_facts, campaign_report, campaign_texts, texts
from web.desk.campaign_preview import previews
from web.desk.campaign_times import SCHEDULE_KIND, coming, schedule_fields, schedule_text
from web.desk.inputs import base64_text, hex_id
from web.desk.sessions import Desk, not_found
from web.desk.times import minute_text

ENDED_STATES = tuple(state for state in CampaignState if state in ENDED)


@dataclass(frozen=True, slots=True)
class _Read:
    """One reading of the database for a campaign's page."""

    found: Campaign
    first: Campaign | None
    events: tuple[CampaignEvent, ...]
    test: TestSend | None
    count: AudienceCount
    report: CampaignReport | None
    wrote: bool
    correction: bytes | None
    frame: Mapping[str, Any]


async def page_list(desk: Desk, request: Request, session: Session) -> Response:
    """The campaigns of the viewer's reach, in hand or over."""
    viewer, now_hour = session.viewer, hour_of(desk.now)
    tab = "ended" if request.query_params.get("tab") == "ended" else "open"
    states = ENDED_STATES if tab == "ended" else campaign_texts.OPEN_STATES

    def read(conn: Connection) -> tuple[tuple[Campaign, ...], Mapping[str, Any]]:
        return campaigns.campaign_list(conn, viewer, states=states), _frame(desk, conn, session)

    found, frame = await desk.parts.database.read(read)
    rows = [
        {
            "id": each.id.hex(),
            "title": campaign_facts.title_of(each),
            "state": each.state.value,
            "urgent": each.content.kind.value == "urgent",
            "correction": each.corrects is not None,
            "unit": "" if each.unit_id == viewer.unit_id else each.unit_name,
            "audience": campaign_facts.audience_text(desk.parts, each),
            "when": schedule_text(each.content.schedule),
            "author": each.author,
            "changed": minute_text(each.changed_minute, now_hour),
        }
        for each in found
    ]
    return desk.pages.render(
        request,
        "campaigns.html",
        **frame,
        tab=tab,
        rows=rows,
        may_write=viewer.may(Action.WRITE_CAMPAIGNS),
    )


async def create(desk: Desk, request: Request, session: Session) -> Response:
    """Begin an empty draft for the communes that the own unit serves."""
    del request
    viewer, now = session.viewer, desk.now

    def begin(conn: Connection) -> Campaign | Failure:
        served = (desk.parts.commune(code) for code in communes_of(conn, viewer.unit_id, day_of(now)))
        places = tuple(Place(each.province_code, each.code) for each in served if each is not None)
        content = CampaignContent(words={"vi": Words("", "")}, audience=Audience(places))
        return campaigns.create(conn, viewer, content, now)

    return made(await desk.parts.database.write(begin))


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """One campaign: to write it, to judge it, or to see what became of it."""
    viewer, campaign_id = session.viewer, hex_id(request.path_params["campaign"])

    def read(conn: Connection) -> _Read | None:
        found = campaigns.campaign(conn, viewer, campaign_id) if campaign_id else None
        if found is None:
            return None
        return _Read(
            found,
            campaigns.campaign(conn, viewer, found.corrects) if found.corrects else None,
            campaigns.history(conn, viewer, found.id),
            campaigns.last_test(conn, viewer, found.id),
            campaigns.count_audience(conn, found.content.audience, found.corrects),
            campaigns.report(conn, viewer, found.id) if found.runs else None,
            campaigns.has_written(conn, found.id, viewer.officer_id),
            campaigns.correction_of(conn, found.id),
            _frame(desk, conn, session),
        )

    seen = await desk.parts.database.read(read)
    if seen is None:
        return not_found(desk, request, viewer)
    acts = acts_of(viewer, seen.found, wrote=seen.wrote, corrected=seen.correction is not None)
    editing = acts["edit"] and ("edit" in request.query_params or seen.found.state is CampaignState.DRAFT)
    name = "campaign_editor.html" if editing else "campaign.html"
    return desk.pages.render(request, name, **seen.frame, **_facts(desk, seen, acts, editing=editing))


def acts_of(viewer: Viewer, found: Campaign, *, wrote: bool, corrected: bool) -> Mapping[str, bool]:
    """Which acts this page offers to this viewer; the commands ask again."""
    own = found.unit_id == viewer.unit_id
    steers = viewer.may(Action.STEER_CAMPAIGNS, own_unit=own)
    writes = viewer.may(Action.WRITE_CAMPAIGNS, own_unit=own)
    waits = found.state is CampaignState.AWAITING_APPROVAL
    judges = viewer.may(Action.APPROVE_CAMPAIGNS, own_unit=own) and waits
    return {
        "edit": writes and may_change(found.state) and found.runs == 0,
        "ask": writes and found.state is CampaignState.DRAFT,
        "test": viewer.may(Action.TEST_CAMPAIGNS, own_unit=own) and found.state not in ENDED,
        "judge": judges and not wrote,
        "own_work": judges and wrote,
        "pause": steers and found.state in {CampaignState.SCHEDULED, CampaignState.RUNNING},
        "resume": steers and found.state is CampaignState.PAUSED and not corrected,
        "cancel": steers and found.state not in ENDED,
        "correct": writes and found.runs > 0,
    }


def _facts(desk: Desk, seen: _Read, acts: Mapping[str, bool], *, editing: bool) -> dict[str, Any]:
    found, now, parts = seen.found, desk.now, desk.parts
    correction = found.corrects is not None
    content = found.content
    refused = next((event for event in reversed(seen.events) if event.kind in {"refused", "asked"}), None)
    facts = {
        "id": found.id.hex(),
        "version": found.version,
        "heading": campaign_facts.title_of(found),
        "state": found.state.value,
        "unit_of": found.unit_name,
        "urgent_reason": content.urgent_reason,
        "urgent": content.kind.value == "urgent",
        "correction": correction,
        "first_title": campaign_facts.title_of(seen.first) if seen.first else "",
        "first_id": seen.first.id.hex() if seen.first else "",
        "corrected_by": seen.correction.hex() if seen.correction else "",
        "hash": base64_text(found.content_hash),
        "acts": acts,
        "previews": previews(content, parts.frames, is_correction=correction),
        "steps": campaign_facts.steps(found, seen.events, seen.test, now),
        "testing": seen.test is not None and seen.test.state in {"queued", "sending"},
        "total": seen.count.total,
        "total_text": campaign_texts.people(seen.count.total),
        "channels": campaign_facts.channels_text(seen.count),
        "places": campaign_facts.place_names(parts, content.audience),
        "topics_text": ", ".join(name for key, name in parts.topics if key in content.audience.topics)
        or "Mọi chủ đề",
        "languages_text": ", ".join(campaign_texts.LANGUAGE[code] for code in content.audience.languages)
        or "Mọi ngôn ngữ",
        "when": schedule_text(content.schedule),
        "coming": coming(content.schedule, now),
        "speed": campaign_facts.speed_text(seen.count.total, parts.broadcast_rate),
        "valid_hours": content.valid_hours,
        "refused": refused.note if refused and refused.kind == "refused" else "",
        "refused_by": refused.officer if refused and refused.kind == "refused" else "",
        "history": campaign_facts.history_lines(seen.events, now),
        "has_picture": content.picture is not None,
        "sheet": _sheet(desk, found),
        "report": campaign_report.facts(desk, seen.report) if seen.report else None,
    }
    if editing:
        facts |= _fields(desk, found, seen.count.total)
    return facts


def _fields(desk: Desk, found: Campaign, total: int) -> dict[str, Any]:
    """What the editor's fields hold, and what may be chosen."""
    content, parts = found.content, desk.parts
    province = found.province_code
    whole = parts.province(province)
    return {
        "content": content,
        "fields": schedule_fields(content.schedule, desk.now),
        "schedule_kinds": SCHEDULE_KIND,
        "frames": {language: dict(frame) for language, frame in parts.frames.items()},
        "topics": parts.topics,
        "province": province,
        "province_name": f"Cả {whole.in_sentence}" if whole else province,
        "communes": [(each.code, each.title) for each in parts.communes_of(province)],
        "remarks_by": campaign_facts.remarks(
            content, desk.now, total, is_correction=found.corrects is not None
        ),
    }


def _sheet(desk: Desk, found: Campaign) -> Mapping[str, str]:
    whole = desk.parts.province(found.province_code)
    return {
        "unit": found.unit_name,
        "day": f"{whole.name if whole else ''}, {campaign_facts.today_text(desk.now)}",
        "bot": f"t.me/{desk.parts.bot_name}" if desk.parts.bot_name else "",
        "code": _code(f"https://t.me/{desk.parts.bot_name}") if desk.parts.bot_name else "",
    }


def _code(link: str) -> Markup:
    """A link as a QR code, drawn by us from our own link: nothing of it comes from a person."""
    return Markup(segno.make(link, error="m").svg_inline(border=0, omitsize=True))  # noqa: S704


def _frame(desk: Desk, conn: Connection, session: Session) -> dict[str, Any]:
    """What every campaign page shows around its own matter."""
    viewer, now = session.viewer, desk.now
    unread = tips.counts(conn, viewer, hour_of(now)).unassigned if viewer.reads_tips else 0
    bars = tuple(
        campaign_facts.bar(
            found,
            run,
            desk.parts.broadcast_rate,
            now,
            may_steer=viewer.may(Action.STEER_CAMPAIGNS, own_unit=found.unit_id == viewer.unit_id),
            corrected=campaigns.correction_of(conn, found.id) is not None,
        )
        for found, run in campaigns.running(conn, viewer)
    )
    return {
        "section": "campaigns",
        "viewer": viewer,
        "unit_name": session.unit_name,
        "role_name": texts.role_name(viewer.role, session.unit_name),
        "unread": unread,
        "waiting": campaigns.awaiting_approval(conn, viewer) if viewer.may(Action.APPROVE_CAMPAIGNS) else 0,
        "bars": bars,
        "said": campaign_texts,
    }


def made(result: Campaign | Failure) -> JSONResponse:
    """Where the new campaign is, or why there is none."""
    if isinstance(result, Failure):
        return no(result.reason.value)
    return JSONResponse({"campaign": result.id.hex()})


def no(reason: str, status: int = 409) -> JSONResponse:
    """An ordinary no in one sentence."""
    code = 404 if reason == "not_visible" else status
    return JSONResponse({"error": campaign_texts.refusal(reason), "reason": reason}, status_code=code)
