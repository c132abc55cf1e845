"""What a campaign says, to whom and when, and the hash that an approval is bound to; it must never hold a name of a recipient."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from domain.campaign_schedule import AtOnce, Schedule, schedule_from_json, schedule_to_json
from domain.subscriptions import Place

_HASH_LABEL = b"tinbao/campaign/v1\x00"


class CampaignKind(StrEnum):
    """Whether quiet hours and the weekly cap hold; an urgent campaign says why they don't."""

    NORMAL = "normal"
    URGENT = "urgent"


class Button(StrEnum):
    """What stands under a bulletin; the values are the acts of its buttons (`b:<short id>:<act>`)."""

    STOP = "stop"
    MET = "met"
    TOPIC = "topic"
    REPORT = "report"


class DoubtRule(StrEnum):
    """What becomes of a delivery whose outcome a crash or a time-out left unknown."""

    LEAVE = "leave"
    """At most once: it is marked as in doubt and left."""
    AGAIN = "again"
    """At least once: it is sent again."""


@dataclass(frozen=True, slots=True)
class Words:
    """The text in one language: plain, without markup."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture kept under its SHA-256 (32 bytes); sizes in bytes and pixels, so that it can be checked without being read."""

    sha256: bytes
    mime: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is meant. A subscriber of a commune is also reached through its province, one of a province through its communes.

    No topic means every topic, no language every language. No place means nobody.
    """

    places: tuple[Place, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def _standard_buttons() -> tuple[Button, ...]:
    return (Button.STOP, Button.MET, Button.REPORT)


@dataclass(frozen=True, slots=True)
class CampaignContent:
    """Everything that an approval approves. `words` by language code, Vietnamese always among them once it is fit.

    `valid_hours`: how long after its start a run may still deliver.
    """

    words: Mapping[str, Words]
    audience: Audience = field(default_factory=Audience)
    schedule: Schedule = field(default_factory=AtOnce)
    kind: CampaignKind = CampaignKind.NORMAL
    urgent_reason: str = ""
    buttons: tuple[Button, ...] = field(default_factory=_standard_buttons)
    topic_id: str | None = None
    picture: Picture | None = None
    valid_hours: int = 24
    doubt: DoubtRule = DoubtRule.LEAVE

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", MappingProxyType(dict(self.words)))

    def words_for(self, language: str) -> Words:
        """The text in a language, in Vietnamese where it isn't written in it. Raises KeyError without any."""
        return self.words.get(language) or self.words["vi"]


def canonical(content: CampaignContent) -> str:
    """One spelling of a content as JSON: what is stored and what is hashed."""
    audience, picture = content.audience, content.picture
    facts: dict[str, Any] = {
        "words": {code: [words.title, words.body] for code, words in content.words.items()},
        "places": sorted([place.province_code, place.commune_code or ""] for place in set(audience.places)),
        "topics": sorted(set(audience.topics)),
        "languages": sorted(set(audience.languages)),
        "schedule": schedule_to_json(content.schedule),
        "kind": content.kind.value,
        "urgent_reason": content.urgent_reason,
        "buttons": [button.value for button in Button if button in content.buttons],
        "topic_id": content.topic_id,
        "picture": None
        if picture is None
        else [picture.sha256.hex(), picture.mime, picture.size, picture.width, picture.height],
        "valid_hours": content.valid_hours,
        "doubt": content.doubt.value,
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_canonical(text: str) -> CampaignContent:
    """Read what `canonical` wrote."""
    facts = json.loads(text)
    picture = facts["picture"]
    return CampaignContent(
        words={code: Words(title, body) for code, (title, body) in facts["words"].items()},
        audience=Audience(
            tuple(Place(province, commune or None) for province, commune in facts["places"]),
            tuple(facts["topics"]),
            tuple(facts["languages"]),
        ),
        schedule=schedule_from_json(facts["schedule"]),
        kind=CampaignKind(facts["kind"]),
        urgent_reason=facts["urgent_reason"],
        buttons=tuple(Button(value) for value in facts["buttons"]),
        topic_id=facts["topic_id"],
        picture=None if picture is None else Picture(bytes.fromhex(picture[0]), *picture[1:]),
        valid_hours=facts["valid_hours"],
        doubt=DoubtRule(facts["doubt"]),
    )


def content_hash(content: CampaignContent) -> bytes:
    """SHA-256 (32 bytes) over exactly this text, buttons, picture, audience, schedule and kind."""
    return hashlib.sha256(_HASH_LABEL + canonical(content).encode("utf-8", "surrogatepass")).digest()
