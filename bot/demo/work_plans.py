"""The demo's made-up rotas and beats: who is on duty, who knows which hamlet; it must never leave the demo's first officer unasked."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from domain.duty import Shift
from storage import beats, rota
from storage.engine import Connection
from storage.failures import Done, Failure
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Beat:
    """An officer's sign-in name, the hamlets they know and the categories they look after."""

    officer: str
    hamlets: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """A commune's plan: its chief, who is on every shift, who takes turns beside them, and the beats."""

    commune_code: str
    chief: str
    always: str
    turns: tuple[str, ...]
    beats: tuple[Beat, ...]


PLANS: tuple[WorkPlan, ...] = (
    WorkPlan(
        "03703",
        "quy.dv",
        "hanh.lt",
        ("phong.qt", "quy.dv"),
        (
            Beat("hanh.lt", ("Bản Bon", "Bản Khoang", "Bản Pá Uôn"), ("environment", "loansharking")),
            Beat("phong.qt", ("Bản Phiêng Nèn", "Bản Lóng Mức", "Xóm Chợ"), ("theft", "gambling", "drugs")),
            Beat("quy.dv", ("Bản Huổi Nghịu", "Phố Mường Giàng"), ("weapons", "trafficking")),
        ),
    ),
    WorkPlan(
        "15271",
        "thang.mx",
        "huong.pt",
        ("son.ld", "thang.mx"),
        (
            Beat("huong.pt", ("Thôn Kim Sơn", "Thôn Đồng Tiến"), ("theft",)),
            Beat("son.ld", ("Thôn Vĩnh An", "Tiểu khu 3"), ("gambling",)),
        ),
    ),
)
"""Quỳnh Nhai and Hà Trung; the hamlets' names are only an example. Another commune's rota is silent, as in a house that has just begun."""


def store(conn: Connection, viewers: Mapping[str, Viewer], now: datetime) -> Done | Failure:
    """Write every plan as its chief would: a whole week by turns, hamlets, categories. The first refusal ends it."""
    for plan in PLANS:
        chief = viewers[plan.chief]
        for weekday, (place, shift) in product(range(7), enumerate(Shift)):
            beside = plan.turns[(weekday + place) % len(plan.turns)]
            pair = [viewers[name].officer_id for name in (plan.always, beside)]
            outcome = rota.plan_week(conn, chief, weekday, shift, pair, now)
            if isinstance(outcome, Failure):
                return outcome
        outcome = _beats(conn, plan, chief, viewers, now)
        if isinstance(outcome, Failure):
            return outcome
    return Done()


def _beats(
    conn: Connection, plan: WorkPlan, chief: Viewer, viewers: Mapping[str, Viewer], now: datetime
) -> Done | Failure:
    for beat in plan.beats:
        officer, known = viewers[beat.officer].officer_id, {each.id for each in beats.beats(conn, chief)}
        for outcome in (
            beats.add_hamlets(
                conn, chief, plan.commune_code, beat.hamlets, lambda: secrets.token_bytes(16), now
            ),
            beats.set_categories(conn, chief, officer, beat.categories, now),
        ):
            if isinstance(outcome, Failure):
                return outcome
        fresh = {each.id for each in beats.beats(conn, chief)} - known
        outcome = beats.give_hamlets(conn, chief, fresh, officer, now)
        if isinstance(outcome, Failure):
            return outcome
    return Done()
