"""Every command of the officers' bot, as each role, on what the own unit holds and on what another one holds; walked from the table."""

import itertools
from collections.abc import Iterator

import pytest

from domain.permissions import ROLES_OF_UNIT, Action, Role, may
from domain.units import UnitKind
from handlers.officers.commands import CLAIM, COMMANDS, BotCommand, by_button, by_name
from handlers.officers.effects import Message
from handlers.officers.events import ButtonPressed, CommandGiven
from sealing.secret_types import SecretText
from storage.engine import Database
from tests.officers_bot.stage import WORDINGS, Stage
from tests.storage.town import COMMUNE, DUTY, INSPECTORATE, NEIGHBOUR, Report

HOMES = {UnitKind.COMMUNE: COMMUNE, UnitKind.DUTY_DESK: DUTY, UnitKind.INSPECTORATE: INSPECTORATE}
LINKING = [
    (kind, role)
    for kind, roles in ROLES_OF_UNIT.items()
    for role in sorted(roles)
    if may(role, Action.LINK_CHAT, own_unit=True)
]
NOT_ALLOWED = WORDINGS.label("vi", "officers-not-allowed")
NOT_LINKED = WORDINGS.text("vi", "officers-not-linked").text
UNKNOWN = WORDINGS.label("vi", "officers-claim-unknown", number=1)


def ways(command: BotCommand, number: str) -> Iterator[CommandGiven | ButtonPressed]:
    """How a command can be given: typed, and pressed where it has a button (a claim's carries a tag)."""
    yield CommandGiven(command.name, SecretText(number if command is CLAIM else ""))
    if command.button and command is not CLAIM:
        yield ButtonPressed(f"{command.button}:1")


async def said(stage: Stage, event: CommandGiven | ButtonPressed) -> Message:
    """The one answer to an event in chat 1."""
    stage.platform.said.clear()
    await stage.happen("1", event)
    ((chat, message),) = stage.platform.said
    assert chat == "1"
    return message


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize(("kind", "role"), LINKING)
async def test_each_role_may_what_the_table_says(
    sqlite_database: Database, kind: UnitKind, role: Role, command: BotCommand
) -> None:
    """In the own queue as the table of permissions says; of another unit's there is never anything."""
    home = HOMES[kind]
    foreign = next(unit for unit in (NEIGHBOUR, DUTY, INSPECTORATE) if unit != home)
    stage = Stage(sqlite_database).settled()
    stage.officer("Người thử", home, role)
    await stage.happen("1", CommandGiven("start", SecretText(stage.code_for("Người thử"))))
    stage.tip(Report(foreign), "drugs")
    allowed = command.action is None or may(role, command.action, own_unit=True)
    for event in ways(command, "1"):
        text = (await said(stage, event)).text.text
        assert (text == NOT_ALLOWED) is not allowed, event
        # Another unit's tip is neither listed nor taken, whatever the role.
        assert "Ma túy" not in text
        if command is CLAIM and allowed:
            assert text == UNKNOWN
    assert stage.claims() == {}


@pytest.mark.parametrize("role", sorted({role for _, role in LINKING}))
async def test_a_claim_in_the_own_queue_is_the_roles_to_make_or_not(
    sqlite_database: Database, role: Role
) -> None:
    kind = next(kind for kind, each in LINKING if each is role)
    stage = Stage(sqlite_database).settled()
    stage.officer("Người thử", HOMES[kind], role)
    await stage.happen("1", CommandGiven("start", SecretText(stage.code_for("Người thử"))))
    stage.tip(Report(HOMES[kind]))
    await said(stage, CommandGiven("nhan", SecretText("1")))
    works = may(role, Action.WORK_ON_TIPS, own_unit=True)
    assert stage.claims() == ({(HOMES[kind], 1): "Người thử"} if works else {})


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_a_chat_of_nobody_can_do_nothing_but_bring_a_code(
    sqlite_database: Database, command: BotCommand
) -> None:
    stage = Stage(sqlite_database).settled()
    stage.tip(Report(), "drugs")
    for event in ways(command, "1"):
        assert (await said(stage, event)).text.text.startswith(NOT_LINKED)
    assert stage.claims() == {}


async def test_a_button_of_another_chat_or_of_a_former_unit_takes_nothing(sqlite_database: Database) -> None:
    """The tag binds a button to one chat and one queue; moving to another unit makes it stale."""
    from sqlalchemy import update

    from storage.models import officers

    stage = Stage(sqlite_database).settled()
    viewer = stage.officer("Người thử", COMMUNE)
    stage.officer("Đồng nghiệp", COMMUNE)
    for name, chat in (("Người thử", "1"), ("Đồng nghiệp", "2")):
        await stage.happen(chat, CommandGiven("start", SecretText(stage.code_for(name))))
    stage.tip(Report(COMMUNE))
    stage.tip(Report(NEIGHBOUR))
    await stage.happen("2", CommandGiven("tinmoi", SecretText("")))
    theirs = stage.platform.buttons("2")["✋ Nhận tin 1"].data
    await said(stage, ButtonPressed(theirs))
    assert stage.claims() == {}
    await stage.happen("1", CommandGiven("tinmoi", SecretText("")))
    mine = stage.platform.buttons("1")["✋ Nhận tin 1"].data
    stage.database.write_now(
        lambda conn: (
            conn.execute(
                update(officers).values(unit_id=NEIGHBOUR).where(officers.c.id == viewer.officer_id)
            ).rowcount
        )
    )
    await said(stage, ButtonPressed(mine))
    assert stage.claims() == {}


def test_names_and_buttons_are_each_of_one_command() -> None:
    for one, other in itertools.combinations(COMMANDS, 2):
        assert one.name != other.name
        assert not one.button or one.button != other.button
    for command in COMMANDS:
        assert by_name(command.name.upper()) is command
        found = by_button(f"{command.button}:1") if command.button else None
        assert found is None or found[0] is command
