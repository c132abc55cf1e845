"""Writes the heartbeat of one part of the service, at most once a minute; it must never stop the part it speaks of."""

from collections.abc import Callable
from datetime import datetime

from bot.private_logging import get_logger
from domain.health import Pulse
from storage import heartbeats
from storage.engine import Database
from storage.moments import minute_of

_log = get_logger()


class PulseKeeper:
    """Told after each attempt whether it went well; writes when the minute or the answer is another one."""

    def __init__(self, database: Database, pulse: Pulse, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._pulse = pulse
        self._clock = clock
        self._written: tuple[int, str | None] | None = None

    async def well(self) -> None:
        """The part has just done its work."""
        await self._write(None)

    async def failing(self, error: BaseException) -> None:
        """It tried and couldn't; of the error only its kind is kept."""
        await self._write(type(error).__name__)

    async def _write(self, error: str | None) -> None:
        now = self._clock()
        if self._written == (minute_of(now), error):
            return
        self._written = (minute_of(now), error)
        pulse = self._pulse
        try:
            if error is None:
                await self._database.write_patiently(lambda conn: heartbeats.beat(conn, pulse, now))
            else:
                await self._database.write_patiently(lambda conn: heartbeats.fail(conn, pulse, now, error))
        except Exception as refusal:  # noqa: BLE001 - a heartbeat that can't be written shows as silence, which is right
            _log.warning("heartbeat_not_written", error=type(refusal).__name__)
