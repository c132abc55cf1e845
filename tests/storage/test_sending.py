"""From the first part to the sending: nothing lost, nothing doubled, nothing sealed to a key that moved."""

import pytest

from domain.tips import When
from domain.units import Unit, UnitKind
from storage import drafts, queue_keys, sweep, tips, units
from storage.drafts import Arrival, SendOutcome, SendResult
from storage.engine import Connection, Database
from storage.errors import EpochMoved, NotADraft, NumberTaken
from tests.storage.town import (
    COMMUNE,
    DUTY,
    HOUR,
    INSPECTORATE,
    NEIGHBOUR,
    NOW,
    Report,
    certify,
    later,
    officer,
    sealed_part,
)


def test_sending_is_one_change_that_can_be_repeated(town: Database) -> None:
    report = Report()

    def story(conn: Connection) -> list[SendOutcome]:
        report.ready(conn)
        return [report.send(conn) for _ in range(3)]

    first, *again = town.write_now(story)
    assert first == SendOutcome(SendResult.SENT, COMMUNE, Arrival.RELEASED)
    assert again == [SendOutcome(SendResult.ALREADY_SENT, COMMUNE, Arrival.RELEASED)] * 2
    viewer = town.write_now(lambda conn: officer(conn, COMMUNE, "an"))
    page = town.read_now(lambda conn: tips.queue_page(conn, viewer, tips.QueueFilter(), None, now_hour=HOUR))
    assert [row.tip_id for row in page.rows] == [report.tip_id]


def test_a_tip_that_is_not_urgent_waits_for_its_release_unseen(town: Database) -> None:
    report = Report()
    viewer = town.write_now(lambda conn: officer(conn, COMMUNE, "an"))
    outcome = town.write_now(lambda conn: report.ready(conn).send(conn, release_at=later(minutes=10)))
    assert outcome == SendOutcome(SendResult.SENT, COMMUNE, Arrival.WAITING)

    def seen(conn: Connection) -> object:
        page = tips.queue_page(conn, viewer, tips.QueueFilter(), None, now_hour=HOUR)
        return page.rows, tips.counts(conn, viewer, HOUR).open, tips.tip(conn, viewer, report.tip_id)

    assert town.read_now(seen) == ((), 0, tips.NotVisible())
    assert town.write_now(lambda conn: sweep.release_due(conn, later(minutes=9), 60)) == ()
    (arrived,) = town.write_now(lambda conn: sweep.release_due(conn, later(minutes=10), 60))
    assert (arrived.queue_id, arrived.tip_id, arrived.number, arrived.held) == (
        COMMUNE,
        report.tip_id,
        1,
        False,
    )
    assert town.write_now(lambda conn: sweep.release_due(conn, later(minutes=11), 60)) == ()
    assert isinstance(town.read_now(lambda conn: tips.tip(conn, viewer, report.tip_id)), tips.TipView)


def test_what_happens_now_is_released_at_once_to_both_queues_with_a_number_in_each(town: Database) -> None:
    def story(conn: Connection) -> list[int]:
        officers = [officer(conn, queue, queue) for queue in (COMMUNE, DUTY, NEIGHBOUR)]
        Report(DUTY).sent(conn)
        report = Report.happening_now().ready(conn)
        assert report.send(conn, release_at=later(minutes=30)).arrival is Arrival.RELEASED
        views = [tips.tip(conn, viewer, report.tip_id) for viewer in officers]
        return [view.number if isinstance(view, tips.TipView) else 0 for view in views]

    assert town.write_now(story) == [1, 2, 0]


def test_nothing_is_sent_before_a_code_names_every_part(town: Database) -> None:
    def story(conn: Connection) -> list[SendResult]:
        report = Report()
        results = [report.send(conn).result]
        report.begin(conn)
        results.append(report.send(conn).result)
        report.add(conn)
        results.append(report.send(conn).result)
        report.make_receipt(conn)
        report.add(conn)
        results.append(report.send(conn).result)
        drafts.renew_manifest(conn, report.tip_id, report.seal_manifest, HOUR)
        results.append(report.send(conn).result)
        return results

    assert town.write_now(story) == [
        SendResult.NO_DRAFT,
        SendResult.EMPTY,
        SendResult.NEEDS_RECEIPT,
        SendResult.NEEDS_RECEIPT,
        SendResult.SENT,
    ]


def test_a_part_sealed_to_a_former_epoch_is_refused_and_names_the_queue(town: Database) -> None:
    report = Report.happening_now()

    def story(conn: Connection) -> None:
        report.begin(conn)
        report.add(conn)
        queue_keys.add_epoch(conn, DUTY, 2, b"k" * 1216, (), NOW)
        report.add(conn)  # an epoch that nobody certified changes nothing
        certify(conn, DUTY, 2)

    town.write_now(story)
    with pytest.raises(EpochMoved) as moved:
        town.write_now(report.add)
    assert moved.value.queue_id == DUTY
    assert town.read_now(lambda conn: drafts.facts(conn, report.tip_id)).part_count == 2  # type: ignore[union-attr]


@pytest.mark.parametrize("queues", [(COMMUNE,), (COMMUNE, DUTY, NEIGHBOUR), (COMMUNE, NEIGHBOUR), ()])
def test_a_part_is_sealed_to_exactly_the_queues_of_its_tip(town: Database, queues: tuple[str, ...]) -> None:
    report = Report.happening_now()
    town.write_now(report.begin)
    with pytest.raises(EpochMoved):
        town.write_now(lambda conn: drafts.add_part(conn, sealed_part(report.tip_id, 1, queues), HOUR))


@pytest.mark.parametrize(("queues", "epoch"), [((), 1), (("c-00999",), 0), (("c-00999",), 1)])
def test_nothing_is_taken_for_a_queue_without_a_certified_key(
    town: Database, queues: tuple[str, ...], epoch: int
) -> None:
    report = Report("c-00999")
    unit = Unit("c-00999", UnitKind.COMMUNE, "Công an xã Chưa có khóa", "14")
    town.write_now(lambda conn: (units.upsert_units(conn, [unit]), report.begin(conn)))
    part = sealed_part(report.tip_id, 1, queues, epoch=epoch)
    with pytest.raises(EpochMoved):
        town.write_now(lambda conn: drafts.add_part(conn, part, HOUR))


def test_a_part_number_is_never_used_twice(town: Database) -> None:
    report = Report()
    town.write_now(lambda conn: (report.begin(conn), report.add(conn)))
    with pytest.raises(NumberTaken) as taken:
        town.write_now(lambda conn: drafts.add_part(conn, sealed_part(report.tip_id, 1, (COMMUNE,)), HOUR))
    assert taken.value.next_number == 2


def test_a_sent_tip_takes_no_part_no_code_and_no_category_as_a_draft(town: Database) -> None:
    report = Report()
    town.write_now(report.sent)
    for late in (
        report.add,
        report.make_receipt,
        lambda conn: drafts.set_category(conn, report.tip_id, "drugs"),
    ):
        with pytest.raises(NotADraft):
            town.write_now(late)
    assert town.write_now(lambda conn: drafts.drop(conn, report.tip_id)) == ()
    assert town.read_now(lambda conn: drafts.facts(conn, report.tip_id)).sent  # type: ignore[union-attr]


def test_three_codes_keep_working_and_a_fourth_voids_the_oldest(town: Database) -> None:
    report = Report()

    def story(conn: Connection) -> tips.TipView:
        viewer = officer(conn, COMMUNE, "an")
        report.begin(conn)
        report.add(conn)
        for _ in range(4):
            report.make_receipt(conn)
        report.send(conn)
        view = tips.tip(conn, viewer, report.tip_id)
        assert isinstance(view, tips.TipView)
        return view

    view = town.write_now(story)
    assert [receipt.mailbox for receipt in view.receipts] == report.mailboxes[1:]
    manifests = [part.number for part in view.parts if part.role.value == "manifest"]
    assert manifests == [4]


def test_the_manifest_is_given_every_part_and_every_valid_receipt(town: Database) -> None:
    report = Report.happening_now(INSPECTORATE)
    given: list[drafts.ManifestFacts] = []

    def story(conn: Connection) -> None:
        report.begin(conn)
        parts = [report.add(conn) for _ in range(2)]
        for _ in range(4):
            receipt = drafts.NewReceipt(report.random(16), report.random(1216), report.random(32))
            drafts.store_receipt(
                conn,
                report.tip_id,
                receipt,
                lambda facts: given.append(facts) or report.seal_manifest(facts),
                HOUR,
            )
        assert [(part.number, part.digest) for part in given[-1].parts] == [
            (part.number, part.digest) for part in parts
        ]

    town.write_now(story)
    assert [facts.generation for facts in given] == [1, 2, 3, 4]
    assert [len(facts.receipts) for facts in given] == [1, 2, 3, 3]
    assert given[3].receipts[:2] == given[2].receipts[1:]
    assert [holder.queue_id for holder in given[0].holders] == [INSPECTORATE, DUTY]


def test_a_manifest_for_something_else_is_refused(town: Database) -> None:
    report = Report()
    town.write_now(lambda conn: (report.begin(conn), report.add(conn)))
    wrong = sealed_part(report.tip_id, 1, (COMMUNE,))
    receipt = drafts.NewReceipt(b"m" * 16, b"k" * 1216, b"v" * 32)
    with pytest.raises(ValueError, match="manifest"):
        town.write_now(lambda conn: drafts.store_receipt(conn, report.tip_id, receipt, lambda _: wrong, HOUR))
    assert town.read_now(lambda conn: drafts.facts(conn, report.tip_id)).receipts == 0  # type: ignore[union-attr]


def test_a_draft_dies_after_a_day_with_everything_it_had(town: Database) -> None:
    dying, living, sent = Report(), Report(), Report()

    def story(conn: Connection) -> None:
        for report, hour in ((dying, HOUR - 24), (living, HOUR - 23), (sent, HOUR - 24)):
            report.begin(conn, hour)
            report.add(conn)
            report.make_receipt(conn)
        dying.add(conn, blob_name="ab" * 16)
        sent.send(conn)

    town.write_now(story)
    assert town.write_now(lambda conn: sweep.expire_drafts(conn, HOUR)) == ("ab" * 16,)
    left = town.read_now(lambda conn: [drafts.facts(conn, each.tip_id) for each in (dying, living, sent)])
    assert [facts is not None for facts in left] == [False, True, True]
    outcome = town.write_now(dying.send)
    assert outcome.result is SendResult.NO_DRAFT


def test_a_category_goes_with_the_tip_into_the_queue(town: Database) -> None:
    def story(conn: Connection) -> list[str | None]:
        viewer = officer(conn, COMMUNE, "an")
        for category in ("drugs", None):
            report = Report(when=When.SOON).ready(conn)
            drafts.set_category(conn, report.tip_id, category)
            report.send(conn)
        page = tips.queue_page(conn, viewer, tips.QueueFilter(), None, now_hour=HOUR)
        return [row.category for row in page.rows]

    assert town.write_now(story) == ["drugs", None]
