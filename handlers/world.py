"""What a step may know about the world at its moment; it must never reach out for anything itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from domain.limits import Limits
from domain.routing import Serving
from handlers.wording import Wordings

if TYPE_CHECKING:
    from domain.places import Gazetteer


@dataclass(frozen=True, slots=True)
class World:
    """`now` is aware UTC. `new_token` gives ≥ 8 random ASCII letters, digits, `-` or `_` (at most 40);
    `new_tip_id` 16 random bytes. `form_url` is empty while the sealed form isn't offered; `duty_phone` is the
    number that is given when nothing can be taken.
    """

    now: datetime
    gazetteer: "Gazetteer"
    serving: Serving
    wordings: Wordings
    limits: Limits = field(default_factory=Limits)
    new_token: Callable[[], str] = field(kw_only=True)
    new_tip_id: Callable[[], bytes] = field(kw_only=True)
    form_url: str = ""
    duty_phone: str = "113"
