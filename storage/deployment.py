"""The installation's own id, the marks of its keys and the version of who serves what; must never hold a key."""

from sqlalchemy import select, text

from storage.engine import Connection
from storage.models import meta

_DEPLOYMENT = "deployment_id"
_SERVING = "serving_version"
_TRAINING = "training"
_MARK = "key_mark:"

_SET_ONCE = text("INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT DO NOTHING")
_SET = text(
    "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)


def deployment_id(conn: Connection) -> bytes | None:
    """The 16 bytes that every context is bound to, or None before `set_deployment_id`."""
    return _get(conn, _DEPLOYMENT)


def set_deployment_id(conn: Connection, value: bytes) -> None:
    """Set it once; raises ValueError if another one is set already, or it isn't 16 bytes."""
    if len(value) != 16:
        raise ValueError("A deployment id has 16 bytes.")
    conn.execute(_SET_ONCE, {"key": _DEPLOYMENT, "value": value})
    if deployment_id(conn) != value:
        raise ValueError("This database belongs to another deployment.")


def key_mark(conn: Connection, name: str) -> bytes | None:
    """The mark of the key that this installation works with under a setting's name, or None before it was kept."""
    return _get(conn, _MARK + name)


def keep_key_mark(conn: Connection, name: str, mark: bytes) -> None:
    """Keep a key's mark where there is none: whoever starts with another key hears so."""
    conn.execute(_SET_ONCE, {"key": _MARK + name, "value": mark})


def replace_key_mark(conn: Connection, name: str, mark: bytes) -> None:
    """Keep the mark of another key in the place of the former one."""
    conn.execute(_SET, {"key": _MARK + name, "value": mark})


def is_training(conn: Connection) -> bool:
    """Whether everything in this database is made up, for practice."""
    return _get(conn, _TRAINING) is not None


def mark_training(conn: Connection) -> None:
    """Say for good that this database is for practice; nothing takes it back."""
    conn.execute(_SET_ONCE, {"key": _TRAINING, "value": b"\x01"})


def serving_version(conn: Connection) -> int:
    """Grows whenever units, assignments, officers' state, queue keys or the directory change; cheap to poll."""
    value = _get(conn, _SERVING)
    return 0 if value is None else int.from_bytes(value, "big")


def bump_serving_version(conn: Connection) -> None:
    """Called by the commands that change what the serving snapshot is made from."""
    # Locked: of two processes that read the same number, one change would never be seen.
    conn.execute(select(meta.c.value).where(meta.c.key == _SERVING).with_for_update())
    following = serving_version(conn) + 1
    conn.execute(_SET, {"key": _SERVING, "value": following.to_bytes(8, "big")})


def _get(conn: Connection, key: str) -> bytes | None:
    value: bytes | None = conn.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
    return value
