"""What officers do with a campaign at the desk, each act as one command of storage; must never act twice or for another role."""

from collections.abc import Callable
from dataclasses import replace
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.campaigns import CampaignState, Picture
from sealing.secret_types import SecretText
from storage import campaigns
from storage.campaigns import Campaign
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.sessions import Session
from web.desk.campaign_inputs import PostedContent, content_of, posted_content
from web.desk.campaigns import made, no
from web.desk.inputs import BadInput, Fields, hex_id
from web.desk.sessions import Desk

_Command = Callable[[Connection, bytes], Done | Failure]


async def change(desk: Desk, request: Request, session: Session) -> Response:
    """Save what the editor holds; says whether an approval, or the wait for one, fell with it."""
    viewer, now, campaign_id = session.viewer, desk.now, _id(request)
    posted = await posted_content(request)

    def write(conn: Connection) -> tuple[CampaignState, Campaign] | Failure:
        before = campaigns.campaign(conn, viewer, campaign_id)
        if before is None:
            return Failure(FailureReason.NOT_VISIBLE)
        picture = _picture(conn, posted)
        topics = [key for key, _ in desk.parts.topics]
        content = content_of(posted, picture, before.content.doubt, topics, desk.parts.commune)
        if before.corrects is not None:
            # A correction goes to those who got the first one; its places are not for choosing.
            content = replace(content, audience=before.content.audience)
        changed = campaigns.change(conn, viewer, campaign_id, posted.version, content, now)
        return changed if isinstance(changed, Failure) else (before.state, changed)

    result = await desk.parts.database.write(write)
    if isinstance(result, Failure):
        return no(result.reason.value)
    before, after = result
    fell = before is not CampaignState.DRAFT and after.state is CampaignState.DRAFT
    return JSONResponse({"version": after.version, "fell_back": fell})


async def ask(desk: Desk, request: Request, session: Session) -> Response:
    """Hand a draft to a second person."""
    viewer, now = session.viewer, desk.now
    return await _done(desk, request, lambda conn, each: campaigns.ask_approval(conn, viewer, each, now))


async def approve(desk: Desk, request: Request, session: Session) -> Response:
    """Approve exactly the content whose hash the page showed."""
    viewer, now = session.viewer, desk.now
    shown = (await Fields.read(request)).bytes("hash", 32)
    return await _done(desk, request, lambda conn, each: campaigns.approve(conn, viewer, each, shown, now))


async def refuse(desk: Desk, request: Request, session: Session) -> Response:
    """Give it back with a remark."""
    viewer, now = session.viewer, desk.now
    note = (await Fields.read(request)).text("note", 500)
    return await _done(desk, request, lambda conn, each: campaigns.refuse(conn, viewer, each, note, now))


async def pause(desk: Desk, request: Request, session: Session) -> Response:
    """Stop sending until resumed."""
    viewer, now = session.viewer, desk.now
    return await _done(desk, request, lambda conn, each: campaigns.pause(conn, viewer, each, now))


async def resume(desk: Desk, request: Request, session: Session) -> Response:
    """Go on."""
    viewer, now = session.viewer, desk.now
    return await _done(desk, request, lambda conn, each: campaigns.resume(conn, viewer, each, now))


async def cancel(desk: Desk, request: Request, session: Session) -> Response:
    """End it for good."""
    viewer, now = session.viewer, desk.now
    return await _done(desk, request, lambda conn, each: campaigns.cancel(conn, viewer, each, now))


async def correct(desk: Desk, request: Request, session: Session) -> Response:
    """Begin a correction that has the first one's words to begin with."""
    viewer, now, campaign_id = session.viewer, desk.now, _id(request)

    def write(conn: Connection) -> Campaign | Failure:
        first = campaigns.campaign(conn, viewer, campaign_id)
        if first is None:
            return Failure(FailureReason.NOT_VISIBLE)
        return campaigns.correct(conn, viewer, campaign_id, first.content.words, now)

    return made(await desk.parts.database.write(write))


async def test(desk: Desk, request: Request, session: Session) -> Response:
    """Send the campaign as it stands to the viewer's own chat."""
    viewer, now = session.viewer, desk.now
    return await _done(desk, request, lambda conn, each: campaigns.send_test(conn, viewer, each, now))


async def test_link(desk: Desk, request: Request, session: Session) -> Response:
    """A link that ties the viewer's own chat for test sends; whoever opens it first within half an hour."""
    del request
    viewer, now, token = session.viewer, desk.now, SecretText(token_urlsafe(24))
    done = await desk.parts.database.write(lambda conn: campaigns.make_test_link(conn, viewer, token, now))
    if isinstance(done, Failure):
        return no(done.reason.value)
    bot, start = desk.parts.bot_name, f"t_{token.reveal()}"
    link = f"https://t.me/{bot}?start={start}" if bot else ""
    return JSONResponse({"link": link, "command": f"/start {start}"})


def _id(request: Request) -> bytes:
    return hex_id(request.path_params["campaign"]) or b""


def _picture(conn: Connection, posted: PostedContent) -> Picture | None:
    if posted.picture is None:
        return None
    stored = campaigns.picture(conn, bytes.fromhex(posted.picture))
    if stored is None:
        raise BadInput
    return stored.picture


async def _done(desk: Desk, request: Request, command: _Command) -> Response:
    campaign_id = _id(request)
    result = await desk.parts.database.write(lambda conn: command(conn, campaign_id))
    return no(result.reason.value) if isinstance(result, Failure) else JSONResponse({"done": True})
