"""Reads the content of a campaign that the editor posts, strictly; must never let through what the domain couldn't have made."""

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from domain.campaign_schedule import Monthly, Peak, Weekly
from domain.campaigns import (
    AtOnce,
    Audience,
    Button,
    CampaignContent,
    CampaignKind,
    DoubtRule,
    Once,
    Picture,
    Schedule,
    Words,
)
from domain.place_records import Commune
from domain.subscriptions import Place
from web.desk.inputs import BadInput

MOST_TEXT = 8000
"""Well over every channel's limit, so that a text too long is a finding with a sentence and not a broken save."""
_VIETNAM = timezone(timedelta(hours=7))
_Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
"""Years that the schedule's arithmetic can follow to its horizon."""


class _Posted(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


_STORABLE = r"^[^\x00]*$"
"""PostgreSQL takes no NUL in a text."""


class _Words(_Posted):
    title: Annotated[str, Field(max_length=MOST_TEXT, pattern=_STORABLE)]
    body: Annotated[str, Field(max_length=MOST_TEXT, pattern=_STORABLE)]


class _Place(_Posted):
    province: Annotated[str, Field(pattern=r"^\d{2}$")]
    commune: Annotated[str | None, Field(pattern=r"^\d{5}$")]


class _AtOnce(_Posted):
    kind: Literal["at_once"]


class _Once(_Posted):
    kind: Literal["once"]
    day: _Day
    at: time


class _Weekly(_Posted):
    kind: Literal["weekly"]
    weekdays: Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(max_length=7)]
    at: time
    first: _Day
    last: _Day | None


class _Monthly(_Posted):
    kind: Literal["monthly"]
    day: Annotated[int, Field(ge=1, le=31)]
    at: time
    first: _Day
    last: _Day | None


class _Peak(_Posted):
    kind: Literal["peak"]
    first: _Day
    last: _Day
    at: time
    every_days: Annotated[int, Field(ge=1, le=366)]


class PostedContent(_Posted):
    """What the editor's script posts; `picture` is the hash of one that was uploaded before."""

    version: Annotated[int, Field(ge=1, lt=2**31)]
    words: dict[Literal["vi", "en"], _Words]
    places: Annotated[tuple[_Place, ...], Field(max_length=200)]
    topics: Annotated[tuple[str, ...], Field(max_length=100)]
    languages: Annotated[tuple[Literal["vi", "en"], ...], Field(max_length=2)]
    schedule: Annotated[_AtOnce | _Once | _Weekly | _Monthly | _Peak, Field(discriminator="kind")]
    urgent: bool
    urgent_reason: Annotated[str, Field(max_length=1000, pattern=_STORABLE)]
    buttons: Annotated[tuple[Button, ...], Field(max_length=4)]
    topic: str | None
    picture: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")]
    valid_hours: Annotated[int, Field(ge=0, lt=2**31)]


async def posted_content(request: Request) -> PostedContent:
    """The request's body. Raises BadInput for any other form."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise BadInput
    try:
        return PostedContent.model_validate_json(await request.body())
    except (ValidationError, UnicodeDecodeError):
        raise BadInput from None


def content_of(
    posted: PostedContent,
    picture: Picture | None,
    doubt: DoubtRule,
    topics: Collection[str],
    commune: Callable[[str], Commune | None],
) -> CampaignContent:
    """The content in the domain's form. Raises BadInput for topics and places that don't exist."""
    named = {*posted.topics, *([posted.topic] if posted.topic else [])}
    if "vi" not in posted.words or not named <= set(topics):
        raise BadInput
    return CampaignContent(
        words={code: Words(_line(words.title), words.body) for code, words in posted.words.items()},
        audience=Audience(
            tuple(_place(place, commune) for place in posted.places), posted.topics, posted.languages
        ),
        schedule=_schedule(posted),
        kind=CampaignKind.URGENT if posted.urgent else CampaignKind.NORMAL,
        urgent_reason=_line(posted.urgent_reason).strip() if posted.urgent else "",
        buttons=posted.buttons,
        topic_id=posted.topic,
        picture=picture,
        valid_hours=posted.valid_hours,
        doubt=doubt,
    )


def _place(place: _Place, commune: Callable[[str], Commune | None]) -> Place:
    if place.commune is not None:
        found = commune(place.commune)
        if found is None or found.province_code != place.province:
            raise BadInput
    return Place(place.province, place.commune)


def _schedule(posted: PostedContent) -> Schedule:
    match posted.schedule:
        case _AtOnce():
            return AtOnce()
        case _Once(day=day, at=at):
            return Once(datetime.combine(day, _minute(at), _VIETNAM))
        case _Weekly(weekdays=weekdays, at=at, first=first, last=last):
            return Weekly(tuple(sorted(set(weekdays))), _minute(at), first, last)
        case _Monthly(day=number, at=at, first=first, last=last):
            return Monthly(number, _minute(at), first, last)
        case _Peak(first=begin, last=end, at=at, every_days=every):
            return Peak(begin, end, _minute(at), every)


def _minute(at: time) -> time:
    return time(at.hour, at.minute)


def _line(text: str) -> str:
    return " ".join(text.split("\n"))
