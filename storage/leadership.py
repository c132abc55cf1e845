"""Who leads among several processes: an advisory lock of PostgreSQL, and an epoch that shuts a former leader out; must never let two lead."""

import hashlib
import threading
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.errors import LeadLost
from storage.models import leads
from storage.urls import sync_url

_TAKE = text(
    "INSERT INTO leads (name, epoch) VALUES (:name, 1)"
    " ON CONFLICT (name) DO UPDATE SET epoch = leads.epoch + 1 RETURNING epoch"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead that was taken: its name and the epoch that the taking began."""

    name: str
    epoch: int


def take_lead(conn: Connection, name: str) -> Lead:
    """Begin a new epoch; only for whoever holds the lock. What the former leader asks for from now on is refused."""
    return Lead(name, conn.execute(_TAKE, {"name": name}).scalar_one())


def check_lead(conn: Connection, lead: Lead) -> None:
    """Raises `LeadLost` when somebody else has taken the lead; nobody can take it before this transaction ends."""
    epoch = conn.execute(
        select(leads.c.epoch).where(leads.c.name == lead.name).with_for_update(read=True)
    ).scalar()
    if epoch != lead.epoch:
        raise LeadLost("Another process leads now.")


class AdvisoryLock:
    """A lock of the database server on a connection of its own; the server frees it when the connection or the process dies.

    Every method blocks on the server: call it from a thread. Not for SQLite, and not through a pooler that shares
    sessions between clients.
    """

    def __init__(self, url: str, name: str, *, shared: bool = False) -> None:
        target = sync_url(url)
        self._engine: Engine = create_engine(
            target,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args={
                "connect_timeout": 5,
                "application_name": "tinbao lead",
                "keepalives_idle": 5,
                "keepalives_interval": 2,
                "keepalives_count": 3,
            },
        )
        self._conn: Connection | None = None
        self._key = _key(name)
        self._take = text(f"SELECT pg_try_advisory_lock{'_shared' if shared else ''}(:key)")
        self._held = False
        self._gate = threading.RLock()

    def hold(self) -> bool:
        """Whether the lock is held now, taking it if it is free; False as well while the server can't be reached."""
        with self._gate:
            try:
                if self._conn is None:
                    self._conn, self._held = self._engine.connect(), False
                if self._held:
                    self._conn.execute(text("SELECT 1"))
                else:
                    self._held = bool(self._conn.execute(self._take, {"key": self._key}).scalar())
            except DBAPIError:
                self.let_go()
            return self._held

    def is_free(self) -> bool:
        """Whether nobody else holds it, without keeping it; False as well while the server can't be reached."""
        with self._gate:
            if not self.hold() or self._conn is None:
                return False
            try:
                self._conn.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": self._key})
            except DBAPIError:
                self.let_go()
                return False
            self._held = False
            return True

    def let_go(self) -> None:
        """Free the lock at once, then close its connection."""
        with self._gate:
            conn, self._conn, self._held = self._conn, None, False
            if conn is not None:
                try:
                    if not conn.invalidated:
                        conn.execute(text("SELECT pg_advisory_unlock_all()"))
                except DBAPIError:
                    conn.invalidate()
                conn.close()


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(b"tinbao/lead\x00" + name.encode()).digest()[:8], "big", signed=True)
