"""Whether a warning may go to a subscriber at this moment; it must never let an ordinary one break a night's rest."""

from dataclasses import dataclass
from datetime import datetime

from domain.campaign_content import CampaignKind
from domain.hours import day_of, hour_of
from domain.subscriptions import WEEKLY_CAP, QuietHours, SubscriberState, week_of


@dataclass(frozen=True, slots=True)
class SendRule:
    """The answer: go now, wait until `not_before` (an hour as in `domain.hours`), or be left out for `skip`'s reason."""

    now: bool
    not_before: int | None = None
    skip: str | None = None


GO = SendRule(now=True)


def may_send_now(
    kind: CampaignKind,
    state: SubscriberState | None,
    quiet: QuietHours,
    taken: tuple[int, int],
    now: datetime,
    *,
    is_correction: bool = False,
    cap: int = WEEKLY_CAP,
) -> SendRule:
    """Apply state, weekly cap and quiet hours, in this order.

    `state` None: stopped since. `taken`: the week (as in `week_of`) of the last warning and how many it brought.
    An urgent campaign breaks quiet hours and cap; a correction breaks the cap, since it mends what was said before.
    """
    if state is not SubscriberState.ACTIVE:
        return SendRule(now=False, skip="stopped" if state is None else state.value)
    if kind is CampaignKind.URGENT:
        return GO
    week, count = taken
    if not is_correction and week == week_of(day_of(now)) and count >= cap:
        return SendRule(now=False, skip="weekly_cap")
    not_before = quiet.open_hour(now)
    return GO if not_before == hour_of(now) else SendRule(now=False, not_before=not_before)
