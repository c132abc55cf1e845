"""A closed tip goes when its time has come and nothing new has: from every table, the counts, and any backup put back."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from domain.retention import EarlyReason
from domain.tips import Classification, Decision, TipStatus
from sealing.deletion_marks import DeletionMarks
from sealing.secret_types import SecretBytes
from storage import deletions, early_deletion, models, notices, purging, threads, tips
from storage.audit_tables import audit_rows
from storage.blobs import BlobStore, new_blob_name
from storage.deletion_replay import list_noted, replay
from storage.deletions import FILE_NAME, DeletionList, DeletionListUnfit
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.notice_tables import past_tips
from storage.notices import NoticeKind
from storage.parts import PartRole
from storage.viewer import Role, Viewer
from tests.storage.town import COMMUNE, HOUR, NEIGHBOUR, NOW, Report, officer, sealed_part, settle

KEY, DEPLOYMENT = SecretBytes(bytes(range(32))), bytes(range(16))
DAY = 24


def listing(folder: Path) -> DeletionList:
    return DeletionList(folder, DeletionMarks(KEY, DEPLOYMENT))


def days(count: float) -> datetime:
    return NOW + timedelta(days=count)


def closed(conn: Connection, viewer: Viewer, *, groundless: bool, blob_name: str | None = None) -> Report:
    """A tip that was opened, answered and closed on the first day."""
    report = Report()
    report.begin(conn)
    report.add(conn, blob_name=blob_name)
    report.make_receipt(conn)
    report.send(conn)
    tips.mark_viewed(conn, viewer, report.tip_id, NOW)
    tips.add_reply(conn, viewer, report.tip_id, report.reply(viewer), NOW)
    kind = Classification.NO_GROUND if groundless else Classification.ADMINISTRATIVE
    assert (
        tips.change_status(conn, viewer, report.tip_id, TipStatus.CLASSIFIED, NOW, classification=kind)
        == Done()
    )
    note = sealed_part(report.tip_id, 1, report.queue_ids, role=PartRole.NOTE)
    done = tips.change_status(
        conn, viewer, report.tip_id, TipStatus.CLOSED, NOW, reason=note, aside=groundless
    )
    assert done == Done(), done
    return report


def left_of(conn: Connection, tip_id: bytes) -> dict[str, int]:
    """How many rows of each table still name the tip, directly or through its parts."""
    found: dict[str, int] = {}
    for table in models.metadata.sorted_tables:
        for column in table.columns:
            if column.name in {"tip_id", "other_id"} or (table.name == "tips" and column.name == "id"):
                count = conn.execute(
                    select(func.count()).select_from(table).where(column == tip_id)
                ).scalar_one()
                found |= {table.name: count} if count else {}
    return found


def test_everything_that_names_a_tip_goes_with_it() -> None:
    """A table of any room that refers to tips lets go of them; else a purge would fail, or leave a trace."""
    for table in models.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name in {"tips", "parts", "receipts"}:
                assert key.ondelete == "CASCADE", (table.name, key.parent.name)


@pytest.mark.parametrize(("groundless", "kept"), [(True, 90), (False, 730)])
def test_a_closed_tip_goes_after_its_days_and_not_before(town: Database, groundless: bool, kept: int) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "c")
        report = closed(conn, viewer, groundless=groundless)
        stays = Report().sent(conn)
        assert purging.due(conn, HOUR + kept * DAY - 1) == ()
        assert purging.due(conn, HOUR + kept * DAY) == (report.tip_id,)
        assert purging.purge_if_due(conn, report.tip_id, b"m" * 16, days(kept - 1)) == ()
        assert left_of(conn, report.tip_id)
        purging.purge_if_due(conn, report.tip_id, b"m" * 16, days(kept))
        assert left_of(conn, report.tip_id) == {}
        assert left_of(conn, stays.tip_id)
        for table in ("reply_keys", "officer_events"):
            assert conn.execute(select(func.count()).select_from(models.metadata.tables[table])).scalar() == 0
        last = conn.execute(select(audit_rows).order_by(audit_rows.c.ordinal.desc()).limit(1)).one()
        assert (last.unit_id, last.act, last.officer_id) == (COMMUNE, "tip_purged", None)
        counted = tips.counts(conn, viewer, HOUR)
        assert (counted.open, counted.closed) == (1, 0)

    town.write_now(story)


def test_a_case_that_was_opened_is_kept_two_years_whatever_the_tip_was_called_before(town: Database) -> None:
    """Versions before this one left a tip that was verified after all called groundless, and the database has some."""

    def story(conn: Connection) -> None:
        report = closed(conn, officer(conn, COMMUNE, "c"), groundless=True)
        this = models.tips.c.id == report.tip_id
        conn.execute(update(models.tips).where(this).values(decision=Decision.CASE_OPENED.value))
        for since in (90, 729):
            assert purging.due(conn, HOUR + since * DAY) == ()
            assert purging.purge_if_due(conn, report.tip_id, b"m" * 16, days(since)) == ()
        assert purging.due(conn, HOUR + 730 * DAY) == (report.tip_id,)

    town.write_now(story)


def test_what_stays_is_a_row_for_the_figures_that_leads_back_to_no_tip(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "c")
        report = closed(conn, viewer, groundless=True)
        purging.purge_if_due(conn, report.tip_id, b"m" * 16, days(90))
        row = conn.execute(select(past_tips)).one()
        assert (row.queue_id, row.commune_code, row.received_hour, row.classification) == (
            COMMUNE,
            "03703",
            HOUR,
            "no_ground",
        )
        assert row.status_days == '{"classified":"2026-03-02","closed":"2026-03-02"}'
        assert not row.early
        assert report.tip_id not in [value for value in row if isinstance(value, bytes)]

    town.write_now(story)


def test_a_tip_that_something_new_came_to_is_kept_and_its_time_begins_anew(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "c")
        report = closed(conn, viewer, groundless=True)
        part = sealed_part(report.tip_id, 1, report.queue_ids, role=PartRole.ADDITION)
        added = threads.add_addition(conn, report.mailboxes[-1], part, bytes(64), HOUR + 80 * DAY)
        assert added == Done()
        assert purging.due(conn, HOUR + 400 * DAY) == ()
        assert purging.purge_if_due(conn, report.tip_id, b"m" * 16, days(400)) == ()
        tips.mark_viewed(conn, viewer, report.tip_id, days(81))
        assert purging.due(conn, HOUR + 169 * DAY) == ()
        assert purging.due(conn, HOUR + 170 * DAY) == (report.tip_id,)

    town.write_now(story)


def test_a_tip_that_is_worked_on_again_is_kept(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "c")
        report = closed(conn, viewer, groundless=True)
        note = sealed_part(report.tip_id, 2, report.queue_ids, role=PartRole.NOTE)
        assert (
            tips.change_status(conn, viewer, report.tip_id, TipStatus.VERIFYING, days(50), reason=note)
            == Done()
        )
        assert purging.due(conn, HOUR + 900 * DAY) == ()
        assert purging.purge_if_due(conn, report.tip_id, b"m" * 16, days(900)) == ()

    town.write_now(story)


def test_two_people_are_needed_to_delete_early(town: Database) -> None:
    def story(conn: Connection) -> None:
        worker = officer(conn, COMMUNE, "c")
        chief = officer(conn, COMMUNE, "chief", Role.CHIEF)
        stranger = officer(conn, NEIGHBOUR, "n", Role.CHIEF)
        report, mark, why = closed(conn, worker, groundless=False), b"m" * 16, EarlyReason.NAMES_ITS_SENDER

        def refused(done: object) -> FailureReason:
            assert isinstance(done, Failure)
            return done.reason

        assert refused(early_deletion.confirm(conn, chief, report.tip_id, mark, NOW)) is FailureReason.NOBODY
        assert (
            refused(early_deletion.ask(conn, stranger, report.tip_id, why, NOW)) is FailureReason.NOT_VISIBLE
        )
        assert early_deletion.ask(conn, chief, report.tip_id, why, NOW) == Done()
        assert (
            refused(early_deletion.confirm(conn, chief, report.tip_id, mark, NOW)) is FailureReason.OWN_WORK
        )
        assert early_deletion.withdraw(conn, chief, report.tip_id, NOW) == Done()
        assert early_deletion.ask(conn, worker, report.tip_id, why, NOW) == Done()
        assert [notice.kind for notice in notices.unseen(conn, chief)].count(NoticeKind.DELETION_WAITS) == 1
        assert (
            refused(early_deletion.confirm(conn, worker, report.tip_id, mark, NOW))
            is FailureReason.NOT_ALLOWED
        )
        assert left_of(conn, report.tip_id)
        done = early_deletion.confirm(conn, chief, report.tip_id, mark, NOW)
        assert done == early_deletion.Deleted(())
        assert left_of(conn, report.tip_id) == {}
        assert conn.execute(select(past_tips.c.early)).scalar_one()
        assert [mark for _, mark in deletions.noted(conn)] == [b"m" * 16]

    town.write_now(story)


def test_what_was_asked_before_a_tip_was_taken_up_again_deletes_nothing_later(town: Database) -> None:
    """The second person would confirm what a colleague said of another state of the tip."""

    def story(conn: Connection) -> None:
        worker, chief = officer(conn, COMMUNE, "c"), officer(conn, COMMUNE, "chief", Role.CHIEF)
        report, why = closed(conn, worker, groundless=False), EarlyReason.NAMES_ITS_SENDER
        assert early_deletion.ask(conn, worker, report.tip_id, why, NOW) == Done()
        note = sealed_part(report.tip_id, 2, report.queue_ids, role=PartRole.NOTE)
        done = tips.change_status(conn, worker, report.tip_id, TipStatus.VERIFYING, days(1), reason=note)
        assert done == Done(), done
        assert early_deletion.request_of(conn, chief, report.tip_id) is None
        assert NoticeKind.DELETION_WAITS not in {notice.kind for notice in notices.unseen(conn, chief)}

    town.write_now(story)


def test_an_open_tip_is_not_deleted_early(town: Database) -> None:
    def story(conn: Connection) -> None:
        chief = officer(conn, COMMUNE, "chief", Role.CHIEF)
        report = Report().sent(conn)
        asked = early_deletion.ask(conn, chief, report.tip_id, EarlyReason.ORDERED, NOW)
        assert asked == Failure(FailureReason.MOVE_NOT_ALLOWED)

    town.write_now(story)


async def test_what_was_purged_is_purged_again_after_a_restore(sqlite_url: str, tmp_path: Path) -> None:
    """Files are put aside, tips purged, the files put back, and the next start lets the tips go again."""
    folder, kept = tmp_path / "data", tmp_path / "kept"
    folder.mkdir()
    file = tmp_path / "tinbao.db"
    blobs, name = BlobStore.open(folder / "blobs"), new_blob_name()
    await blobs.put(name, b"sealed", NOW)
    database = Database.open(sqlite_url)
    made: list[Report] = []

    def story(conn: Connection) -> None:
        settle(conn)
        viewer = officer(conn, COMMUNE, "c")
        made.append(closed(conn, viewer, groundless=True, blob_name=name))
        made.append(closed(conn, viewer, groundless=False))

    await database.write(story)
    await database.close()
    kept.mkdir()
    shutil.copyfile(file, kept / "tinbao.db")
    shutil.copytree(folder / "blobs", kept / "blobs")

    database = Database.open(sqlite_url)
    gone = made[0].tip_id
    mark = listing(folder).mark(gone)
    for blob in await database.write(lambda conn: purging.purge_if_due(conn, gone, mark, days(90))):
        await blobs.delete(blob)
    assert await list_noted(database, listing(folder)) == 1
    assert await replay(database, blobs, listing(folder), days(90)) == 0
    await database.close()

    shutil.copyfile(kept / "tinbao.db", file)
    shutil.copytree(kept / "blobs", folder / "blobs", dirs_exist_ok=True)
    database = Database.open(sqlite_url)
    assert await database.read(lambda conn: left_of(conn, gone))
    assert await replay(database, blobs, listing(folder), days(91)) == 1
    assert await database.read(lambda conn: left_of(conn, gone)) == {}
    assert await database.read(lambda conn: left_of(conn, made[1].tip_id))
    assert await blobs.list_older_than(days(99)) == ()
    assert await replay(database, blobs, listing(folder), days(91)) == 0
    await database.close()


async def test_a_kill_between_deleting_and_listing_loses_no_deletion(town: Database, tmp_path: Path) -> None:
    """The deletion waits in the database until the list has it; a line cut short by the kill is written anew."""
    report_id = town.write_now(lambda conn: closed(conn, officer(conn, COMMUNE, "c"), groundless=True)).tip_id
    mark = listing(tmp_path).mark(report_id)
    await town.write(lambda conn: purging.purge_if_due(conn, report_id, mark, days(90)))
    file = tmp_path / FILE_NAME
    listing(tmp_path).append(())
    with file.open("ab") as open_file:
        open_file.write(mark.hex().encode()[:11])
    read = listing(tmp_path).read()
    assert read is not None
    assert read.marks == ()
    assert await list_noted(town, listing(tmp_path)) == 1
    read = listing(tmp_path).read()
    assert read is not None
    assert read.marks == (mark,)
    assert await list_noted(town, listing(tmp_path)) == 0


async def test_a_list_that_is_foreign_damaged_or_too_short_stops_the_start(
    town: Database, tmp_path: Path
) -> None:
    """A list that can't be replayed would bring back what two people wanted gone."""
    blobs, file = BlobStore.open(tmp_path / "blobs"), tmp_path / FILE_NAME
    await town.write(lambda conn: purging.note(conn, b"a" * 16))
    await list_noted(town, listing(tmp_path))
    whole = file.read_bytes()
    other = DeletionList(tmp_path, DeletionMarks(SecretBytes(bytes(32)), DEPLOYMENT))
    with pytest.raises(DeletionListUnfit, match="PSEUDONYM"):
        await replay(town, blobs, other, NOW)
    for broken in (b"", b"something else\n", whole[:-5] + b"zz\n", whole.splitlines(keepends=True)[0]):
        file.write_bytes(broken)
        with pytest.raises(DeletionListUnfit):
            await replay(town, blobs, listing(tmp_path), NOW)


async def test_a_line_that_somebody_else_put_into_the_list_deletes_nothing(
    town: Database, tmp_path: Path
) -> None:
    """Who can write the file knows every mark in it, and may know one that was left behind of a tip that is there."""
    blobs, file = BlobStore.open(tmp_path / "blobs"), tmp_path / FILE_NAME
    tip_id = town.write_now(lambda conn: closed(conn, officer(conn, COMMUNE, "c"), groundless=True)).tip_id
    ours = listing(tmp_path)
    ours.append((b"a" * 16, b"b" * 16, b"c" * 16))
    head, first, second, third = file.read_text("ascii").splitlines()
    mark = ours.mark(tip_id).hex()
    other_list = tmp_path / "other"
    other_list.mkdir()
    DeletionList(other_list, DeletionMarks(KEY, DEPLOYMENT)).append((ours.mark(tip_id),))
    foreign = (other_list / FILE_NAME).read_text("ascii").splitlines()[1]
    forged = {
        "without a proof": (first, second, third, mark),
        "with somebody's proof": (first, second, third, f"{mark} {'0' * 32}"),
        "with another line's proof": (first, second, third, f"{mark} {third.split()[1]}"),
        "from another list of this installation": (foreign, first, second, third),
        "in the place of one": (first, f"{mark} {second.split()[1]}", third),
        "twice": (first, second, third, third),
        "in another order": (second, first, third),
        "one left out": (first, third),
        "an empty one": (first, "", second, third),
        "with a blank too many": (first, second, third, f" {mark} {'0' * 32}"),
        "in capitals": (first.upper(), second, third),
    }
    for name, lines in forged.items():
        file.write_text("\n".join((head, *lines)) + "\n", "ascii")
        with pytest.raises(DeletionListUnfit, match=r"Line [2-5] of deletions.list .* Nothing was deleted"):
            await replay(town, blobs, listing(tmp_path), days(1))
        with pytest.raises(DeletionListUnfit):
            # Nothing is added behind such a line either: the next start would take it for the rest of ours.
            listing(tmp_path).append((b"d" * 16,))
        assert town.read_now(tips_there) == [tip_id], name
    file.write_text("\n".join((head, first, second, third)) + "\n", "ascii")
    assert await replay(town, blobs, listing(tmp_path), days(1)) == 0
    listing(tmp_path).append((ours.mark(tip_id),))
    assert await replay(town, blobs, listing(tmp_path), days(1)) == 1
    assert town.read_now(tips_there) == []


def test_two_who_list_at_once_leave_a_list_that_holds(tmp_path: Path) -> None:
    """A line's number is read and taken under a lock that other processes see too: each append here has a list of its own."""
    listing(tmp_path).append((b"0" * 16,))
    marks = tuple(bytes([65 + number]) * 16 for number in range(12))
    with ThreadPoolExecutor(6) as at_once:
        all_of = [
            at_once.submit(listing(tmp_path).append, (marks[n], marks[(n + 1) % 12])) for n in range(12)
        ]
    for each in all_of:
        assert each.result().marks[0] == b"0" * 16
    read = listing(tmp_path).read()
    assert read is not None
    assert sorted(read.marks) == sorted((b"0" * 16, *marks)), "each mark once, none lost"


def test_two_who_begin_the_list_at_once_lose_no_mark(tmp_path: Path) -> None:
    for attempt in range(10):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        marks = tuple(bytes([65 + number]) * 16 for number in range(4))
        with ThreadPoolExecutor(4) as at_once:
            for appended in [at_once.submit(listing(folder).append, (mark,)) for mark in marks]:
                appended.result()
        read = listing(folder).read()
        assert read is not None
        assert sorted(read.marks) == sorted(marks)


async def test_who_lists_what_another_has_listed_meanwhile_adds_no_second_line(
    town: Database, tmp_path: Path
) -> None:
    """Both have read the same notes; the database ends up knowing the whole list, and a start finds nothing outstanding."""
    await town.write(lambda conn: purging.note(conn, b"a" * 16))
    (waiting,) = await town.read(deletions.noted)
    slow = listing(tmp_path).append((b"a" * 16,))
    await town.write(lambda conn: purging.note(conn, b"b" * 16))
    assert await list_noted(town, listing(tmp_path)) == 2
    await town.write(lambda conn: deletions.listed(conn, (waiting[0],), slow))
    read = listing(tmp_path).read()
    assert read is not None
    assert read.marks == (b"a" * 16, b"b" * 16)
    assert await town.read(lambda conn: deletions.outstanding(conn, read)) == frozenset()


async def test_a_list_with_lines_written_twice_says_how_it_is_mended(town: Database, tmp_path: Path) -> None:
    """Versions before could leave it so; without the repeated lines it holds, with everything that was listed."""
    blobs, file, marks = BlobStore.open(tmp_path / "blobs"), tmp_path / FILE_NAME, (b"a" * 16, b"b" * 16)
    listing(tmp_path).append(marks)
    head, *lines = file.read_text("ascii").splitlines()
    file.write_text("\n".join((head, *lines, *lines)) + "\n", "ascii")
    with pytest.raises(DeletionListUnfit, match=r"Line 4 .* repeats .* Take out every line that repeats"):
        await replay(town, blobs, listing(tmp_path), NOW)
    file.write_text("\n".join((head, *lines)) + "\n", "ascii")
    read = listing(tmp_path).read()
    assert read is not None
    assert read.marks == marks


async def test_a_list_of_the_former_form_is_refused_with_its_reason(town: Database, tmp_path: Path) -> None:
    blobs, file = BlobStore.open(tmp_path / "blobs"), tmp_path / FILE_NAME
    tip_id = town.write_now(lambda conn: closed(conn, officer(conn, COMMUNE, "c"), groundless=True)).tip_id
    marks = DeletionMarks(KEY, DEPLOYMENT)
    former = f"tinbao deletions v1 {'1' * 32} {marks.of(bytes(16)).hex()}\n{marks.of(tip_id).hex()}\n"
    file.write_text(former, "ascii")
    with pytest.raises(DeletionListUnfit, match=r"former version.*Nothing was deleted by it\. Move it away"):
        await replay(town, blobs, listing(tmp_path), days(1))
    assert town.read_now(tips_there) == [tip_id]
    assert file.read_text("ascii") == former


def tips_there(conn: Connection) -> list[bytes]:
    return [bytes(each) for each in conn.execute(select(models.tips.c.id)).scalars()]


def test_the_list_tells_no_tip(tmp_path: Path) -> None:
    tip_id = bytes(range(16))
    made = listing(tmp_path)
    made.append((made.mark(tip_id),))
    assert tip_id.hex() not in (tmp_path / FILE_NAME).read_text("ascii")
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
