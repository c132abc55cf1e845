"""Reads the whole body of a request, within a time; must never wait without an end for somebody who sends nothing.

How much it may be has been seen to before (`web/desk/guard.py`): the length is declared, and the server takes no byte more.
"""

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from web.desk.inputs import refused

SAFE_METHODS = frozenset({"GET", "HEAD"})
"""They carry no body that anybody reads."""
BODY_SECONDS = 600
"""For who is signed in: a sealed file of 20 MB on a line of 40 kB/s. It ends well before an idle session does."""
STRANGER_BODY_SECONDS = 60
"""For anybody: what is posted there has some kB, and a slow line has time for all that the guard lets through."""


async def body_came(request: Request, seconds: float) -> bool:
    """Whether all of the body came in time; it stays with the request, for whoever reads it next. Who hangs up sent nothing."""
    if request.method in SAFE_METHODS:
        return True
    try:
        async with asyncio.timeout(seconds):
            await request.body()
    except (TimeoutError, ClientDisconnect):
        return False
    return True


def body_too_slow() -> JSONResponse:
    """408, and the connection ends: the rest of that body would be taken for the next request."""
    answer = refused("body_slow", 408)
    answer.headers["connection"] = "close"
    return answer
