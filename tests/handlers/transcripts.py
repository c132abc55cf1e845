"""Plays the resident's lines of a transcript and writes down what the bot does; run as a module to renew the files.

`> text` typed · `> [Label]` pressed · `> (…)` something else that happens · `< text` the bot says ·
`= …` what is stored, deleted or timed. Everything but the lines with `>` and `#` is written by the program.
"""

import re
import sys
from pathlib import Path

from handlers.conversation import fresh
from handlers.effects import (
    AddToThread,
    Ask,
    BeginDraft,
    Choice,
    DeleteMessages,
    DropDraft,
    Effect,
    EraseMyData,
    LimitKind,
    MarkKind,
    Say,
    SealPart,
    SendTip,
    SetCategory,
    SetReminder,
    ShowPicture,
    TakeLimit,
    Wording,
)
from handlers.events import (
    BulletinPressed,
    ChatJoined,
    ChatLeft,
    ChoicePicked,
    CommandReceived,
    ContactShared,
    Event,
    FileKind,
    FileReceived,
    FileRef,
    FileRefusalReason,
    LocationShared,
    Stumbled,
    TextReceived,
    TimerFired,
    UnsupportedReceived,
    UpdateRepeated,
)
from handlers.subscriptions import (
    Bulletin,
    CountAct,
    CountMet,
    LinkTestChat,
    PauseSubscription,
    ResumeSubscription,
    SaveSubscription,
    StopSubscription,
    Subscription,
    WarningStore,
)
from sealing.secret_types import SecretText
from tests.handlers.house import gazetteer
from tests.handlers.phone import Phone
from tests.handlers.small_library import long_library

FOLDER = Path(__file__).parent.parent / "transcripts"
_FILES = {
    "photo": FileKind.PHOTO,
    "voice": FileKind.VOICE,
    "video": FileKind.VIDEO,
    "document": FileKind.DOCUMENT,
    "audio": FileKind.AUDIO,
    "video note": FileKind.VIDEO_NOTE,
}
_COMMAND = re.compile(r"/(\w+)(?: (.*))?")
_FILE = re.compile(
    r"(photo|voice|video note|video|document|audio)(?: of (\d+) MB)?(?: in album (\w+))?(?:: (.*))?"
)
_WARNING = re.compile(r"warning (\w+) came(?: about (\w+))?(?: for (\d{5}))?")
_UNDER_WARNING = re.compile(r"presses (\w+) under warning (\w+)")
_EDIT = re.compile(r"edits line (\d+) to: (.*)")


class Player:
    """One transcript being played."""

    def __init__(self) -> None:
        self.phone = Phone()
        self.lines: list[str] = []
        self.buttons: dict[str, list[Choice]] = {}
        self.message_ids: list[int] = []

    def play(self, source: str) -> str:
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
                self._resident(line[2:].rstrip())
        return "\n".join(self.lines).rstrip() + "\n"

    def _resident(self, line: str) -> None:
        if line.startswith("(") and line.endswith(")"):
            event = self._happening(line[1:-1])
            if event is None:
                return
        elif line.startswith("[") and line.endswith("]"):
            assert line[1:-1] in self.buttons, f"no button {line}, after:\n" + "\n".join(self.lines)
            event = self._press(self.buttons[line[1:-1]][-1])
        elif command := _COMMAND.fullmatch(line):
            event = CommandReceived(command[1], command[2] or "", self._number())
        else:
            event = TextReceived(SecretText(_typed(line)), self._number())
        for effect in self.phone.happen(event):
            self._write(effect)

    def _happening(self, what: str) -> Event | None:  # noqa: C901, PLR0911, PLR0912
        phone = self.phone
        if match := _FILE.fullmatch(what):
            kind, megabytes, album, caption = match.groups()
            size = int(megabytes) * 1024 * 1024 if megabytes else 1000
            return FileReceived(
                FileRef(_FILES[kind], size), SecretText(caption) if caption else None, self._number(), album
            )
        if match := _EDIT.fullmatch(what):
            return TextReceived(SecretText(match[2]), self.message_ids[int(match[1]) - 1], edited=True)
        if match := _WARNING.fullmatch(what):
            phone.bulletins[match[1]] = Bulletin(match[2], match[3])
            return None
        if match := _UNDER_WARNING.fullmatch(what):
            return BulletinPressed(match[2], match[1])
        if what.startswith("a test link is made: "):
            phone.test_links.add(what.rsplit(maxsplit=1)[-1])
            return None
        if what == "the library has one long card":
            phone.house.topics = long_library()
            return None
        if what.startswith("location "):
            latitude, longitude = what.split()[1:]
            return LocationShared(float(latitude), float(longitude), self._number())
        if what.startswith("presses the first ["):
            return self._press(self.buttons[what.removeprefix("presses the first [").removesuffix("]")][0])
        if what.startswith("hours pass: "):
            phone.house.wait(hours=int(what.split(": ")[1]))
            return None
        if what.startswith("police answer: "):
            phone.police_answer(what.removeprefix("police answer: "))
            return None
        if what.startswith("the file turns out "):
            phone.refuse_file = FileRefusalReason(what.rsplit(maxsplit=1)[-1])
            return None
        if what == "the next files are fine":
            phone.refuse_file = None
            return None
        if what.startswith("limit "):
            _, name, most = what.split()
            phone.set_limits(**{name: int(most)})
            return None
        if what == "types the code":
            return TextReceived(SecretText(self.phone.sent_tips()[-1].codes[-1]), self._number())
        if what == "types the code just shown":
            return TextReceived(SecretText(phone.shown_code()), self._number())
        if what == "types the code behind /xemtin":
            return CommandReceived("xemtin", self.phone.sent_tips()[-1].codes[-1], self._number())
        if what == "types the code with dashes and the letter o":
            code = self.phone.sent_tips()[-1].codes[-1].replace("0", "o")
            groups = [code[start : start + 4] for start in range(0, 24, 4)]
            return TextReceived(SecretText("-".join(groups)), self._number())
        if what == "types a code nobody has":
            return TextReceived(SecretText("0000 0000 0000 0000 0000 0098"), self._number())
        if what == "the row has died":
            phone.conversation = fresh(draft_died=True)
            return None
        if what == "15 minutes pass":
            phone.forget_keys()
            phone.house.wait(minutes=15)
            return None
        if what == "the platform can't delete 2":
            phone.undeletable = 2
            return None
        if what == "the sealed form is open":
            phone.house.form_url = "https://form.example.vn"
            return None
        if what == "the disk is nearly full":
            phone.disk_full = True
            return None
        simple: dict[str, Event] = {
            "contact card": ContactShared(0),
            "sticker": UnsupportedReceived(0),
            "ten minutes of silence": TimerFired("draft"),
            "the update comes again": UpdateRepeated(),
            "something fails": Stumbled(),
            "blocks the bot": ChatLeft(),
            "unblocks the bot": ChatJoined(),
            "forged button": ChoicePicked("forged", 0, 1),
        }
        return simple[what]

    def _press(self, choice: Choice) -> ChoicePicked | BulletinPressed:
        if choice.data.startswith("b:"):
            _, campaign, act = choice.data.split(":")
            return BulletinPressed(campaign, act)
        token, _, index = choice.data.partition(":")
        shown = [bubble.number for bubble in self.phone.screen if choice in bubble.choices]
        return ChoicePicked(token, int(index), shown[-1] if shown else None)

    def _number(self) -> int:
        self.message_ids.append(self.phone.next_number())
        return self.message_ids[-1]

    def _write(self, effect: Effect) -> None:
        if isinstance(effect, Say | Ask):
            self._write_said(effect)
        elif told := _stored(effect, self.phone):
            self.lines.append(f"= {told}")

    def _write_said(self, effect: Say | Ask) -> None:
        first, *rest = _with_marks(effect.text).split("\n")
        self.lines.append(f"< {first}")
        self.lines += [f"  {line}".rstrip() for line in rest]
        if effect.coalesce:
            self.lines.append(f"  (only the last of {effect.coalesce})")
        if isinstance(effect, Say):
            if effect.menu is not None:
                self.lines += ["  " + " ".join(f"⟨{label}⟩" for label in row) for row in effect.menu.rows]
            return
        for choice in effect.choices:
            self.buttons.setdefault(choice.label, []).append(choice)
        labels = [f"[{choice.label}]" for choice in effect.choices]
        for start in range(0, len(labels), effect.columns):
            self.lines.append("  " + " ".join(labels[start : start + effect.columns]))


def _typed(line: str) -> str:
    """What a line stands for: a few characters that can't be seen are written out."""
    repeated = re.fullmatch(r"(\S+) × (\d+)", line)
    if repeated:
        return repeated[1] * int(repeated[2])
    return re.sub(r"<U\+([0-9A-F]{4})>", lambda match: chr(int(match[1], 16)), line)


def _with_marks(wording: Wording) -> str:
    text = wording.text.encode("utf-16-le")
    for mark in reversed(wording.marks):
        sign = ("**" if mark.kind is MarkKind.BOLD else "`").encode("utf-16-le")
        start, end = mark.offset * 2, (mark.offset + mark.length) * 2
        text = text[:start] + sign + text[start:end] + sign + text[end:]
    return text.decode("utf-16-le")


def _stored(effect: Effect, phone: Phone) -> str | None:  # noqa: C901, PLR0911
    units = phone.house.serving.units
    match effect:
        case BeginDraft():
            copies = "".join(f" and {units[unit].name}" for unit in effect.copy_ids)
            alarms = "".join(f", alarm {alarm.kind}" for alarm in effect.alarms)
            away = ", local police kept out" if effect.conflict else ""
            return f"draft for {units[effect.recipient_id].name}{copies}{away}{alarms}"
        case SealPart(_, number, content):
            amends = f", correcting {content.amends}" if content.amends else ""
            caption = ", with caption" if content.caption else ""
            return f"part {number} sealed ({content.kind}{caption}{amends})"
        case SetCategory(_, category):
            return f"category: {category or 'none'}"
        case SendTip(tip_id):
            return f"SENT with {len(phone.store[tip_id].parts)} parts"
        case DropDraft():
            return "draft dropped"
        case AddToThread(_, content):
            return f"addition sealed and signed ({content.kind})"
        case SetReminder(days):
            return f"reminder in {days} days"
        case EraseMyData():
            return "chat forgotten"
        case ShowPicture(topic_id):
            return f"picture of {topic_id}"
        case DeleteMessages(message_ids):
            return f"{len(message_ids)} messages deleted here"
        case TakeLimit(LimitKind.WRONG_CODE):
            return "one wrong code counted"
        case _ if isinstance(effect, WarningStore):
            return _about_warnings(effect, phone)
    return None


def _about_warnings(effect: WarningStore, phone: Phone) -> str | None:  # noqa: PLR0911
    match effect:
        case SaveSubscription(subscription):
            return f"warnings: {_subscribed(subscription)}"
        case StopSubscription():
            return "warnings stopped, address deleted"
        case PauseSubscription():
            return "warnings paused" if phone.paused else None
        case ResumeSubscription():
            return "warnings go on" if phone.came_back else None
        case CountMet(campaign):
            return f"counted once: met the trick of {campaign}"
        case CountAct(campaign, act):
            return f"counted: {act} of {campaign}"
        case LinkTestChat():
            return "test chat linked"


def _subscribed(subscription: Subscription) -> str:
    places = gazetteer()
    names = []
    for place in subscription.places:
        found = places.commune(place.commune_code or "") or places.province(place.province_code)
        names.append(found.title if found else "?")
    quiet = subscription.quiet
    return (
        f"{', '.join(names)}; topics {', '.join(subscription.topics)};"
        f" {subscription.language}; quiet {quiet.start}-{quiet.end}"
    )


def played(path: Path) -> str:
    """A transcript as the program plays it today."""
    return Player().play(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    chosen = [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.txt"))
    for transcript in chosen:
        transcript.write_text(played(transcript), encoding="utf-8")
