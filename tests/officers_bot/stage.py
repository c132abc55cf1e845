"""A town with officers, their chats and the real runtime over a real database; only the platform is a list."""

import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select

from bot.officers.answering import Answering
from bot.officers.channel import Incoming
from bot.officers.parts import OfficerParts
from bot.officers.telling import Telling
from domain.permissions import Role
from handlers.officers.effects import Button, Message
from handlers.officers.events import ChatEvent
from handlers.wording import Wordings
from sealing.secret_types import SecretBytes, SecretText
from storage import drafts, officer_chats
from storage.engine import Connection, Database
from storage.models import officers, queue_rows
from storage.viewer import Viewer
from tests.storage.town import COMMUNE, DUTY, HOUR, INSPECTORATE, NEIGHBOUR, NOW, Report, officer, settle

UNITS = {"Quỳnh Nhai": COMMUNE, "Mường Giôn": NEIGHBOUR, "duty desk": DUTY, "inspectorate": INSPECTORATE}
WORDINGS = Wordings.load()


@dataclass
class Platform:
    """What was said where, and what the next messages run into."""

    said: list[tuple[str, Message]] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)
    before_send: Callable[[], None] = lambda: None
    name: str = "telegram"

    async def send(self, chat: str, message: Message, *, unasked: bool = False) -> None:
        """Note the message, or fail as ordered."""
        del unasked
        self.before_send()
        if self.trouble:
            raise self.trouble.pop(0)
        self.said.append((chat, message))

    def texts(self, chat: str) -> list[str]:
        """Everything that was said in a chat."""
        return [message.text.text for where, message in self.said if where == chat]

    def buttons(self, chat: str) -> dict[str, Button]:
        """The newest button of each label in a chat."""
        found = [message for where, message in self.said if where == chat]
        return {button.label: button for message in found for row in message.rows for button in row}


class Stage:
    """Officers by name, chats by number, one clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.platform = Platform()
        self.people: dict[str, Viewer] = {}
        self.last: Incoming | None = None
        self._updates = count(1)
        self.parts = OfficerParts(
            database=database,
            deployment=b"D" * 16,
            pseudonym_key=SecretBytes(b"p" * 32),
            contact_key=SecretBytes(b"c" * 32),
            wordings=WORDINGS,
            clock=self.clock,
            channel="telegram",
            desk=True,
            residents_bot="tinbao_bot",
        )
        self.restart()

    def clock(self) -> datetime:
        """The stage's time."""
        return self.now

    def settled(self) -> "Stage":
        """The town's units and keys."""
        self.database.write_now(settle)
        return self

    def restart(self) -> None:
        """A new process: nothing of the former one is left in memory."""
        self.answering = Answering(self.parts, self.platform)
        self.telling = Telling(self.parts, self.platform)

    def wait(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    def officer(self, name: str, unit_id: str = COMMUNE, role: Role | None = None) -> Viewer:
        """Somebody new."""
        self.people[name] = self.database.write_now(lambda conn: officer(conn, unit_id, name, role))
        return self.people[name]

    def code_for(self, name: str, code: str | None = None) -> str:
        """A code from the desk."""
        chosen = code or "".join(secrets.choice("0123456789ABCDEF") for _ in range(10))
        self.database.write_now(
            lambda conn: officer_chats.make_code(conn, self.people[name], SecretText(chosen), self.now)
        )
        return chosen

    def tip(self, report: Report, category: str | None = None) -> Report:
        """A tip arrives."""

        def send(conn: Connection) -> Report:
            report.ready(conn)
            drafts.set_category(conn, report.tip_id, category)
            report.send(conn, hour=HOUR)
            return report

        return self.database.write_now(send)

    async def happen(self, chat: str, event: ChatEvent, language: str = "vi") -> None:
        """An update that was never there before."""
        self.last = Incoming(chat, str(next(self._updates)), event, language)
        await self.answering.handle(self.last)

    async def again(self) -> None:
        """The platform delivers the last update once more."""
        assert self.last is not None
        await self.answering.handle(self.last)

    def claims(self) -> dict[tuple[str, int], str]:
        """Who has which tip: by queue and number there."""

        def read(conn: Connection) -> dict[tuple[str, int], str]:
            rows = conn.execute(
                select(queue_rows.c.queue_id, queue_rows.c.number, officers.c.name).join(
                    officers, officers.c.id == queue_rows.c.claimed_by
                )
            )
            return {(row.queue_id, row.number): row.name for row in rows}

        return self.database.read_now(read)

    def links(self, chats: defaultdict[str, None] | set[str]) -> dict[str, str]:
        """Which of these chats is whose."""
        keys = {chat: self.parts.row_key(self.parts.chat(chat)) for chat in chats}

        def read(conn: Connection) -> dict[str, str]:
            found = {chat: officer_chats.linked_chat(conn, key) for chat, key in keys.items()}
            return {chat: link.viewer.name for chat, link in found.items() if link is not None}

        return self.database.read_now(read)
