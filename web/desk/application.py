"""Puts the desk together: addresses, fences, errors; must never log an address or answer with a stack."""

from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from domain.permissions import Action
from storage.sessions import Session
from web.desk import (
    campaign_acts,
    campaign_files,
    campaigns,
    posters,
    queue,
    tip,
    tip_status,
    words,
)
from web.desk.attention import attention_routes
from web.desk.audit_routes import audit_routes
from web.desk.case_routes import case_routes
from web.desk.chat_link import chat_link_routes
from web.desk.deleting import deletion_routes
from web.desk.guard import Guard
from web.desk.help_page import help_routes
from web.desk.inputs import BadInput, refused
from web.desk.keys_routes import keys_routes
from web.desk.pages import Pages
from web.desk.parts import DeskParts
from web.desk.people_routes import people_routes
from web.desk.place_names import place_name_routes
from web.desk.queue_routes import workplace_routes
from web.desk.route_rules import Rule, Touches, declare
from web.desk.sessions import Desk, SignedIn, allowed, signed_in
from web.desk.static_files import BuiltFiles
from web.desk.system import system_routes
from web.desk.tip_search import search_routes

_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0C6552"/>'
    '<path d="M16 6l8 3v6c0 5-3.4 8.7-8 11-4.6-2.3-8-6-8-11V9z" fill="none" stroke="#fff" stroke-width="2"/>'
    '<path d="M12 16l3 3 5-6" fill="none" stroke="#fff" stroke-width="2"/></svg>'
)


def create_desk(parts: DeskParts) -> Starlette:
    """The police desk as an ASGI application, on an origin of its own."""
    desk = Desk(
        parts, Pages(parts.static_dir, parts.deployment_id, parts.root_public_key, training=parts.training)
    )

    routes = [
        Route("/", signed_in(desk, home)),
        Route("/changes", allowed(desk, Action.READ_TIPS, queue.changes, idle=True)),
        Route(
            "/held/open",
            allowed(desk, Action.WORK_ON_TIPS, queue.open_held, touches=Touches.OWN),
            methods=["POST"],
        ),
        Route("/tips/{tip}", allowed(desk, Action.READ_TIPS, tip.page)),
        Route("/tips/{tip}/parts/{role}/{number:int}", allowed(desk, Action.READ_TIPS, tip.part)),
        Route("/tips/{tip}/viewed", allowed(desk, Action.READ_TIPS, tip.viewed), methods=["POST"]),
        Route("/tips/{tip}/status", allowed(desk, Action.WORK_ON_TIPS, tip_status.status), methods=["POST"]),
        *(
            Route(
                f"/tips/{{tip}}/duties/{{duty}}{end}",
                allowed(desk, Action.WORK_ON_TIPS, note),
                methods=["POST"],
            )
            for end, note in tip_status.DUTY_NOTES.items()
        ),
        Route("/tips/{tip}/replies", allowed(desk, Action.WORK_ON_TIPS, words.reply), methods=["POST"]),
        Route("/tips/{tip}/notes", allowed(desk, Action.WORK_ON_TIPS, words.note), methods=["POST"]),
        Route("/unit/posters/{commune}.pdf", allowed(desk, Action.PRINT_POSTERS, posters.pdf)),
        *workplace_routes(desk),
        *_campaign_routes(desk),
        *case_routes(desk),
        *people_routes(desk),
        *audit_routes(desk),
        *keys_routes(desk),
        *search_routes(desk),
        *help_routes(desk),
        *chat_link_routes(desk),
        *attention_routes(desk),
        *system_routes(desk),
        *deletion_routes(desk),
        *place_name_routes(desk),
        Route("/icon.svg", declare(_icon, Rule(open=True))),
        Route("/health", declare(_health, Rule(open=True))),
        Mount("/static", BuiltFiles(directory=parts.static_dir)),
    ]
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(Guard, origin=parts.desk_origin, frame_ancestors=tuple(parts.frame_ancestors))
        ],
        exception_handlers={
            BadInput: _bad_input,
            404: partial(_missing, desk),
            405: partial(_missing, desk),
            500: partial(_broken, desk),
        },
    )


def _campaign_routes(desk: Desk) -> list[Route]:
    see, write, steer = Action.SEE_CAMPAIGNS, Action.WRITE_CAMPAIGNS, Action.STEER_CAMPAIGNS
    judge, test = Action.APPROVE_CAMPAIGNS, Action.TEST_CAMPAIGNS
    acts: dict[str, tuple[Action, SignedIn]] = {
        "change": (write, campaign_acts.change),
        "picture": (write, campaign_files.upload),
        "ask": (write, campaign_acts.ask),
        "correct": (write, campaign_acts.correct),
        "approve": (judge, campaign_acts.approve),
        "refuse": (judge, campaign_acts.refuse),
        "pause": (steer, campaign_acts.pause),
        "resume": (steer, campaign_acts.resume),
        "cancel": (steer, campaign_acts.cancel),
        "test": (test, campaign_acts.test),
    }
    one = "/campaigns/{campaign}"
    return [
        Route("/campaigns", allowed(desk, see, campaigns.page_list)),
        Route("/campaigns", allowed(desk, write, campaigns.create, touches=Touches.OWN), methods=["POST"]),
        Route("/campaigns/now", allowed(desk, see, campaigns.page_list, idle=True)),
        Route(
            "/campaigns/test-link",
            allowed(desk, test, campaign_acts.test_link, touches=Touches.OWN),
            methods=["POST"],
        ),
        Route(one, allowed(desk, see, campaigns.page)),
        Route(f"{one}/now", allowed(desk, see, campaigns.page, idle=True)),
        Route(f"{one}/picture", allowed(desk, see, campaign_files.picture)),
        Route(f"{one}/sheet.pdf", allowed(desk, see, campaign_files.sheet)),
        *(
            Route(f"{one}/{name}", allowed(desk, action, handler), methods=["POST"])
            for name, (action, handler) in acts.items()
        ),
    ]


async def home(desk: Desk, request: Request, session: Session) -> Response:
    """The queue; for those who work on warnings only, the campaigns; for an administrator, the province."""
    if session.viewer.may(Action.READ_TIPS):
        return await queue.page(desk, request, session)
    if session.viewer.may(Action.CERTIFY_KEYS):
        return RedirectResponse("/province", status_code=303)
    return RedirectResponse("/campaigns", status_code=303)


async def _icon(request: Request) -> Response:
    del request
    return Response(_MARK, media_type="image/svg+xml")


async def _health(request: Request) -> Response:
    del request
    return JSONResponse({"ok": True})


async def _bad_input(request: Request, error: Exception) -> Response:
    del request, error
    return refused("bad", 400)


async def _missing(desk: Desk, request: Request, error: Exception) -> Response:
    del error
    if "text/html" in request.headers.get("accept", ""):
        return desk.pages.render(request, "not_found.html", status=404)
    return refused("not_visible", 404)


async def _broken(desk: Desk, request: Request, error: Exception) -> Response:
    del error
    if "text/html" in request.headers.get("accept", ""):
        return desk.pages.render(request, "error.html", status=500)
    return JSONResponse({"error": "Máy chủ gặp lỗi. Thử lại sau ít phút."}, status_code=500)
