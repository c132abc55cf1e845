"""What a step may know about the world at its moment; it must never reach out for anything itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from domain.limits import Limits
from domain.routing import Serving
from handlers.awareness_library import TopicLibrary
from handlers.wording import Wordings

if TYPE_CHECKING:
    from domain.places import Gazetteer


@dataclass(frozen=True, slots=True)
class World:
    """`now` is aware UTC. `new_token` gives ≥ 8 random ASCII letters, digits, `-` or `_` (at most 40);
    `new_tip_id` 16 random bytes. `form_url` is empty while the sealed form isn't offered; `duty_phone` is the
    number that is given when nothing can be taken. `bot_name` is the bot's public name without `@` and `desk_url` the
    officers' desk, both empty where they aren't known; `fingerprint` is the directory's, as posters print it.
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
    topics: TopicLibrary = field(kw_only=True)
    bot_name: str = ""
    desk_url: str = ""
    fingerprint: str = ""
