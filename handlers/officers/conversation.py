"""What an officer's chat is answered, without input or output; it must never act for a role that the table doesn't allow."""

import re

from handlers.officers import commands, telling
from handlers.officers.commands import BotCommand, may_use
from handlers.officers.effects import (
    ClaimTip,
    LinkChat,
    ListTips,
    Message,
    NoteBack,
    NoteBlocked,
    SetDigest,
    SetLanguage,
    Step,
    UnlinkChat,
)
from handlers.officers.events import (
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatEvent,
    CommandGiven,
    ListKind,
    OtherSent,
    Standing,
    TextSaid,
)
from handlers.officers.telling import Talk
from handlers.wording import LANGUAGES
from sealing.secret_types import SecretText

_CODE = re.compile(r"[0-9A-Z]{10}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_BETWEEN = re.compile(r"[\s-]+")


def step(talk: Talk, event: ChatEvent, standing: Standing) -> Step:  # noqa: PLR0911 - one line for each event
    """What an event asks for. A chat that is linked to nobody can do nothing but bring a code."""
    match event:
        case BotBlocked():
            return NoteBlocked()
        case BotUnblocked():
            return NoteBack()
        case OtherSent():
            return telling.not_here(talk, standing)
        case TextSaid(text):
            code = read_code(text)
            return LinkChat(code) if code is not None else telling.not_here(talk, standing)
        case ButtonPressed(data):
            pressed = commands.by_button(data)
            if pressed is None:
                return telling.stale(talk, standing)
            return _command(talk, pressed[0], pressed[1], standing, pressed=True)
        case CommandGiven(name, payload):
            command = commands.by_name(name)
            if command is None:
                return telling.not_here(talk, standing)
            if command is commands.START:
                code = read_code(payload)
                return LinkChat(code) if code is not None else telling.welcome(talk, standing)
            # Nothing but a number is ever read from what follows a command.
            number = payload.reveal().strip()
            return _command(talk, command, (number,) if number else (), standing, pressed=False)


def read_code(text: SecretText) -> SecretText | None:
    """A code as the desk shows it, in any case, with or without spaces and dashes; None for anything else."""
    if len(text.reveal()) > 40:
        return None
    tidy = _BETWEEN.sub("", text.reveal()).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return SecretText(tidy) if _CODE.fullmatch(tidy) else None


def _command(
    talk: Talk, command: BotCommand, arguments: tuple[str, ...], standing: Standing, *, pressed: bool
) -> Step:
    if not may_use(standing.role, command):
        return (
            telling.not_here(talk, standing) if standing.role is None else telling.not_allowed(talk, standing)
        )
    simple: dict[BotCommand, Step] = {
        commands.NEW: ListTips(ListKind.NEW),
        commands.DUE: ListTips(ListKind.DUE),
        commands.UNLINK: UnlinkChat(),
        commands.DIGEST: SetDigest(arguments[0] == "1" if pressed and arguments else not standing.digest),
        commands.LANGUAGE: _language(arguments, standing, pressed=pressed),
    }
    if command is commands.CLAIM:
        return _claim(talk, arguments, standing, pressed=pressed)
    return simple.get(command) or telling.welcome(talk, standing)


def _claim(
    talk: Talk, arguments: tuple[str, ...], standing: Standing, *, pressed: bool
) -> ClaimTip | Message:
    number, tag = (*arguments, "", "")[:2]
    if not _NUMBER.fullmatch(number) or not number.isascii():
        return telling.stale(talk, standing) if pressed else telling.which_number(talk, standing)
    return ClaimTip(int(number), tag if pressed else None)


def _language(arguments: tuple[str, ...], standing: Standing, *, pressed: bool) -> SetLanguage:
    if pressed and arguments and arguments[0] in LANGUAGES:
        return SetLanguage(arguments[0])
    return SetLanguage("en" if standing.language == "vi" else "vi")
