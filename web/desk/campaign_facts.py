"""What the campaign pages say about a campaign: steps, audience, schedule, findings, history; must never say who receives it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.campaigns import (
    AtOnce,
    Audience,
    CampaignContent,
    CampaignKind,
    CampaignState,
    FindingKind,
    checks,
)
from domain.hours import hour_of
from domain.place_records import Commune, Province
from domain.subscriptions import QuietHours
from storage.campaigns import AudienceCount, Campaign, CampaignEvent, RunReport, TestSend
from web.desk import campaign_texts
from web.desk.campaign_times import day_text, moment_text
from web.desk.parts import DeskParts
from web.desk.times import NBSP, VIETNAM, minute_text

S = CampaignState


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps: `done`, `now` or `later`, and who or what under it."""

    name: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding in words: `good` (nothing wrong), `advice` or `error`.

    `empty`: the field that nobody has filled in yet; the page blames nobody for it before they have been there.
    """

    kind: str
    text: str
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A run under way: `title` of its campaign, numbers as texts, `done` of `all` for the bar."""

    id: str
    title: str
    paused: bool
    sent: str
    all: str
    left: str
    unreached: str
    done: int
    of: int
    may_steer: bool
    corrected: bool
    """A correction has taken its place: it isn't resumed any more."""


def title_of(campaign: Campaign) -> str:
    """The Vietnamese title, or that there is none yet."""
    words = campaign.content.words.get("vi")
    return (words.title.strip() if words else "") or campaign_texts.UNTITLED


def steps(
    campaign: Campaign, events: Sequence[CampaignEvent], test: TestSend | None, now: datetime
) -> tuple[Step, ...]:
    """`Soạn · Gửi thử · Duyệt · Gửi`, each with what is known."""
    now_hour = hour_of(now)
    draft = campaign.state is S.DRAFT
    waits = campaign.state is S.AWAITING_APPROVAL
    approver = next((event for event in reversed(events) if event.kind == "approved"), None)
    approved = campaign.approved_by is not None and approver is not None
    tested = test is not None and test.content_hash == campaign.content_hash and test.state != "failed"
    return (
        Step("Soạn", "now" if draft else "done", campaign.author),
        Step("Gửi thử", "done" if tested else "later", _test_note(campaign, test, now_hour)),
        Step(
            "Duyệt",
            "done" if approved else "now" if waits else "later",
            f"{approver.officer}, {minute_text(approver.at_minute, now_hour)}"
            if approved and approver
            else "Cần người thứ hai",
        ),
        Step(
            "Gửi",
            "done" if campaign.runs else "now" if campaign.state is S.SCHEDULED else "later",
            _send_note(campaign),
        ),
    )


def _test_note(campaign: Campaign, test: TestSend | None, now_hour: int) -> str:
    if test is None:
        return "Chưa gửi thử"
    at = minute_text(test.at_minute, now_hour)
    if test.state == "failed":
        return f"{at}: {campaign_texts.TEST_FAILED.get(test.reason or '', 'chưa gửi được')}"
    if test.state in {"queued", "sending"}:
        return f"{at}, đang gửi"
    return at if test.content_hash == campaign.content_hash else f"{at}, trước lần sửa"


def _send_note(campaign: Campaign) -> str:
    if campaign.state is S.CANCELLED:
        return "Đã hủy"
    if campaign.state is S.EXPIRED:
        return "Quá hạn, chưa gửi"
    if campaign.next_minute is not None and campaign.state is S.SCHEDULED:
        if isinstance(campaign.content.schedule, AtOnce):
            return "Sắp gửi"
        return moment_text(datetime.fromtimestamp(campaign.next_minute * 60, UTC))
    return f"{campaign.runs}{NBSP}lượt" if campaign.runs else "Chưa tới giờ"


def remarks(
    content: CampaignContent, now: datetime, total: int, *, is_correction: bool
) -> dict[str, tuple[Remark, ...]]:
    """What was found, by place of the editor; under the text also what is right."""
    found: dict[str, list[Remark]] = {
        place: [] for place in ("text", "buttons", "picture", "audience", "kind", "time")
    }
    kinds = set()
    for finding in checks(content, now):
        kinds.add(finding.kind)
        place = campaign_texts.PLACE_OF.get(finding.kind, "text")
        kind = "error" if finding.is_error else "advice"
        empty = campaign_texts.EMPTY_FIELD.get(finding.kind, "").format(language=finding.where)
        found[place].append(Remark(kind, campaign_texts.finding(finding), empty))
    if content.words["vi"].body.strip():
        good = [
            (FindingKind.SENTENCE_LONG, "Mỗi câu dưới 15 tiếng"),
            (FindingKind.LINK, "Không có đường dẫn"),
            (FindingKind.TEXT_TOO_LONG, "Vừa mọi kênh"),
        ]
        found["text"] += [Remark("good", text) for kind, text in good if kind not in kinds]
    if FindingKind.STOP_MISSING not in kinds:
        found["buttons"].append(Remark("good", "Luôn có nút Ngừng nhận"))
    if total == 0 and (content.audience.places or is_correction):
        said = "Không còn ai nhận được bản đính chính." if is_correction else campaign_texts.REFUSAL["nobody"]
        found["audience"].append(Remark("error", said, "" if is_correction else "places"))
    return {place: tuple(some) for place, some in found.items()}


def channels_text(count: AudienceCount) -> str:
    """`Telegram 1.906 · Zalo 512`; nothing where one of them is small, since the total would give it away."""
    if not count.by_channel or any(number < 5 for _, number in count.by_channel):
        return ""
    named = (
        f"{campaign_texts.CHANNEL.get(name, name)}{NBSP}{campaign_texts.number(number)}"
        for name, number in count.by_channel
    )
    return " · ".join(named)


def place_names(parts: DeskParts, audience: Audience) -> tuple[tuple[str, str, str], ...]:
    """Province code, commune code or nothing, and the name of each place; in the order of their names' codes."""
    return tuple(
        (place.province_code, place.commune_code or "", _name(parts.province, parts.commune, *place.key))
        for place in audience.places
    )


def _name(
    province: Callable[[str], Province | None],
    commune: Callable[[str], Commune | None],
    province_code: str,
    commune_code: str,
) -> str:
    if commune_code:
        found = commune(commune_code)
        return found.title if found else commune_code
    whole = province(province_code)
    return f"Cả {whole.in_sentence}" if whole else province_code


def audience_text(parts: DeskParts, campaign: Campaign) -> str:
    """`Xã Quỳnh Nhai, Xã Mường Chiên`, or who got the first one."""
    if campaign.corrects is not None:
        return "Những người đã nhận bản đầu"
    names = [name for _, _, name in place_names(parts, campaign.content.audience)]
    more = f" và {len(names) - 3} nơi khác" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more if names else "Chưa chọn nơi"


def speed_text(total: int, rate: int) -> str:
    """`Khoảng 30 người mỗi giây, xong trong 2 phút`."""
    pace = f"Khoảng {rate}{NBSP}người mỗi giây"
    return f"{pace}, {duration_text(total / rate)}" if total else pace


def duration_text(seconds: float) -> str:
    """`xong trong 2 phút`."""
    if seconds < 60:
        return f"xong trong dưới 1{NBSP}phút"
    minutes = -(-int(seconds) // 60)
    return (
        f"xong trong {minutes}{NBSP}phút"
        if minutes < 90
        else f"xong trong khoảng {round(minutes / 60)}{NBSP}giờ"
    )


def bar(
    campaign: Campaign, run: RunReport, rate: int, now: datetime, *, may_steer: bool, corrected: bool
) -> Bar:
    """The progress of a run."""
    quiet = campaign.content.kind is CampaignKind.NORMAL and QuietHours().holds_at(
        now.astimezone(VIETNAM).hour
    )
    if not run.filled:
        left = "Đang lập danh sách"
    elif run.waiting == 0:
        left = "Sắp xong"
    elif quiet:
        left = "Chờ hết giờ nghỉ của người nhận"
    else:
        minutes = -(-run.waiting // (rate * 60))
        left = f"Còn khoảng {minutes}{NBSP}phút"
    return Bar(
        id=campaign.id.hex(),
        title=title_of(campaign),
        paused=campaign.state is S.PAUSED,
        sent=campaign_texts.number(run.sent),
        all=campaign_texts.number(run.recipients),
        left=left,
        unreached=f"{campaign_texts.number(run.unreached)} người không nhận được" if run.unreached else "",
        done=run.done,
        of=max(run.recipients, 1),
        may_steer=may_steer,
        corrected=corrected,
    )


def history_lines(events: Sequence[CampaignEvent], now: datetime) -> tuple[tuple[str, str, str], ...]:
    """What was done, an officer's remark, and who did it when; the newest first."""
    now_hour = hour_of(now)
    lines = []
    for event in reversed(events):
        said = campaign_texts.EVENT.get(event.kind, "Việc khác")
        note = event.note if event.officer else campaign_texts.NOTE.get(event.note, "")
        who = f"{event.officer} · " if event.officer else ""
        lines.append((said, note, f"{who}{minute_text(event.at_minute, now_hour)}"))
    return tuple(lines)


def today_text(now: datetime) -> str:
    """`23/11/2026`, in Vietnam."""
    return day_text(now.astimezone(VIETNAM).date())
