"""What became of a campaign, in words and bars; must never show how many of a commune met the trick where they are under five."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.hours import hour_of
from domain.place_records import Commune
from storage.campaign_reports import SMALL
from storage.campaigns import CampaignReport, RunReport
from web.desk import campaign_texts
from web.desk.campaign_texts import number
from web.desk.sessions import Desk
from web.desk.times import hour_text

CHART_WIDTH = 560


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of figures; `share` of the largest one in thousandths, `masked` where the number stays hidden."""

    name: str
    text: str
    share: int = 0
    masked: bool = False


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """The report as its page shows it."""

    recipients: str
    sent: str
    sent_share: str
    unreached: str
    in_doubt: str
    waiting: str
    stopped: str
    met_total: str
    reasons: tuple[Line, ...]
    acts: tuple[Line, ...]
    met: tuple[Line, ...]
    runs: tuple[tuple[str, str, str, str], ...]


def facts(desk: Desk, report: CampaignReport) -> ReportFacts:
    """The figures of all runs together, and of each."""
    total, now_hour = report.total, hour_of(desk.now)
    quiz = report.quiz_right + report.quiz_wrong
    known = sum(met.count or 0 for met in report.met)
    hidden = any(met.count is None for met in report.met)
    return ReportFacts(
        recipients=number(total.recipients),
        sent=number(total.sent),
        sent_share=f"{100 * total.sent / total.recipients:.1f}%".replace(".", ",")
        if total.recipients
        else "",
        unreached=number(total.unreached),
        in_doubt=number(total.in_doubt) if total.in_doubt else "",
        waiting=number(total.waiting) if total.waiting else "",
        stopped=number(report.stopped),
        # A sum beside masked cells would give them away.
        met_total="" if hidden else number(known),
        reasons=_shared(_reasons(total)),
        acts=(
            Line("Bấm Ngừng nhận", number(report.stopped)),
            Line("Mở Xem cách nhận ra", number(report.topic_opened)),
            Line(
                "Bắt đầu gửi tin báo",
                f"từ {number(report.reports_begun)}" if report.reports_begun else f"dưới {SMALL}",
            ),
            Line("Trả lời đúng câu đố", f"{number(report.quiz_right)}/{number(quiz)}" if quiz else "0"),
        ),
        met=_met(report, desk.parts.commune),
        runs=tuple(
            (
                f"Lượt {run.number}",
                hour_text(run.began_hour, now_hour),
                f"{number(run.sent)}/{number(run.recipients)} người",
                campaign_texts.NOTE.get(run.ending or "", "đang gửi"),
            )
            for run in report.runs
        ),
    )


def _reasons(total: RunReport) -> list[tuple[str, int]]:
    named = [(f"failed:{name}", count) for name, count in total.failed]
    named += [(f"skipped:{name}", count) for name, count in total.skipped]
    known = [(campaign_texts.UNREACHED.get(name, "Lý do khác"), count) for name, count in named]
    return sorted(known, key=lambda item: -item[1])


def _shared(counts: list[tuple[str, int]]) -> tuple[Line, ...]:
    most = max((count for _, count in counts), default=1)
    return tuple(Line(name, number(count), 1000 * count // most) for name, count in counts)


def _met(report: CampaignReport, commune: Callable[[str], Commune | None]) -> tuple[Line, ...]:
    most = max((met.count or 0 for met in report.met), default=0) or SMALL
    lines = []
    for met in sorted(report.met, key=lambda each: (-(each.count or 0), each.commune_code)):
        found = commune(met.commune_code)
        name = found.title if found else met.commune_code
        if met.count is None:
            lines.append(Line(name, "dưới 5", 1000 * SMALL // most, masked=True))
        else:
            lines.append(Line(name, number(met.count), 1000 * met.count // most))
    return tuple(lines)
