"""Every command of the officers' bot with the act it needs, in one table; nothing in this room may act beside it."""

from dataclasses import dataclass

from domain.permissions import Action, Role, may


@dataclass(frozen=True, slots=True)
class BotCommand:
    """`name` is typed after a slash; `button` begins the data of a button that does the same (empty: there is none).

    `action` is what the officer's role must allow in the own unit; None: anybody may, linked or not. `label` is the id of
    the text by which the platform's menu calls it.
    """

    name: str
    button: str
    action: Action | None
    label: str


START = BotCommand("start", "", None, "officers-menu-start")
HELP = BotCommand("trogiup", "", None, "officers-menu-help")
UNLINK = BotCommand("huylienket", "", None, "officers-menu-unlink")
NEW = BotCommand("tinmoi", "n", Action.READ_TIPS, "officers-menu-new")
DUE = BotCommand("denhan", "u", Action.READ_TIPS, "officers-menu-due")
CLAIM = BotCommand("nhan", "c", Action.WORK_ON_TIPS, "officers-menu-claim")
DIGEST = BotCommand("bansang", "d", Action.LINK_CHAT, "officers-menu-digest")
LANGUAGE = BotCommand("ngonngu", "l", Action.LINK_CHAT, "officers-menu-language")

COMMANDS = (START, NEW, DUE, CLAIM, DIGEST, LANGUAGE, UNLINK, HELP)
"""In the order in which the platform's menu lists them."""

OTHER_NAMES = {"help": HELP, "new": NEW, "due": DUE, "claim": CLAIM, "language": LANGUAGE, "unlink": UNLINK}

_BY_NAME = {command.name: command for command in COMMANDS} | OTHER_NAMES
_BY_BUTTON = {command.button: command for command in COMMANDS if command.button}


def by_name(name: str) -> BotCommand | None:
    """The command that is typed as `/name`, in any case."""
    return _BY_NAME.get(name.lower())


def by_button(data: str) -> tuple[BotCommand, tuple[str, ...]] | None:
    """The command of a button's data with its arguments, as they came: perhaps forged."""
    first, *arguments = data.split(":")
    command = _BY_BUTTON.get(first)
    return None if command is None else (command, tuple(arguments))


def may_use(role: Role | None, command: BotCommand) -> bool:
    """Whether an officer of this role may use a command; None: a chat that is linked to nobody."""
    if command.action is None:
        return True
    return role is not None and may(role, command.action, own_unit=True)
