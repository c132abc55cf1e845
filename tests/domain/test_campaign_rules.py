"""A campaign's text, audience and time are judged where they are made, and its approval covers exactly them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaigns import (
    ALLOWED_MOVES,
    ENDED,
    MOST_PICTURE_BYTES,
    AtOnce,
    Audience,
    Button,
    CampaignContent,
    CampaignKind,
    CampaignState,
    DoubtRule,
    Finding,
    FindingKind,
    Monthly,
    Once,
    Peak,
    Picture,
    Schedule,
    Weekly,
    Words,
    canonical,
    checks,
    content_hash,
    fires_at_all,
    from_canonical,
    is_fit,
    may_change,
    may_send_now,
    next_times,
)
from domain.hours import VIETNAM_TIME, hour_of
from domain.subscriptions import (
    EVERY_TOPIC,
    WEEKLY_CAP,
    Place,
    QuietHours,
    SubscriberState,
    tidy_places,
    tidy_topics,
    week_begins,
    week_of,
)

NOW = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
PLACE = Place("14", "03703")
FIT = CampaignContent(
    {"vi": Words("Không ai cập nhật VNeID qua điện thoại", "Bà con tắt máy. Gọi lại số của xã.")},
    Audience((PLACE,)),
)
PICTURE = Picture(b"p" * 32, "image/png", 1000, 1080, 1080)


def kinds(content: CampaignContent) -> set[FindingKind]:
    return {finding.kind for finding in checks(content, NOW)}


def test_a_fit_campaign_has_nothing_to_say() -> None:
    assert checks(FIT, NOW) == ()
    assert is_fit(FIT, NOW)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (replace(FIT, audience=Audience()), FindingKind.NO_PLACES),
        (replace(FIT, words={}), FindingKind.LANGUAGE_MISSING),
        (replace(FIT, audience=Audience((PLACE,), (), ("en",))), FindingKind.LANGUAGE_MISSING),
        (replace(FIT, words={"vi": Words(" ", "Có.")}), FindingKind.TITLE_MISSING),
        (replace(FIT, words={"vi": Words("a" * 61, "Có.")}), FindingKind.TITLE_LONG),
        (replace(FIT, words={"vi": Words("Tựa", "")}), FindingKind.BODY_MISSING),
        (replace(FIT, words={"vi": Words("Tựa", "a. " * 700)}), FindingKind.TEXT_TOO_LONG),
        (replace(FIT, words={"vi": Words("Tựa", "Bấm https://vneid-capnhat.top/x")}), FindingKind.LINK),
        (replace(FIT, words={"vi": Words("Tựa", "Vào nhanlai-tien.com ngay")}), FindingKind.LINK),
        (replace(FIT, words={"vi": Words("Tựa", "Vào congan.gov.vn.lua.com ngay")}), FindingKind.LINK),
        (replace(FIT, buttons=(Button.MET,)), FindingKind.STOP_MISSING),
        (replace(FIT, buttons=(Button.STOP, Button.TOPIC)), FindingKind.TOPIC_MISSING),
        (replace(FIT, picture=replace(PICTURE, size=MOST_PICTURE_BYTES + 1)), FindingKind.PICTURE_TOO_LARGE),
        (replace(FIT, picture=replace(PICTURE, width=6000)), FindingKind.PICTURE_TOO_WIDE),
        (replace(FIT, picture=replace(PICTURE, mime="image/gif")), FindingKind.PICTURE_KIND),
        (replace(FIT, kind=CampaignKind.URGENT), FindingKind.REASON_MISSING),
        (replace(FIT, valid_hours=0), FindingKind.VALID_HOURS),
        (replace(FIT, schedule=Once(NOW - timedelta(hours=1))), FindingKind.IN_THE_PAST),
        (
            replace(FIT, schedule=Peak(date(2026, 2, 1), date(2026, 2, 20), time(9))),
            FindingKind.IN_THE_PAST,
        ),
        (replace(FIT, schedule=Weekly((), time(9), date(2026, 3, 1))), FindingKind.NEVER_FIRES),
        (
            replace(FIT, schedule=Monthly(31, time(9), date(2026, 4, 1), date(2026, 4, 30))),
            FindingKind.NEVER_FIRES,
        ),
        (replace(FIT, schedule=Monthly(32, time(9), date(2026, 4, 1))), FindingKind.NEVER_FIRES),
        (
            replace(FIT, schedule=Peak(date(2026, 4, 9), date(2026, 4, 1), time(9))),
            FindingKind.NEVER_FIRES,
        ),
    ],
)
def test_what_cannot_go_out_is_named(content: CampaignContent, kind: FindingKind) -> None:
    assert kind in kinds(content)
    assert not is_fit(content, NOW)


def test_too_long_for_one_channel_says_which_and_by_how_much() -> None:
    long = replace(FIT, words={"vi": Words("Tựa", "một hai ba. " * 80)}, picture=PICTURE)
    (found,) = [finding for finding in checks(long, NOW) if finding.kind is FindingKind.TEXT_TOO_LONG]
    assert found.where == "telegram_picture"
    assert found.actual > found.limit == 1024
    assert FindingKind.TEXT_TOO_LONG not in kinds(replace(long, picture=None))


def test_long_sentences_and_night_hours_are_advice() -> None:
    words = {"vi": Words("Tựa", " ".join(["chữ"] * 16))}
    night = Once(datetime(2026, 3, 5, 22, 0, tzinfo=VIETNAM_TIME))
    found = checks(replace(FIT, words=words, schedule=night), NOW)
    assert [finding.kind for finding in found] == [FindingKind.SENTENCE_LONG, FindingKind.IN_QUIET_HOURS]
    assert not any(finding.is_error for finding in found)
    assert found[0] == Finding(FindingKind.SENTENCE_LONG, "vi", 16, 15)


def test_an_official_address_is_no_suspicious_link() -> None:
    words = {"vi": Words("Tựa", "Chỉ cài từ https://vneid.gov.vn. Nghi thì gọi 113.")}
    assert FindingKind.LINK not in kinds(replace(FIT, words=words))


words_of = st.builds(Words, st.text(max_size=30), st.text(max_size=60))
times_of = st.times().map(lambda at: at.replace(second=0, microsecond=0))
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
moments = st.builds(datetime.combine, days, times_of, st.just(UTC))
schedules: st.SearchStrategy[Schedule] = st.one_of(
    st.just(AtOnce()),
    moments.map(Once),
    st.builds(
        Weekly,
        st.lists(st.integers(0, 6), unique=True).map(lambda some: tuple(sorted(some))),
        times_of,
        days,
        st.none() | days,
    ),
    st.builds(Monthly, st.integers(1, 31), times_of, days, st.none() | days),
    st.builds(Peak, days, days, times_of, st.integers(1, 30)),
)
contents = st.builds(
    CampaignContent,
    words=st.dictionaries(st.sampled_from(["vi", "en"]), words_of, min_size=1),
    audience=st.builds(
        Audience,
        st.lists(st.sampled_from([PLACE, Place("14"), Place("38", "15271")]), unique=True).map(
            lambda some: tuple(sorted(some, key=lambda place: place.key))
        ),
        st.just(("fire",)) | st.just(()),
    ),
    schedule=schedules,
    kind=st.sampled_from(CampaignKind),
    urgent_reason=st.text(max_size=20),
    buttons=st.sets(st.sampled_from(Button)).map(lambda some: tuple(each for each in Button if each in some)),
    topic_id=st.none() | st.just("fire"),
    picture=st.none() | st.just(PICTURE),
    valid_hours=st.integers(1, 100),
    doubt=st.sampled_from(DoubtRule),
)


@given(contents)
def test_what_is_stored_is_what_was_written(content: CampaignContent) -> None:
    again = from_canonical(canonical(content))
    assert again == content
    assert content_hash(again) == content_hash(content)


@given(contents, contents)
def test_two_contents_have_one_hash_only_if_they_are_the_same(
    one: CampaignContent, other: CampaignContent
) -> None:
    assert (content_hash(one) == content_hash(other)) == (canonical(one) == canonical(other))


@pytest.mark.parametrize(
    "change",
    [
        {"words": {"vi": Words("Không ai cập nhật VNeID qua điện thoại", "Bà con tắt máy.")}},
        {"audience": Audience((Place("14"),))},
        {"schedule": Once(NOW)},
        {"kind": CampaignKind.URGENT},
        {"urgent_reason": "Gấp"},
        {"buttons": (Button.STOP,)},
        {"topic_id": "fire"},
        {"picture": PICTURE},
        {"valid_hours": 25},
        {"doubt": DoubtRule.AGAIN},
    ],
)
def test_any_change_changes_the_hash(change: dict[str, object]) -> None:
    assert content_hash(replace(FIT, **change)) != content_hash(FIT)  # type: ignore[arg-type]


@given(schedules, moments)
def test_the_next_times_come_later_and_in_order(schedule: Schedule, after: datetime) -> None:
    found = next_times(schedule, after, 4)
    assert list(found) == sorted(set(found))
    assert all(moment > after for moment in found)
    if found:
        assert fires_at_all(schedule)


def test_rules_fire_on_the_days_they_name_in_vietnams_time() -> None:
    weekly = Weekly((0, 4), time(8, 30), date(2026, 3, 1))
    local = [moment.astimezone(VIETNAM_TIME) for moment in next_times(weekly, NOW, 3)]
    assert [(moment.date(), moment.time()) for moment in local] == [
        (date(2026, 3, 6), time(8, 30)),
        (date(2026, 3, 9), time(8, 30)),
        (date(2026, 3, 13), time(8, 30)),
    ]
    monthly = next_times(Monthly(31, time(9), date(2026, 3, 1)), NOW, 2)
    assert [moment.month for moment in monthly] == [3, 5]
    peak = next_times(Peak(date(2026, 3, 1), date(2026, 3, 20), time(9), every_days=7), NOW, 9)
    assert [moment.day for moment in peak] == [8, 15]


def test_every_state_leads_to_an_end_and_no_end_leads_anywhere() -> None:
    assert {state for state, moves in ALLOWED_MOVES.items() if not moves} == ENDED
    for state in CampaignState:
        reached, todo = {state}, [state]
        while todo:
            new = ALLOWED_MOVES[todo.pop()] - reached
            reached |= new
            todo += new
        assert reached & ENDED
    assert {state for state in CampaignState if may_change(state)} == {
        CampaignState.DRAFT,
        CampaignState.AWAITING_APPROVAL,
        CampaignState.SCHEDULED,
    }


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23))
def test_after_quiet_hours_comes_an_hour_that_is_not_quiet(start: int, end: int, hour: int) -> None:
    quiet = QuietHours(start, end)
    now = datetime(2026, 3, 4, hour, 59, tzinfo=VIETNAM_TIME)
    opens = quiet.open_hour(now)
    wait = opens - hour_of(now)
    assert 0 <= wait < 24
    assert not quiet.holds_at((hour + wait) % 24)
    assert all(quiet.holds_at((hour + each) % 24) for each in range(wait))


def test_cap_quiet_hours_and_state_are_applied_and_urgency_breaks_two_of_them() -> None:
    night = datetime(2026, 3, 4, 22, 0, tzinfo=VIETNAM_TIME)
    full = (week_of(night.date()), WEEKLY_CAP)
    active, quiet = SubscriberState.ACTIVE, QuietHours()

    def ask(kind: CampaignKind, state: SubscriberState | None, now: datetime, **given: bool) -> object:
        rule = may_send_now(kind, state, quiet, full, now, **given)
        return rule.skip or rule.not_before or rule.now

    assert ask(CampaignKind.URGENT, active, night) is True
    assert ask(CampaignKind.URGENT, SubscriberState.BLOCKED, night) == "blocked"
    assert ask(CampaignKind.NORMAL, None, NOW) == "stopped"
    assert ask(CampaignKind.NORMAL, active, NOW) == "weekly_cap"
    assert ask(CampaignKind.NORMAL, active, NOW, is_correction=True) is True
    assert ask(CampaignKind.NORMAL, active, night, is_correction=True) == hour_of(night) + 9


def test_places_and_topics_are_kept_once_and_the_whole_takes_its_parts() -> None:
    assert tidy_places([PLACE, Place("14"), Place("38", "15271"), PLACE]) == (
        Place("14"),
        Place("38", "15271"),
    )
    assert tidy_topics([]) == tidy_topics(["fire", EVERY_TOPIC]) == (EVERY_TOPIC,)
    assert tidy_topics(["theft", "fire", "fire"]) == ("fire", "theft")
    assert week_begins(week_of(date(2026, 3, 4))) == date(2026, 3, 2)
