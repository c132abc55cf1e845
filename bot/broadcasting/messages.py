"""Prepares each run's message once in each language, and uploads its picture once; it must never prepare what wasn't approved."""

import asyncio
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.broadcasting.answers import Answer, BulkSender, Fate
from bot.broadcasting.parts import BroadcastParts
from bot.residents.channel import Outgoing
from domain.campaigns import CampaignContent
from handlers.bulletin_text import bulletin_text
from storage.campaigns import RunMessage, picture, run_message

T = TypeVar("T")

MOST_KEPT = 64
"""Prepared messages kept; a run needs one for each language."""


@dataclass(frozen=True, slots=True)
class _Ready(Generic[T]):
    """A prepared message, with the picture it names by the id of an upload."""

    prepared: T
    picture: bytes | None
    file_id: str | None


class Messages(Generic[T]):
    """The messages of the runs under way, on one platform."""

    def __init__(self, parts: BroadcastParts, sender: BulkSender[T]) -> None:
        self._parts = parts
        self._sender = sender
        self._runs: dict[int, RunMessage | None] = {}
        self._prepared: dict[tuple[int, str], _Ready[T]] = {}
        self._file_ids: dict[bytes, str] = {}
        self._doubted: set[bytes] = set()
        self._uploading = asyncio.Lock()

    def forget(self) -> None:
        """Look everything up again: a campaign may have been changed by another process."""
        self._runs.clear()
        self._prepared.clear()
        self._doubted.clear()

    async def send(self, run_id: int, language: str, chat: str) -> Answer | None:
        """Send a run's message to one chat; None when the run's campaign isn't what was approved."""
        ready = self._prepared.get((run_id, language))
        if ready is None:
            said = await self._said(run_id)
            if said is None:
                return None
            if said.content.picture is not None and said.content.picture.sha256 not in self._file_ids:
                return await self._first_with_picture(said, language, chat)
            ready = self._prepare(said, language)
            if len(self._prepared) >= MOST_KEPT:
                self._prepared.clear()
            self._prepared[run_id, language] = ready
        return await self._send_ready(ready, chat)

    async def send_content(
        self, content: CampaignContent, short_id: str, language: str, chat: str, *, is_correction: bool
    ) -> Answer:
        """Send a content that no run says: a test."""
        said = RunMessage(b"", short_id, content, is_correction)
        if content.picture is not None and content.picture.sha256 not in self._file_ids:
            return await self._first_with_picture(said, language, chat)
        return await self._send_ready(self._prepare(said, language), chat)

    async def _send_ready(self, ready: _Ready[T], chat: str) -> Answer:
        answer = await self._sender.send(ready.prepared, chat)
        if answer.fate is Fate.REFUSED and ready.picture is not None and self._is_outdated(ready):
            return Answer(Fate.OUTDATED)
        return answer

    def _is_outdated(self, ready: _Ready[T]) -> bool:
        """Whether the refusal may be for the sake of a picture's id; each picture is given this doubt once.

        What was under way with the id that another refusal has just dropped is in the same doubt.
        """
        assert ready.picture is not None
        if self._file_ids.get(ready.picture) != ready.file_id:
            return True
        if ready.picture in self._doubted:
            return False
        self._doubted.add(ready.picture)
        del self._file_ids[ready.picture]
        self._prepared.clear()
        return True

    async def _said(self, run_id: int) -> RunMessage | None:
        if run_id not in self._runs:
            self._runs[run_id] = await self._parts.database.read(lambda conn: run_message(conn, run_id))
        return self._runs[run_id]

    async def _first_with_picture(self, said: RunMessage, language: str, chat: str) -> Answer:
        """Upload the picture with this message; the others wait for it and then only name it."""
        wanted = said.content.picture
        assert wanted is not None
        async with self._uploading:
            if wanted.sha256 not in self._file_ids:
                stored = await self._parts.database.read(lambda conn: picture(conn, wanted.sha256))
                if stored is None:
                    return Answer(Fate.REFUSED)
                answer = await self._sender.send(
                    self._sender.prepare(self._outgoing(said, language), image=stored.image), chat
                )
                if answer.file_id:
                    self._file_ids[wanted.sha256] = answer.file_id
                return answer
        return await self._send_ready(self._prepare(said, language), chat)

    def _prepare(self, said: RunMessage, language: str) -> _Ready[T]:
        wanted = None if said.content.picture is None else said.content.picture.sha256
        file_id = None if wanted is None else self._file_ids[wanted]
        return _Ready(self._sender.prepare(self._outgoing(said, language), file_id=file_id), wanted, file_id)

    def _outgoing(self, said: RunMessage, language: str) -> Outgoing:
        made = bulletin_text(
            self._parts.wordings, language, said.content, said.short_id, is_correction=said.is_correction
        )
        return Outgoing(made.text, choices=made.choices)
