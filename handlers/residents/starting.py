"""How a report begins, goes on, changes its place or is given up; it must never drop sealed items unasked."""

from handlers.effects import CheckLimits, DropDraft, LimitKind
from handlers.events import RefusalReason
from handlers.residents import asking, menu, places
from handlers.state import MOST_TRACKED, REPORT_STAGES, Awaited, Report, Stage, Waiting
from handlers.turn import Turn
from handlers.wording import joined


def begin(turn: Turn, message_id: int | None = None, commune_code: str | None = None) -> None:
    """Begin a report (with a place from a poster), or come back to the one whose items are sealed already."""
    report = turn.conversation.report
    if report is not None and report.tip_id is not None:
        if commune_code is not None and commune_code != report.commune_code:
            turn.set_report(pending_commune=commune_code)
            asking.enter_change(turn)
        elif turn.stage in {Stage.CONTENT, Stage.CATEGORY, Stage.CODE}:
            asking.again(turn)
        else:
            asking.enter_resume(turn)
        return
    waiting = Waiting(Awaited.REPORT, message_id=message_id, commune_code=commune_code)
    turn.await_(waiting, CheckLimits(LimitKind.REPORT))


def allowed(turn: Turn, waiting: Waiting) -> None:
    """The limits leave room: put the notice first."""
    # An attempt that was left halfway stands in the chat too: `🧹` clears it with this one.
    earlier = turn.report.tracked[-MOST_TRACKED // 2 :]
    menu.give_slot_back(turn)
    tracked = (*earlier, waiting.message_id) if waiting.message_id is not None else earlier
    turn.set(report=Report(commune_code=waiting.commune_code, tracked=tracked), thread=None, tracked=())
    asking.enter_notice(turn)


def refused(turn: Turn, reason: RefusalReason) -> None:
    """A limit says no: say which, and whom to call."""
    limits, phone = turn.world.limits, turn.world.duty_phone
    if reason is RefusalReason.DRAFTS_TODAY:
        wording = turn.text("refused-drafts", most=limits.drafts_per_chat_day, phone=phone)
    elif reason is RefusalReason.BEGUN_TODAY:
        wording = turn.text("refused-drafts", most=limits.drafts_begun_per_chat_day, phone=phone)
    elif reason is RefusalReason.TIPS_TODAY:
        wording = turn.text("refused-tips", most=limits.tips_per_chat_day, phone=phone)
    else:
        wording = turn.text("refused-disk", phone=phone)
    menu.give_slot_back(turn)
    turn.set(report=None)
    turn.enter(Stage.MENU, ())
    turn.say(wording, menu=True)


def notice_read(turn: Turn) -> None:
    """Go on to the place, or past it where the poster has named it."""
    if turn.report.commune_code is not None:
        places.chosen(turn, turn.report.commune_code)
    else:
        asking.enter_place(turn)


def change_place(turn: Turn) -> None:
    """The resident wants another place: free while nothing is sealed, else asked about first."""
    if turn.report.tip_id is not None:
        asking.enter_change(turn)
    else:
        turn.set_report(commune_code=None, conflict=None, when=None)
        asking.enter_place(turn)


def change_confirmed(turn: Turn) -> None:
    """Throw the sealed items away, say so, and ask for the place again."""
    report = turn.report
    if report.tip_id is not None:
        turn.do(DropDraft(report.tip_id))
    menu.forget_report(turn)
    # The day's count stays with this report: changing its mind must not cost the resident another one.
    turn.set(report=Report(slot_taken=report.slot_taken, tracked=report.tracked))
    told = turn.text("change-done", count=report.items)
    if report.pending_commune is not None:
        places.chosen(turn, report.pending_commune, told)
    else:
        asking.enter_place(turn, told)


def change_refused(turn: Turn) -> None:
    """Keep place and items."""
    turn.set_report(pending_commune=None)
    asking.resume(turn)


def cancel(turn: Turn) -> None:
    """Give the report up; its sealed items go, and with them its place among the day's open drafts."""
    menu.give_slot_back(turn)
    report = menu.forget_report(turn)
    if report.tip_id is not None:
        turn.do(DropDraft(report.tip_id))
    turn.enter(Stage.MENU, ())
    said = turn.text("cancelled-draft", count=report.items) if report.tip_id else turn.text("cancelled")
    turn.say(said, menu=True)


def leave(turn: Turn) -> None:
    """`/huy`: leave any step. In a report that gives it up; elsewhere an unfinished report is kept and said."""
    if turn.stage in REPORT_STAGES:
        cancel(turn)
        return
    at_rest = turn.stage in {Stage.MENU, Stage.SENT}
    if at_rest and turn.report.tip_id is not None:
        cancel(turn)
        return
    said = turn.text("nothing-to-cancel" if at_rest else "left-room")
    turn.enter(Stage.MENU, ())
    turn.set(thread=None, tracked=())
    turn.say(joined(said, menu.kept_draft(turn)), menu=True)


def died(turn: Turn) -> None:
    """Say that a draft has died, before anything else."""
    turn.set(draft_died=False)
    turn.say(turn.text("draft-died"))
