"""Every command of the officers' bot, typed and pressed, for every role and for a stranger, on the own unit's tip, another unit's and nobody's.

Nothing here is written for one command: the commands are those of the table, what is expected comes from the
permissions. A tip is named by its number in the own queue, so another unit's can't even be named: its number is like
one that nobody has.
"""

import secrets
from dataclasses import dataclass, field

import pytest

from bot.officers.answering import Answering
from bot.officers.channel import Incoming
from bot.officers.parts import OfficerParts
from domain.permissions import ROLES_OF_UNIT, Action, Role, may
from domain.units import UnitKind
from handlers.officers.commands import COMMANDS, OTHER_NAMES, BotCommand
from handlers.officers.effects import Message
from handlers.officers.events import ButtonPressed, ChatEvent, CommandGiven, Standing
from handlers.officers.telling import not_allowed, not_here
from handlers.wording import Wordings
from sealing.secret_types import SecretBytes, SecretText
from storage import officer_chats
from storage.engine import Connection, Database
from storage.failures import Done
from storage.viewer import Viewer
from tests.storage.raw_rows import rows_naming
from tests.storage.town import COMMUNE, DUTY, INSPECTORATE, NEIGHBOUR, NOW, Report, officer, settle

WORDINGS = Wordings.load()
UNITS = {UnitKind.COMMUNE: COMMUNE, UnitKind.DUTY_DESK: DUTY, UnitKind.INSPECTORATE: INSPECTORATE}
PEOPLE = [(role, UNITS[kind]) for kind in UnitKind for role in sorted(ROLES_OF_UNIT[kind])]
OWN, FOREIGN, NOBODYS = 1, 3, 99
"""Numbers of tips: in the own queue; in the neighbour's alone; in none."""
TYPED = [(command.name, command) for command in COMMANDS] + list(OTHER_NAMES.items())


@dataclass
class Chat:
    """A platform that keeps what was said."""

    name: str = "telegram"
    said: list[Message] = field(default_factory=list)

    async def send(self, chat: str, message: Message, *, unasked: bool = False) -> None:
        assert not unasked
        self.said.append(message)


@dataclass
class Bot:
    """The officers' bot over one small town, in a chat that may be linked."""

    database: Database
    platform: Chat
    answering: Answering
    parts: OfficerParts

    async def answer(self, event: ChatEvent) -> Message:
        """What an event is answered."""
        await self.answering.handle(Incoming("4711", secrets.token_hex(8), event))
        return self.platform.said.pop()

    def rows(self, unit_id: str) -> object:
        """Everything that is stored of a unit, but that somebody's chat is linked."""
        found = self.database.read_now(lambda conn: rows_naming(conn, unit_id))
        return {table: rows for table, rows in found.items() if "chat" not in table}


@pytest.fixture
def bot(sqlite_database: Database) -> Bot:
    def live(conn: Connection) -> None:
        settle(conn)
        for unit_id in UNITS.values():
            Report(unit_id, conflict=unit_id == INSPECTORATE).sent(conn)
        for _ in range(FOREIGN):
            Report(NEIGHBOUR).sent(conn)

    sqlite_database.write_now(live)
    parts = OfficerParts(
        database=sqlite_database,
        deployment=bytes(16),
        pseudonym_key=SecretBytes(bytes(32)),
        contact_key=SecretBytes(bytes(range(32))),
        wordings=WORDINGS,
        clock=lambda: NOW,
        channel="telegram",
    )
    platform = Chat()
    return Bot(sqlite_database, platform, Answering(parts, platform), parts)


async def link(bot: Bot, role: Role, unit_id: str) -> Viewer:
    """Enrol an officer of a role and link the chat, whatever the role: what the bot then allows is what is asked."""

    def code_for(conn: Connection) -> tuple[Viewer, str]:
        viewer = officer(conn, unit_id, f"{role}", role)
        code = "".join(secrets.choice("0123456789ABCDEFGH") for _ in range(10))
        allowed = Viewer(viewer.officer_id, unit_id, Role.OFFICER, viewer.name)
        assert officer_chats.make_code(conn, allowed, SecretText(code), NOW) == Done()
        return viewer, code

    viewer, code = bot.database.write_now(code_for)
    await bot.answer(CommandGiven("start", SecretText(code)))
    return viewer


def refusals(bot: Bot, viewer: Viewer | None) -> set[str]:
    """What is answered to whoever may not: a word to an officer whose role hasn't got it, nothing at all to a stranger."""
    talk, languages = bot.parts.talk(), ("vi", "en")
    if viewer is None or not viewer.may(Action.LINK_CHAT):
        return {not_here(talk, Standing(language)).text.text for language in languages}
    standings = (Standing(language, viewer.role, viewer.name) for language in languages)
    return {not_allowed(talk, standing).text.text for standing in standings}


def events(bot: Bot, viewer: Viewer | None, number: int) -> list[tuple[BotCommand, ChatEvent]]:
    """Every command typed with a number, and every button pressed with one, as the chat's own and as another's."""
    typed = [(command, CommandGiven(name, SecretText(str(number)))) for name, command in TYPED]
    unit_id = viewer.unit_id if viewer else COMMUNE
    tags = [
        bot.parts.tag(bot.parts.chat(chat), unit, number)
        for chat, unit in (("4711", unit_id), ("1", NEIGHBOUR))
    ]
    pressed = [
        (command, ButtonPressed(":".join((command.button, str(number), tag))))
        for command in COMMANDS
        if command.button
        for tag in tags
    ]
    # What says who is linked, or ends that, would change who asks.
    return [
        (command, event)
        for command, event in [*typed, *pressed]
        if command.name not in {"start", "huylienket"}
    ]


def test_every_command_names_an_act_of_the_table_or_none() -> None:
    assert all(command.action is None or command.action in Action for command in COMMANDS)
    assert {command.name for command in COMMANDS if command.action is None} == {
        "start",
        "trogiup",
        "huylienket",
    }


@pytest.mark.parametrize(("role", "unit_id"), PEOPLE)
async def test_a_command_does_what_the_table_says_for_the_own_units_tip(
    bot: Bot, role: Role, unit_id: str
) -> None:
    """Refused in one sentence and without a trace, or answered."""
    viewer = await link(bot, role, unit_id)
    no = refusals(bot, viewer)
    for command, event in events(bot, viewer, OWN):
        before, linked = bot.rows(unit_id), viewer.may(Action.LINK_CHAT)
        answer = (await bot.answer(event)).text.text
        if command.action is not None and not (linked and may(role, command.action, own_unit=True)):
            assert answer in no, (command.name, answer)
            assert bot.rows(unit_id) == before, command.name
        elif command.action is not None:
            assert answer not in no, (command.name, answer)


@pytest.mark.parametrize(("role", "unit_id"), PEOPLE)
async def test_another_units_tip_is_answered_like_one_that_nobody_has(
    bot: Bot, role: Role, unit_id: str
) -> None:
    """The neighbour's third tip and a ninety-ninth that nobody has get the same words, and nothing of the neighbour's moves."""
    viewer = await link(bot, role, unit_id)
    before = bot.rows(NEIGHBOUR)
    for (command, foreign), (_, nobodys) in zip(
        events(bot, viewer, FOREIGN), events(bot, viewer, NOBODYS), strict=True
    ):
        first, second = await bot.answer(foreign), await bot.answer(nobodys)
        if command.name in {"ngonngu", "bansang"}:
            continue  # Switches turn at each press; they name no tip.
        assert first.text.text.replace(str(FOREIGN), "N") == second.text.text.replace(str(NOBODYS), "N"), (
            command
        )
    assert bot.rows(NEIGHBOUR) == before


async def test_a_stranger_gets_the_same_answer_to_everything(bot: Bot) -> None:
    """Nobody's chat: no command says anything of a tip, a unit or an officer, and nothing is stored."""
    before = [bot.rows(unit_id) for unit_id in (*UNITS.values(), NEIGHBOUR)]
    for command, event in events(bot, None, OWN):
        answer = await bot.answer(event)
        if command.action is not None:
            assert answer.text.text in refusals(bot, None), command.name
    assert [bot.rows(unit_id) for unit_id in (*UNITS.values(), NEIGHBOUR)] == before
