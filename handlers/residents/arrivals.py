"""Receives what a resident sends and finds who answers it; nothing that arrives must ever go unanswered or be echoed."""

from collections.abc import Callable

from handlers.events import (
    BulletinPressed,
    ChatJoined,
    ChatLeft,
    ChoicePicked,
    CommandReceived,
    ContactShared,
    FileReceived,
    LocationShared,
    ResidentEvent,
    TextReceived,
    UnsupportedReceived,
)
from handlers.labels import MenuLabels, typed_pick
from handlers.residents import (
    asking,
    awareness,
    bulletins,
    choices,
    follow_up,
    menu,
    places,
    privacy,
    sending,
    starting,
    subscription,
    telling,
    verify,
)
from handlers.state import AREA_STAGES, AWARENESS_STAGES, REPORT_STAGES, WARNING_STAGES, Stage
from handlers.subscriptions import LinkTestChat
from handlers.transitions import PLACE_STAGES
from handlers.turn import Turn
from sealing.receipts import read_code
from sealing.secret_types import SecretText

_FREE_TEXT = frozenset({Stage.CONTENT, Stage.ADDING})
_POSTER = "c_"
_TEST_CHAT = "t_"
_WARD_CODE_DIGITS = 5

_ROOMS: dict[str, Callable[[Turn], None]] = {
    "menu-follow-up": follow_up.open_room,
    "menu-awareness": awareness.open_room,
    "menu-warnings": subscription.open_room,
    "menu-emergency": menu.emergency,
    "menu-privacy": privacy.open_room,
}
_COMMANDS: dict[str, Callable[[Turn], None]] = {
    "xemtin": follow_up.open_room,
    "tracuu": follow_up.open_room,
    "canhgiac": awareness.open_room,
    "canhbao": subscription.open_room,
    "khancap": menu.emergency,
    "riengtu": privacy.open_room,
    "huy": starting.leave,
    "xoa": privacy.erase,
    "ngung": subscription.stop,
    "dung": subscription.stop,
}
_FOLLOW_UP = frozenset({"xemtin", "tracuu"})
_SEARCHED = PLACE_STAGES | AREA_STAGES


def arrived(turn: Turn, event: ResidentEvent) -> None:
    """Hand what a resident did to whoever answers it; a chat that was left or joined gets no word."""
    match event:
        case ChoicePicked():
            choice(turn, event)
        case CommandReceived():
            command(turn, event)
        case TextReceived():
            (edited_text if event.edited else text)(turn, event)
        case FileReceived():
            file(turn, event)
        case LocationShared():
            location(turn, event)
        case ContactShared() | UnsupportedReceived():
            unusable(turn, event)
        case BulletinPressed():
            bulletins.pressed(turn, event)
        case ChatLeft() | ChatJoined():
            pass


def choice(turn: Turn, event: ChoicePicked) -> None:
    """A button: of the current question it is acted on, of a sent report it is answered, else it is stale."""
    conversation = turn.conversation
    offered = event.token and event.token == conversation.token and 0 <= event.index < len(conversation.picks)
    if offered:
        choices.act(turn, conversation.picks[event.index].action, event.message_id)
    elif sending.late_press(turn, event):
        return
    elif turn.stage is Stage.SENT:
        sending.nothing_left(turn)
    else:
        # Who presses an old `send` in another room must not leave believing that it went.
        asking.again(turn, None if turn.stage in REPORT_STAGES else menu.kept_draft(turn))


def command(turn: Turn, event: CommandReceived) -> None:
    """A command does what its button does."""
    name = event.name.casefold()
    if name == "start":
        _start(turn, event)
    elif name == "baotin":
        starting.begin(turn, event.message_id)
    elif name == "xacminh":
        telling.danger_first(turn, SecretText(event.payload))
        verify.open_room(turn, event.payload)
    elif name in _FOLLOW_UP and event.payload:
        follow_up.with_command(turn, SecretText(event.payload), event.message_id)
    elif name in _COMMANDS:
        _COMMANDS[name](turn)
        if name == "khancap":
            _back_to_question(turn)
    else:
        asking.again(turn, turn.text("help-command"))


def _start(turn: Turn, event: CommandReceived) -> None:
    payload = event.payload.strip()
    code = payload.removeprefix(_POSTER)
    from_poster = payload.startswith(_POSTER) and len(code) == _WARD_CODE_DIGITS
    if payload.startswith(_TEST_CHAT):
        turn.do(LinkTestChat(SecretText(payload.removeprefix(_TEST_CHAT)), turn.conversation.language))
        turn.say(turn.text("test-chat-linked"), menu=True)
    elif from_poster and turn.world.gazetteer.commune(code) is not None:
        starting.begin(turn, event.message_id, code)
    else:
        menu.open_menu(turn, welcome=True)


def text(turn: Turn, event: TextReceived) -> None:
    """A text: a label of the menu or of the question, a code, or what the stage takes."""
    typed = event.text.reveal()
    label = MenuLabels.of(turn.world.wordings).find(typed, exactly=turn.stage in _FREE_TEXT)
    if label is not None:
        _menu_label(turn, label, event)
        return
    pick = typed_pick(turn.conversation.picks, typed)
    if pick is not None:
        choices.act(turn, pick.action, None)
        return
    if turn.stage not in _FREE_TEXT and typed_pick([turn.pick("send", "code-send")], typed) is not None:
        if turn.stage is Stage.SENT:
            sending.already_sent(turn, turn.conversation.sent[-1])
            return
        if turn.report.tip_id is not None:
            starting.begin(turn, event.message_id)
            return
    # Also in the middle of the telling: a code sealed as content would let its reader answer in the resident's name.
    if (code := read_code(event.text)) is not None:
        follow_up.use_code(turn, code, event.message_id)
        return
    telling.danger_first(turn, event.text)
    _free_text(turn, event)


def _free_text(turn: Turn, event: TextReceived) -> None:
    if turn.stage is Stage.CONTENT:
        telling.text_arrived(turn, event)
    elif turn.stage is Stage.ADDING:
        follow_up.text_arrived(turn, event)
    elif turn.stage in _SEARCHED:
        places.search(turn, event.text.reveal())
    elif turn.stage in AWARENESS_STAGES:
        awareness.search(turn, event.text.reveal())
    elif turn.stage is Stage.QUIET_HOURS:
        subscription.typed_hours(turn, event.text.reveal())
    elif turn.stage is Stage.VERIFY:
        verify.check(turn, event.text.reveal())
    elif turn.stage is Stage.FOLLOW_UP:
        follow_up.typed(turn, event)
    else:
        asking.again(turn, turn.text(_HELP.get(turn.stage, "help-buttons")))


_HELP = {
    Stage.MENU: "help-menu",
    Stage.NOTICE: "help-early",
    Stage.CONFLICT: "help-early",
    Stage.WHEN: "help-early",
    Stage.CATEGORY: "category-help",
    Stage.CODE: "code-help",
    Stage.SENT: "sent-help",
    Stage.THREAD: "thread-help",
}


def edited_text(turn: Turn, event: TextReceived) -> None:
    """An edit: before the send an amendment of its item, after it a word on how to add."""
    number = telling.item_number(turn, event.message_id)
    if number is not None:
        telling.danger_first(turn, event.text)
        telling.text_arrived(turn, event, amends=number)
    elif turn.stage in _SEARCHED | AWARENESS_STAGES | {Stage.FOLLOW_UP, Stage.QUIET_HOURS, Stage.VERIFY}:
        text(turn, TextReceived(event.text, event.message_id))
    else:
        _edit_refused(turn, event.message_id)


def _edit_refused(turn: Turn, message_id: int) -> None:
    if any(message_id in marker.tracked for marker in turn.conversation.sent):
        turn.say(turn.text("edited-sent"))
    elif turn.stage is Stage.ADDING:
        asking.again(turn, turn.text("adding-edited"))
    else:
        asking.again(turn, turn.text("edited-unknown"))


def file(turn: Turn, event: FileReceived) -> None:
    """A file is taken where things are told; elsewhere it is said that it wasn't kept."""
    number = telling.item_number(turn, event.message_id)
    if event.edited:
        if number is not None:
            telling.danger_first(turn, event.caption)
            telling.file_arrived(turn, event, amends=number)
        else:
            _edit_refused(turn, event.message_id)
    elif turn.stage in {Stage.CONTENT, Stage.CATEGORY}:
        # A file may take so long to upload that the next step is there first: it belongs to the report all the same.
        telling.danger_first(turn, event.caption)
        telling.file_arrived(turn, event)
    elif turn.stage is Stage.ADDING:
        telling.danger_first(turn, event.caption)
        follow_up.file_arrived(turn, event)
    else:
        asking.again(turn, turn.text(_early(turn)), telling.album_key(event.album))


def location(turn: Turn, event: LocationShared) -> None:
    """A point: where it happened, or an item."""
    if turn.stage in _SEARCHED:
        places.near(turn, event.latitude, event.longitude)
    elif turn.stage is Stage.CONTENT:
        telling.location_arrived(turn, event)
    elif turn.stage is Stage.ADDING:
        follow_up.location_arrived(turn, event)
    else:
        asking.again(turn, turn.text(_early(turn)))


def _early(turn: Turn) -> str:
    if turn.stage in {Stage.CODE, Stage.CATEGORY}:
        return "code-help"
    if turn.stage in AWARENESS_STAGES | WARNING_STAGES | {Stage.MENU}:
        return "help-menu"
    return _NOT_KEPT.get(turn.stage, "help-early")


_NOT_KEPT = {
    Stage.SENT: "sent-help",
    Stage.VERIFY: "verify-picture",
    Stage.FOLLOW_UP: "follow-up-first",
    Stage.THREAD: "thread-help",
}


def unusable(turn: Turn, event: ContactShared | UnsupportedReceived) -> None:
    """A contact card is refused with the reason; a kind that can't be taken gets one line of help."""
    if isinstance(event, ContactShared):
        said = "contact-refused"
    elif turn.stage in AWARENESS_STAGES | WARNING_STAGES:
        said = "help-buttons"
    else:
        said = "verify-picture" if turn.stage is Stage.VERIFY else "unsupported"
    asking.again(turn, turn.text(said))


def _menu_label(turn: Turn, label: str, event: TextReceived) -> None:
    if label == "menu-report":
        starting.begin(turn, event.message_id)
        return
    _ROOMS[label](turn)
    if label == "menu-emergency":
        _back_to_question(turn)


def _back_to_question(turn: Turn) -> None:
    if turn.stage not in {Stage.MENU, Stage.SENT}:
        asking.again(turn)
