"""`/xacminh`: says whether a link, a bot's name or a poster's text is ours; it must never open one or repeat one that isn't ours."""

import re

from domain.own_addresses import AddressKind, Checked, OwnAddresses, Verdict, check_text
from handlers.effects import Wording
from handlers.residents import asking
from handlers.residents.menu import enter_room, kept_draft
from handlers.state import Stage
from handlers.turn import Turn
from handlers.wording import joined

_FINGERPRINT = re.compile(r"(?<!\d)(?:\d{5}[ \t\r\n-]{0,3}){5}\d{5}(?!\d)", re.ASCII)
"""Six groups of five digits, as posters print the directory's fingerprint."""


def open_room(turn: Turn, payload: str = "") -> None:
    """Ask for what is to be checked, or check at once what followed the command."""
    enter_room(turn)
    turn.enter(Stage.VERIFY, ())
    if payload.strip():
        check(turn, payload)
    else:
        asking.put(turn, kept_draft(turn))


def check(turn: Turn, pasted: str) -> None:
    """Say of everything found in a text whether it is ours, and what to do if it isn't."""
    world = turn.world
    found = check_text(pasted, OwnAddresses(world.bot_name, world.form_url, world.desk_url))
    told = [_told(turn, each) for each in found]
    printed = _FINGERPRINT.findall(pasted)
    right = [_digits(number) == _digits(world.fingerprint) for number in printed]
    told += [turn.text("verify-number-ours" if same else "verify-number-strange") for same in right]
    if not told:
        turn.ask(turn.text("verify-nothing"), _ours(turn))
        return
    if len(told) > 1:
        told = [joined(Wording(f"{number}."), line, between=" ") for number, line in enumerate(told, 1)]
    strange = not all(right) or any(each.verdict is not Verdict.OURS for each in found)
    turn.ask(
        joined(*told, between="\n"),
        turn.text("verify-strange-what-to-do") if strange else turn.text("verify-ours-what-to-do"),
        _ours(turn),
    )


def _told(turn: Turn, checked: Checked) -> Wording:
    if checked.verdict is Verdict.LOOKS_ALIKE:
        return turn.text("verify-alike")
    if checked.verdict is Verdict.STRANGE:
        return turn.text("verify-strange")
    if checked.kind is AddressKind.FORM:
        return turn.text("verify-ours-form", form=turn.world.form_url)
    if checked.kind is AddressKind.DESK:
        return turn.text("verify-ours-desk")
    commune = turn.world.gazetteer.commune(checked.commune_code or "")
    if commune is None:
        return turn.text("verify-ours-bot")
    place = commune.label(turn.world.gazetteer.province_of(commune))
    return turn.text("verify-ours-poster", place=place)


def _ours(turn: Turn) -> Wording | None:
    """Everything that is ours, to compare with."""
    world = turn.world
    lines = [
        # The bot's name may hold `_`, which would be read as a mark.
        joined(turn.text("verify-list-bot"), Wording(f"@{world.bot_name}"), between=" ")
        if world.bot_name
        else None,
        turn.text("verify-list-form", form=world.form_url) if world.form_url else None,
    ]
    shown = [line for line in lines if line is not None]
    return joined(turn.text("verify-list"), *shown, between="\n") if shown else None


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit()) or "?"
