"""The page on which an officer links an own chat to the officers' bot, and unlinks it; must never show whose chat it is, nor a code twice."""

from datetime import UTC, datetime
from secrets import choice

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.hours import hour_of
from domain.permissions import Action
from sealing.secret_types import SecretText
from storage import officer_chats, tips
from storage.engine import Connection
from storage.failures import Failure
from storage.officer_chats import CODE_MINUTES, OwnChat
from storage.sessions import Session
from web.desk import chat_link_texts, texts
from web.desk.inputs import outcome
from web.desk.route_rules import Touches
from web.desk.sessions import Desk, allowed
from web.desk.times import minute_text

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U (Crockford's base 32): what is read from a screen is typed right."""
CODE_LENGTH = 10
"""50 bits, good for ten minutes and one use: nobody guesses it within the platform's rates."""


def chat_link_routes(desk: Desk) -> list[Route]:
    """Every address of this room."""
    own, link = Touches.OWN, Action.LINK_CHAT
    return [
        Route("/my-chat", allowed(desk, link, page)),
        Route("/my-chat/code", allowed(desk, link, make_code, touches=own), methods=["POST"]),
        Route("/my-chat/unlink", allowed(desk, link, unlink, touches=own), methods=["POST"]),
    ]


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """Whether a chat is linked, and how to link one."""
    viewer, now_hour = session.viewer, hour_of(desk.now)

    def read(conn: Connection) -> tuple[OwnChat | None, int]:
        unread = tips.counts(conn, viewer, now_hour).unassigned if viewer.reads_tips else 0
        return officer_chats.own_chat(conn, viewer), unread

    chat, unread = await desk.parts.database.read(read)
    return desk.pages.render(
        request,
        "chat_link.html",
        section="",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=unread,
        said=chat_link_texts,
        chat=chat,
        since=minute_text(chat.since_minute, now_hour) if chat is not None else "",
        bot=desk.parts.has_officers_bot,
    )


async def make_code(desk: Desk, request: Request, session: Session) -> Response:
    """A fresh code, shown once: whoever types it to the bot first within ten minutes has this officer's notices."""
    del request
    viewer, now = session.viewer, desk.now
    code = "".join(choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    done = await desk.parts.database.write(
        lambda conn: officer_chats.make_code(conn, viewer, SecretText(code), now)
    )
    if isinstance(done, Failure):
        return outcome(done)
    bot = desk.parts.officers_bot_name
    link = f"https://t.me/{bot}?start={code}" if bot else ""
    ends = datetime.fromtimestamp(int(now.timestamp()) // 60 * 60 + CODE_MINUTES * 60, UTC)
    return JSONResponse(
        {
            "code": f"{code[:5]} {code[5:]}",
            "link": link,
            "bot": bot,
            "squares": squares(link) if link else [],
            "until": minute_text(int(ends.timestamp()) // 60, hour_of(now)),
        }
    )


async def unlink(desk: Desk, request: Request, session: Session) -> Response:
    """Forget the viewer's chat."""
    del request
    viewer, now = session.viewer, desk.now
    await desk.parts.database.write(lambda conn: officer_chats.unlink_own(conn, viewer, now))
    return JSONResponse({"done": True})


def squares(link: str) -> list[str]:
    """A QR code as rows of 0 and 1, which the page draws."""
    return ["".join("1" if dark else "0" for dark in row) for row in segno.make(link).matrix]
