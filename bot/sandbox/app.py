"""Puts the sandbox together: Bot API, residents' API, phone and demo page; it builds nothing when imported."""

import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.bot_api import BotApi, BotApiRoute
from bot.sandbox.landing import Landing
from bot.sandbox.loopback_guard import LoopbackGuard
from bot.sandbox.rates import RateRule
from bot.sandbox.resident_api import ResidentApi
from bot.sandbox.world import World


def create_sandbox(
    tokens: Iterable[str] | Mapping[str, str],
    static_dir: Path,
    landing: Mapping[str, Any] | None = None,
    *,
    check: bool = True,
    rate_per_second: int | None = None,
    one_a_second_in_a_chat: bool = False,
    clock: Callable[[], float] = time.time,
) -> Starlette:
    """The sandbox as one Starlette app.

    `tokens`: the bots that exist, the first one is the residents' (a mapping gives each a display name).
    `static_dir`: the browser build (`web/static/build`). `landing`: see `Landing`; None shows the phone alone.
    `check=False` leaves out the schema check (for benches). `rate_per_second`, `one_a_second_in_a_chat`: answer 429 to more
    messages than that; None and False let everything through. `clock`: seconds since 1970.
    The app's `state.world` is its `World`, `state.bot_api` its `BotApi`.
    """
    names = dict(tokens) if isinstance(tokens, Mapping) else dict.fromkeys(tokens, "Tin Báo")
    bots = {
        token: (name, "tinbao_thu_bot" if number == 0 else f"tinbao_thu_{number}_bot")
        for number, (token, name) in enumerate(names.items())
    }
    world = World(bots, clock)
    if rate_per_second is not None or one_a_second_in_a_chat:
        for bot in world.bots.values():
            bot.rate = RateRule(rate_per_second, one_a_second_in_a_chat=one_a_second_in_a_chat)
    api = BotApi(world, check=check)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None, None]:
        yield
        await api.stop()

    routes: list[BaseRoute] = [
        BotApiRoute(api),
        Route("/sandbox/ready", _ready, methods=["GET"]),
        Route("/favicon.ico", _no_sign, methods=["GET"]),
        *Landing(static_dir, landing).routes(),
        *ResidentApi(world).routes(),
        Mount("/static", StaticFiles(directory=static_dir, check_dir=False)),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(LoopbackGuard)], lifespan=lifespan)
    app.state.world = world
    app.state.bot_api = api
    return app


async def _ready(_request: Request) -> Response:
    return JSONResponse({"ready": True})


async def _no_sign(_request: Request) -> Response:
    return Response(status_code=204)
