"""Makes invitation links for officers; it never stores a link, only its hash, and prints it once."""

import csv
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.administration.refusals import Refused
from domain.permissions import ROLES_OF_UNIT, Role
from sealing.secret_types import SecretText
from storage import leaving
from storage.audit import AuditAct, record
from storage.engine import Connection
from storage.failures import Failure
from storage.officers import Inviting, invite
from storage.officers import officer as officer_of
from storage.units import unit as unit_of

COLUMNS = ("unit_id", "role", "name")


@dataclass(frozen=True, slots=True)
class Invitation:
    """One officer's link, to be handed over in person; whoever opens it first enrols."""

    unit_id: str
    role: Role
    name: str
    link: SecretText


def invite_officer(
    conn: Connection, desk_url: str, unit_id: str, role: str, name: str, now: datetime
) -> Invitation:
    """Add an invited officer and give the link; raises Refused for an unknown unit, a role it doesn't have, or an empty name."""
    unit = unit_of(conn, unit_id)
    if unit is None:
        raise Refused(f"There is no unit {unit_id}: see `tinbao unit list`.")
    if role not in {known.value for known in ROLES_OF_UNIT[unit.kind]}:
        known = ", ".join(sorted(known.value for known in ROLES_OF_UNIT[unit.kind]))
        raise Refused(f"{unit.name} has no role {role!r}; it has {known}.")
    name = " ".join(name.split())
    if not 0 < len(name) <= 80:
        raise Refused("An officer needs a name of up to 80 letters.")
    token, officer_id = secrets.token_urlsafe(24), secrets.token_bytes(16)
    if isinstance(invite(conn, officer_id, unit_id, Role(role), name, SecretText(token), now), Failure):
        raise Refused(f"There is no unit {unit_id}: see `tinbao unit list`.")
    put_on_record(conn, AuditAct.INVITED, unit_id, officer_id, role, now)
    return Invitation(unit_id, Role(role), name, _link(desk_url, token))


def invite_again(conn: Connection, desk_url: str, officer_id: bytes, now: datetime) -> Invitation:
    """Let an officer enrol anew under the same id; raises Refused for one who isn't there or has left."""
    person = officer_of(conn, officer_id)
    token = secrets.token_urlsafe(24)
    done = leaving.invite_again(conn, officer_id, Inviting(SecretText(token), now))
    if person is None or isinstance(done, Failure):
        raise Refused("There is no officer with this id, or they have left: see `tinbao officer list`.")
    put_on_record(conn, AuditAct.INVITATION_RENEWED, person.unit_id, officer_id, person.role, now)
    return Invitation(person.unit_id, person.role, person.name, _link(desk_url, token))


def _link(desk_url: str, token: str) -> SecretText:
    """The link; its token stands behind the `#`, which browsers keep to themselves, so that no log on the way has it."""
    return SecretText(f"{desk_url}/invitation#{token}")


def read_officer_table(path: Path) -> Iterator[tuple[str, str, str]]:
    """Read a CSV file with the columns `unit_id, role, name`; raises Refused if it isn't one."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise Refused(f"{path.name} lacks the column {missing[0]}; it needs {', '.join(COLUMNS)}.")
            for row in reader:
                yield (row["unit_id"] or "").strip(), (row["role"] or "").strip(), row["name"] or ""
    except OSError:
        raise Refused(f"{path.name} can't be read: check its path.") from None
    except (UnicodeDecodeError, csv.Error):
        raise Refused(f"{path.name} isn't a CSV file in UTF-8.") from None


def put_on_record(
    conn: Connection, act: AuditAct, unit_id: str, officer_id: bytes, role: str, now: datetime
) -> None:
    """What a command does to an officer stands in the officer's unit's record, as the house's own doing."""
    detail = {"role": str(role)}
    record(conn, unit_id=unit_id, officer_id=None, act=act, now=now, subject=officer_id.hex(), detail=detail)
