"""The phone's own JSON API under `/sandbox/`; it serves this machine only and never another origin's page."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.faults import OF_REQUESTS, Fault, FaultKind
from bot.sandbox.refusals import RefusedError, bad_request
from bot.sandbox.request_reading import Upload, read_multipart
from bot.sandbox.resident_messages import Phone, SentFile, add_to_group
from bot.sandbox.voice_notes import VOICE_MIME, as_ogg
from bot.sandbox.world import SandboxBot, World

LONGEST_WAIT_SECONDS = 25.0

Action = Callable[[Phone, dict[str, Any]], Any]


class ResidentApi:
    """Routes for residents, groups, faults and the clock of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Every route under `/sandbox/`."""
        person = "/sandbox/residents/{resident_id:int}"
        return [
            Route("/sandbox/residents", _spoken(self._arrive), methods=["POST"]),
            Route(person, _spoken(self._look), methods=["GET"]),
            Route(f"{person}/events", _spoken(self._events), methods=["GET"]),
            Route(f"{person}/files", _spoken(self._send_files), methods=["POST"]),
            Route(f"{person}/{{act}}", _spoken(self._act), methods=["POST"]),
            Route("/sandbox/files/{unique_id}", self._file, methods=["GET"]),
            Route("/sandbox/groups", _spoken(self._add_group), methods=["POST"]),
            Route("/sandbox/groups/{chat_id}", _spoken(self._group), methods=["GET"]),
            Route("/sandbox/faults", _spoken(self._order_fault), methods=["POST"]),
            Route("/sandbox/faults", _spoken(self._pending_faults), methods=["GET"]),
            Route("/sandbox/faults", _spoken(self._clear_faults), methods=["DELETE"]),
            Route("/sandbox/clock", _spoken(self._move_clock), methods=["POST"]),
        ]

    def _bot(self, username: str | None) -> SandboxBot:
        bot = self._world.bot_named(username)
        if bot is None:
            raise bad_request("no such bot")
        return bot

    def _phone(self, request: Request) -> Phone:
        resident = self._world.residents.get(int(request.path_params["resident_id"]))
        if resident is None:
            raise RefusedError(404, "Not Found: no such resident")
        return Phone(self._world, self._bot(request.query_params.get("bot")), resident)

    async def _arrive(self, request: Request) -> dict[str, Any]:
        wish = await _json(request)
        name = str(wish.get("name") or "Người dân")[:64]
        resident = self._world.new_resident(name, str(wish.get("language") or "vi")[:8])
        return {"id": resident.id, "name": resident.name, "language": resident.language}

    async def _look(self, request: Request) -> dict[str, Any]:
        phone = self._phone(request)
        bot = self._bot(request.query_params.get("bot"))
        language = phone.resident.language
        return {
            "seq": phone.chat.seq,
            "messages": list(phone.chat.messages.values()),
            "keyboard": phone.chat.keyboard,
            "blocked": phone.chat.blocked,
            "bot": {
                "name": bot.profile.get(("name", language)) or bot.profile.get(("name", "")) or bot.name,
                "username": bot.username,
                "description": bot.profile.get(("description", language))
                or bot.profile.get(("description", ""), ""),
                "commands": bot.commands.get(language) or bot.commands.get("", []),
            },
        }

    async def _events(self, request: Request) -> dict[str, Any]:
        chat = self._phone(request).chat
        after = int(request.query_params.get("after", "0"))
        wait = min(float(request.query_params.get("wait", "0")), LONGEST_WAIT_SECONDS)
        events = await chat.wait_for_events(after, wait)
        if events is None:
            return {"seq": chat.seq, "events": [], "missed": True}
        return {"seq": events[-1]["seq"] if events else after, "events": events, "missed": False}

    async def _send_files(self, request: Request) -> dict[str, Any]:
        phone = self._phone(request)
        values, uploads = await read_multipart(Headers(scope=request.scope), await request.body())
        files = [await _sent_file(values, name, upload) for name, upload in uploads.items()]
        if not files:
            raise bad_request("no file came")
        messages = phone.send_files(files, str(values.get("caption", "")))
        return {"message_ids": [message["message_id"] for message in messages]}

    async def _act(self, request: Request) -> dict[str, Any]:
        phone = self._phone(request)
        act = _ACTS.get(str(request.path_params["act"]))
        if act is None:
            raise RefusedError(404, "Not Found: no such act")
        try:
            return {"result": act(phone, await _json(request))}
        except (KeyError, TypeError, ValueError):
            raise bad_request("a field of this act is missing or wrong") from None

    async def _file(self, request: Request) -> Response:
        stored = self._world.files.by_unique_id(str(request.path_params["unique_id"]))
        if stored is None:
            return JSONResponse(RefusedError(404, "Not Found").answer(), 404)
        shown = stored.mime.partition("/")[0] in {"image", "audio", "video"} and "svg" not in stored.mime
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        }
        if not shown:
            headers["Content-Disposition"] = "attachment"
        return Response(
            stored.content, media_type=stored.mime if shown else "application/octet-stream", headers=headers
        )

    async def _add_group(self, request: Request) -> dict[str, Any]:
        wish = await _json(request)
        resident = self._world.residents[int(wish["resident_id"])]
        group = add_to_group(self._world, self._bot(wish.get("bot")), resident, str(wish["title"]))
        return {"chat_id": group.id}

    async def _group(self, request: Request) -> dict[str, Any]:
        group = self._bot(request.query_params.get("bot")).known_chat(str(request.path_params["chat_id"]))
        return {"left": group.left, "messages": list(group.messages.values())}

    async def _order_fault(self, request: Request) -> dict[str, Any]:
        wish = await _json(request)
        bot = self._bot(wish.get("bot"))
        try:
            kind = FaultKind(wish["kind"])
            count = int(wish.get("count", 1))
            seconds, skip = float(wish.get("seconds", 1.0)), int(wish.get("skip", 0))
        except (KeyError, TypeError, ValueError):
            raise bad_request("a fault needs a known kind and numbers that are numbers") from None
        if kind in OF_REQUESTS:
            bot.faults.order(Fault(kind, count, wish.get("method"), seconds, skip))
        elif kind is FaultKind.DUPLICATE_UPDATES:
            bot.updates.duplicate_next += count
        else:
            bot.updates.reorder_next += count
        return {"ordered": kind}

    async def _pending_faults(self, request: Request) -> dict[str, Any]:
        bot = self._bot(request.query_params.get("bot"))
        pending = [{"kind": f.kind, "count": f.count, "method": f.method} for f in bot.faults.pending()]
        return {
            "requests": pending,
            "duplicate_updates": bot.updates.duplicate_next,
            "reordered_updates": bot.updates.reorder_next,
        }

    async def _clear_faults(self, request: Request) -> dict[str, Any]:
        bot = self._bot(request.query_params.get("bot"))
        bot.faults.clear()
        bot.updates.duplicate_next = bot.updates.reorder_next = 0
        return {"cleared": True}

    async def _move_clock(self, request: Request) -> dict[str, Any]:
        self._world.move_clock(float((await _json(request))["seconds"]))
        return {"now": self._world.now()}


async def _sent_file(values: dict[str, Any], name: str, upload: Upload) -> SentFile:
    # Facts about the upload `x` come in the fields `x.kind`, `x.duration` and `x.size`.
    size = values.get(f"{name}.size")
    kind, content, mime = str(values.get(f"{name}.kind", "document")), upload.content, upload.mime
    if kind == "voice" and mime.startswith("audio/webm"):
        ogg = await asyncio.to_thread(as_ogg, content)
        if ogg is not None:
            content, mime = ogg, VOICE_MIME
    return SentFile(
        kind=kind,
        content=content,
        mime=mime,
        name=upload.name,
        duration=int(values.get(f"{name}.duration", 0)),
        claimed_size=int(size) if size else None,
    )


_ACTS: dict[str, Action] = {
    "text": lambda phone, wish: phone.send_text(str(wish["text"]), wish.get("reply_to"))["message_id"],
    "body": lambda phone, wish: phone.send_body(dict(wish["body"]))["message_id"],
    "edit": lambda phone, wish: phone.edit(int(wish["message_id"]), str(wish["text"]))["message_id"],
    "move": lambda phone, wish: phone.move_location(
        int(wish["message_id"]), float(wish["latitude"]), float(wish["longitude"])
    )["message_id"],
    "delete": lambda phone, wish: phone.delete([int(number) for number in wish["message_ids"]]),
    "forward": lambda phone, wish: phone.forward(int(wish["message_id"]))["message_id"],
    "press": lambda phone, wish: phone.press(int(wish["message_id"]), str(wish["data"])),
    "press-stale": lambda phone, wish: phone.press_stale(int(wish["message_id"]), str(wish["data"])),
    "block": lambda phone, _wish: phone.block(True),
    "unblock": lambda phone, _wish: phone.block(False),
}


def _spoken(
    answer: Callable[[Request], Awaitable[dict[str, Any]]],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await answer(request))
        except RefusedError as refusal:
            return JSONResponse(refusal.answer(), refusal.code)

    return endpoint


async def _json(request: Request) -> dict[str, Any]:
    try:
        wish = await request.json()
    except ValueError:
        raise bad_request("can't parse the JSON body") from None
    if not isinstance(wish, dict):
        raise bad_request("the JSON body must be an object")
    return wish
