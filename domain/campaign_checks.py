"""What is wrong with a campaign before anybody approves it, as findings in a fixed order; it must never mend a text by itself."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.campaign_content import Button, CampaignContent, CampaignKind
from domain.campaign_schedule import AtOnce, Once, Schedule, fires_at_all, last_moment, next_times
from domain.hours import VIETNAM_TIME
from domain.subscriptions import QuietHours

MOST_TITLE = 60
MOST_BODY = 600
"""Characters that people read on a phone without scrolling; over it is advice, over a channel's limit is an error."""
MOST_REASON = 200
MOST_SYLLABLES = 15
"""Of one sentence (the house's tone)."""

FRAME_UNITS = 200
"""Kept free for what the house adds under every text: its promise about links, how to stop, why it is urgent."""
TEXT_LIMITS = {"telegram": 4096, "telegram_picture": 1024, "zalo": 2000}
"""UTF-16 units of one message: sendMessage text and sendPhoto caption of the Bot API; text of the Zalo Bot Platform."""

MOST_PICTURE_BYTES = 5 * 1024 * 1024
"""Half of what `sendPhoto` takes, so that the first upload of a run doesn't hold it up."""
MOST_PICTURE_SIDE = 5000
"""Pixels; the Bot API wants width and height together to stay within 10,000."""
MOST_PICTURE_RATIO = 20
"""Longer side over shorter side (Bot API, sendPhoto)."""
PICTURE_KINDS = frozenset({"image/jpeg", "image/png"})
MOST_VALID_HOURS = 14 * 24

_LINK = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|net|org|vn|info|top|xyz|site|online|shop|vip|cc|io|me|app|link|club|asia|biz)\b(?:/\S*)?",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(r"^(?:https?://)?(?:[a-z0-9-]+\.)*gov\.vn(?:[/?#].*)?$", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…:;\n]+")


class FindingKind(StrEnum):
    """What was found; the desk has a sentence for each in every language."""

    TITLE_MISSING = "title_missing"
    TITLE_LONG = "title_long"
    BODY_MISSING = "body_missing"
    BODY_LONG = "body_long"
    TEXT_TOO_LONG = "text_too_long"
    """`where` is the channel (`telegram`, `telegram_picture`, `zalo`)."""
    LANGUAGE_MISSING = "language_missing"
    LINK = "link"
    """A link that isn't of gov.vn: warnings never carry one, which is how people know a false one."""
    SENTENCE_LONG = "sentence_long"
    STOP_MISSING = "stop_missing"
    TOPIC_MISSING = "topic_missing"
    PICTURE_TOO_LARGE = "picture_too_large"
    PICTURE_TOO_WIDE = "picture_too_wide"
    PICTURE_KIND = "picture_kind"
    NO_PLACES = "no_places"
    REASON_MISSING = "reason_missing"
    REASON_LONG = "reason_long"
    IN_THE_PAST = "in_the_past"
    NEVER_FIRES = "never_fires"
    VALID_HOURS = "valid_hours"
    IN_QUIET_HOURS = "in_quiet_hours"


_ADVICE = frozenset({FindingKind.BODY_LONG, FindingKind.SENTENCE_LONG, FindingKind.IN_QUIET_HOURS})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `where` is a language code, a channel or empty; `actual` over `limit` where it is a number."""

    kind: FindingKind
    where: str = ""
    actual: int = 0
    limit: int = 0

    @property
    def is_error(self) -> bool:
        """Whether it must be mended before an approval can be asked for; the rest is advice."""
        return self.kind not in _ADVICE


def checks(content: CampaignContent, now: datetime) -> tuple[Finding, ...]:
    """Everything found, texts first, then picture, audience and time; places outside the unit's reach are storage's to refuse."""
    return (
        *_texts(content),
        *_buttons(content),
        *_picture(content),
        *_audience(content),
        *_time(content, now),
    )


def is_fit(content: CampaignContent, now: datetime) -> bool:
    """Whether nothing but advice was found."""
    return not any(finding.is_error for finding in checks(content, now))


def utf16_length(text: str) -> int:
    """Length as chat platforms count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _texts(content: CampaignContent) -> list[Finding]:
    found: list[Finding] = []
    wanted = {"vi", *content.audience.languages} - set(content.words)
    found += [Finding(FindingKind.LANGUAGE_MISSING, language) for language in sorted(wanted)]
    for language, words in sorted(content.words.items(), key=lambda item: (item[0] != "vi", item[0])):
        title, body = words.title.strip(), words.body.strip()
        if not title:
            found.append(Finding(FindingKind.TITLE_MISSING, language))
        if len(title) > MOST_TITLE:
            found.append(Finding(FindingKind.TITLE_LONG, language, len(title), MOST_TITLE))
        if not body:
            found.append(Finding(FindingKind.BODY_MISSING, language))
        found += _lengths(content, language, title, body)
        if _suspicious_links(f"{title}\n{body}"):
            found.append(Finding(FindingKind.LINK, language))
        longest = max((len(part.split()) for part in _SENTENCE.split(body)), default=0)
        if language == "vi" and longest > MOST_SYLLABLES:
            found.append(Finding(FindingKind.SENTENCE_LONG, language, longest, MOST_SYLLABLES))
    return found


def _lengths(content: CampaignContent, language: str, title: str, body: str) -> list[Finding]:
    length = utf16_length(title) + 1 + utf16_length(body) + FRAME_UNITS + utf16_length(content.urgent_reason)
    telegram = "telegram" if content.picture is None else "telegram_picture"
    found = [
        Finding(FindingKind.TEXT_TOO_LONG, channel, length, TEXT_LIMITS[channel])
        for channel in (telegram, "zalo")
        if length > TEXT_LIMITS[channel]
    ]
    if not found and len(body) > MOST_BODY:
        found.append(Finding(FindingKind.BODY_LONG, language, len(body), MOST_BODY))
    return found


def _suspicious_links(text: str) -> list[str]:
    links = (match.group().rstrip(".,;:!?)") for match in _LINK.finditer(text))
    return [link for link in links if not _OFFICIAL.match(link)]


def _buttons(content: CampaignContent) -> list[Finding]:
    found = []
    if Button.STOP not in content.buttons:
        found.append(Finding(FindingKind.STOP_MISSING))
    if Button.TOPIC in content.buttons and not content.topic_id:
        found.append(Finding(FindingKind.TOPIC_MISSING))
    return found


def _picture(content: CampaignContent) -> list[Finding]:
    picture = content.picture
    if picture is None:
        return []
    found = []
    if picture.mime not in PICTURE_KINDS:
        found.append(Finding(FindingKind.PICTURE_KIND))
    if picture.size > MOST_PICTURE_BYTES:
        found.append(Finding(FindingKind.PICTURE_TOO_LARGE, "", picture.size, MOST_PICTURE_BYTES))
    longer, shorter = max(picture.width, picture.height), min(picture.width, picture.height)
    if longer > MOST_PICTURE_SIDE or longer > MOST_PICTURE_RATIO * max(shorter, 1):
        found.append(Finding(FindingKind.PICTURE_TOO_WIDE, "", longer, MOST_PICTURE_SIDE))
    return found


def _audience(content: CampaignContent) -> list[Finding]:
    return [] if content.audience.places else [Finding(FindingKind.NO_PLACES)]


def _time(content: CampaignContent, now: datetime) -> list[Finding]:
    found: list[Finding] = []
    if content.kind is CampaignKind.URGENT:
        if not content.urgent_reason.strip():
            found.append(Finding(FindingKind.REASON_MISSING))
        elif len(content.urgent_reason) > MOST_REASON:
            found.append(Finding(FindingKind.REASON_LONG, "", len(content.urgent_reason), MOST_REASON))
    if not 1 <= content.valid_hours <= MOST_VALID_HOURS:
        found.append(Finding(FindingKind.VALID_HOURS, "", content.valid_hours, MOST_VALID_HOURS))
    moment = _schedule(content.schedule, now)
    if isinstance(moment, FindingKind):
        found.append(Finding(moment))
    elif content.kind is CampaignKind.NORMAL and QuietHours().holds_at(moment.astimezone(VIETNAM_TIME).hour):
        found.append(Finding(FindingKind.IN_QUIET_HOURS))
    return found


def _schedule(schedule: Schedule, now: datetime) -> datetime | FindingKind:
    """The first moment, or why there is none."""
    if isinstance(schedule, AtOnce):
        return now
    if not fires_at_all(schedule):
        return FindingKind.NEVER_FIRES
    # A minute's grace: what is set to "now" at the desk must survive the way to the button.
    following = next_times(schedule, now - timedelta(minutes=1))
    if following:
        return following[0]
    end = last_moment(schedule)
    past = isinstance(schedule, Once) or (end is not None and end <= now)
    return FindingKind.IN_THE_PAST if past or end is not None else FindingKind.NEVER_FIRES
