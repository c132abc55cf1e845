"""Plays an officer's lines of a transcript on a real town and writes down what the bot does; run as a module to renew the files.

`> text` typed · `> [Label]` pressed · `> (…)` something else that happens · `< text` the bot says (`<2` in chat 2) ·
`= …` what has changed. Everything but the lines with `>` and `#` is written by the program.
"""

import asyncio
import re
import shutil
import sys
import tempfile
from pathlib import Path

from domain.hours import VIETNAM_TIME
from domain.permissions import Role
from domain.tips import When
from handlers.effects import MarkKind, Wording
from handlers.officers.effects import Message
from handlers.officers.events import (
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatEvent,
    CommandGiven,
    OtherSent,
    TextSaid,
)
from sealing.secret_types import SecretText
from storage import leaving, tip_work
from storage.engine import Database
from storage.migrate import migrate
from tests.officers_bot.stage import UNITS, Stage
from tests.storage.town import INSPECTORATE, Report

FOLDER = Path(__file__).parent.parent / "transcripts" / "officers"
_COMMAND = re.compile(r"/(\w+)(?: (.*))?")
_OFFICER = re.compile(r"officer (.+) of (.+) as (\w+)(?:, code (\w+))?")
_CODE = re.compile(r"a code for (.+): (\w+)")
_TIP = re.compile(r"a tip for (.+), (now|recurring|soon|past)(?:, (\w+))?")
_CLAIMS = re.compile(r"(.+) claims tip (\d+) at the desk")
_GIVES = re.compile(r"(.+) gives tip (\d+) back at the desk")
_VIEWS = re.compile(r"(.+) opens tip (\d+) at the desk")


class Player:
    """One transcript being played."""

    def __init__(self, database: Database) -> None:
        self.stage = Stage(database).settled()
        self.lines: list[str] = []
        self.chat = "1"
        self.chats = {"1"}
        self.reports: dict[tuple[str, int], Report] = {}
        self.heard = 0

    async def play(self, source: str) -> str:
        """The whole transcript as it comes out."""
        for line in source.splitlines():
            if line.startswith("#") or not line.strip():
                if not line.strip() and (not self.lines or not self.lines[-1].strip()):
                    continue
                self.lines.append(line.rstrip())
            elif line.startswith("> "):
                if self.lines and self.lines[-1].strip() and not self.lines[-1].startswith("#"):
                    self.lines.append("")
                self.lines.append(line.rstrip())
                before = self.stage.claims(), self.stage.links(self.chats)
                await self._officer(line[2:].rstrip())
                self._changes(*before)
                self._write_said()
        return "\n".join(self.lines).rstrip() + "\n"

    async def _officer(self, line: str) -> None:
        if line.startswith("(") and line.endswith(")"):
            await self._happening(line[1:-1])
        elif line.startswith("[") and line.endswith("]"):
            buttons = self.stage.platform.buttons(self.chat)
            assert line[1:-1] in buttons, f"no button {line}, after:\n" + "\n".join(self.lines)
            await self._do(ButtonPressed(buttons[line[1:-1]].data))
        elif command := _COMMAND.fullmatch(line):
            await self._do(CommandGiven(command[1], SecretText(command[2] or "")))
        else:
            await self._do(TextSaid(SecretText(line)))

    async def _do(self, event: ChatEvent) -> None:
        await self.stage.happen(self.chat, event)

    async def _happening(self, what: str) -> None:  # noqa: C901, PLR0912 - one line for each thing that may happen
        stage = self.stage
        if match := _OFFICER.fullmatch(what):
            name, unit, role, code = match.groups()
            stage.officer(name, UNITS[unit], Role(role))
            if code:
                stage.code_for(name, code)
        elif match := _CODE.fullmatch(what):
            stage.code_for(match[1], match[2])
        elif match := _TIP.fullmatch(what):
            self._tip(UNITS[match[1]], When(match[2]), match[3])
        elif match := _CLAIMS.fullmatch(what):
            self._at_desk(match[1], int(match[2]), tip_work.claim)
        elif match := _GIVES.fullmatch(what):
            self._at_desk(match[1], int(match[2]), tip_work.unclaim)
        elif match := _VIEWS.fullmatch(what):
            self._at_desk(match[1], int(match[2]), tip_work.mark_viewed)
        elif what.endswith(" leaves"):
            viewer = stage.people[what.removesuffix(" leaves")]
            stage.database.write_now(lambda conn: leaving.leave(conn, viewer.officer_id, stage.now))
        elif what.startswith("chat "):
            self.chat = what.removeprefix("chat ")
            self.chats.add(self.chat)
        elif what.startswith("hours pass: "):
            stage.wait(hours=int(what.split(": ")[1]))
        elif what.startswith("minutes pass: "):
            stage.wait(minutes=int(what.split(": ")[1]))
        elif what == "the next morning":
            local = stage.now.astimezone(VIETNAM_TIME)
            stage.wait(seconds=(24 * 60 + 7 * 60 + 30 - local.hour * 60 - local.minute) * 60)
            await stage.telling.digests()
        elif what == "the minute after":
            stage.wait(minutes=1)
            await stage.telling.digests()
            await stage.telling.notices()
        elif what.startswith("forged button "):
            await self._do(ButtonPressed(what.removeprefix("forged button ")))
        elif what == "the update comes again":
            await stage.again()
        else:
            await self._do(_SIMPLE[what])

    def _tip(self, queue_id: str, when: When, category: str | None) -> None:
        report = Report(queue_id, when=when, conflict=queue_id == INSPECTORATE)
        if when is When.NOW:
            report = Report.happening_now(queue_id)
        self.stage.tip(report, category)
        for each in report.queue_ids:
            number = sum(key[0] == each for key in self.reports) + 1
            self.reports[each, number] = report

    def _at_desk(self, name: str, number: int, act: object) -> None:
        viewer = self.stage.people[name]
        report = self.reports[viewer.unit_id, number]
        assert callable(act)
        self.stage.database.write_now(lambda conn: act(conn, viewer, report.tip_id, self.stage.now))

    def _changes(self, claims: dict[tuple[str, int], str], links: dict[str, str]) -> None:
        after, linked = self.stage.claims(), self.stage.links(self.chats)
        for queue_id, number in sorted(claims.keys() | after.keys()):
            holder = after.get((queue_id, number))
            if holder != claims.get((queue_id, number)):
                self.lines.append(f"= tip {number} of {queue_id}: {holder or 'nobody'}")
        for chat in sorted(self.chats):
            if linked.get(chat) != links.get(chat):
                self.lines.append(f"= chat {chat}: {linked.get(chat) or 'nobody'}")

    def _write_said(self) -> None:
        # Whom of several officers the tables name first is chance.
        heard = sorted(
            self.stage.platform.said[self.heard :], key=lambda each: (each[0] != self.chat, each[0])
        )
        for chat, message in heard:
            sign = "<" if chat == self.chat else f"<{chat}"
            first, *rest = _with_marks(message.text).split("\n")
            self.lines.append(f"{sign} {first}")
            self.lines += [f"  {line}".rstrip() for line in rest]
            self.lines += _rows(message)
        self.heard = len(self.stage.platform.said)


_SIMPLE: dict[str, ChatEvent] = {
    "a photo": OtherSent(),
    "blocks the bot": BotBlocked(),
    "unblocks the bot": BotUnblocked(),
}


def _rows(message: Message) -> list[str]:
    return ["  " + " ".join(f"[{button.label}]" for button in row) for row in message.rows]


def _with_marks(wording: Wording) -> str:
    text = wording.text.encode("utf-16-le")
    for mark in reversed(wording.marks):
        sign = ("**" if mark.kind is MarkKind.BOLD else "`").encode("utf-16-le")
        start, end = mark.offset * 2, (mark.offset + mark.length) * 2
        text = text[:start] + sign + text[start:end] + sign + text[end:]
    return text.decode("utf-16-le")


async def played(source: str, database: Database) -> str:
    """A transcript as the program plays it today."""
    return await Player(database).play(source)


def renew(paths: list[Path]) -> None:
    """Write the transcripts as they are played today."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.db"
        migrate(f"sqlite+aiosqlite:///{template}")
        for path in paths:
            file = Path(folder) / f"{path.stem}.db"
            shutil.copyfile(template, file)
            database = Database.open(f"sqlite+aiosqlite:///{file}")
            path.write_text(asyncio.run(played(path.read_text("utf-8"), database)), encoding="utf-8")
            database.close_now()


if __name__ == "__main__":
    renew([Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.txt")))
