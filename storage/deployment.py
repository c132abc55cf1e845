"""The installation's own id and the version of who serves what; must never hold a key."""

from storage.engine import Connection


def deployment_id(conn: Connection) -> bytes | None:
    """The 16 bytes that every context is bound to, or None before `set_deployment_id`."""
    raise NotImplementedError


def set_deployment_id(conn: Connection, value: bytes) -> None:
    """Set it once; raises ValueError if another one is set already."""
    raise NotImplementedError


def serving_version(conn: Connection) -> int:
    """Grows whenever units, assignments, officers' state, queue keys or the directory change; cheap to poll."""
    raise NotImplementedError


def bump_serving_version(conn: Connection) -> None:
    """Called by the commands that change what the serving snapshot is made from."""
    raise NotImplementedError
