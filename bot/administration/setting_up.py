"""Makes a new installation in a folder: `.env`, keys, database; it never touches a folder that has one already."""

import base64
import os
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.administration.certifying import Signer, certify_province, certify_recovery
from bot.administration.key_folder import MadeKey, make_key
from bot.administration.refusals import Refused
from domain.places import Gazetteer
from sealing.directory_trust import NOTHING_SEEN, Seen
from sealing.hybrid_keys import self_test
from sealing.key_files import KeyFileKind
from storage.deployment import deployment_id, mark_training, set_deployment_id
from storage.engine import Connection, Database
from storage.migrate import migrate

RECOVERY_ROLES = ("province", "inspectorate")
ENV_FILE = ".env"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What was made, with every passphrase; they are shown once and stand nowhere else."""

    deployment: bytes
    root: MadeKey
    provinces: dict[str, MadeKey]
    recovery: dict[tuple[str, str], MadeKey]

    def made(self) -> tuple[MadeKey, ...]:
        """Give every key that was made, the root first."""
        return (self.root, *self.provinces.values(), *self.recovery.values())


def new_environment(root_public_key: bytes, **others: str) -> dict[str, str]:
    """Give the settings of a new installation: the root's public half and fresh random keys."""
    return {
        "TINBAO_DIRECTORY_PUBLIC_KEY": _text(root_public_key),
        "TINBAO_PSEUDONYM_KEY": _text(secrets.token_bytes(32)),
        "TINBAO_CONTACT_KEY": _text(secrets.token_bytes(32)),
        "TINBAO_KEYRING_KEY": _text(secrets.token_bytes(32)),
        **others,
    }


def write_environment(path: Path, values: dict[str, str]) -> None:
    """Write `.env` with mode 0600; raises Refused if it exists."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(
            f"{path.name} exists already in this folder: an installation is never overwritten."
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("".join(f"{name}={value}\n" for name, value in values.items()))


def set_up(
    folder: Path,
    database_url: str,
    gazetteer: Gazetteer,
    provinces: Sequence[str],
    now: datetime,
    *,
    training: bool = False,
    **others: str,
) -> SetUp:
    """Make the keys of root and provinces, `.env` and the database in `folder`.

    `training`: the database is marked for practice. `others` are further settings for `.env`.
    Raises Refused for an unknown province, or when the folder or database already holds an installation.
    """
    self_test()
    for code in provinces:
        if gazetteer.province(code) is None:
            raise Refused(f"There is no province with the code {code}.")
    if (folder / ENV_FILE).exists():
        raise Refused(f"{ENV_FILE} exists already in this folder: an installation is never overwritten.")
    migrate(database_url)
    database = Database.open(database_url, folder)
    try:
        if database.read_now(deployment_id) is not None:
            raise Refused("This database already belongs to an installation.")
        made = _make_keys(folder / "keys", provinces)

        def store(conn: Connection) -> None:
            set_deployment_id(conn, made.deployment)
            if training:
                mark_training(conn)
            certify_all(conn, made, now)

        write_environment(folder / ENV_FILE, new_environment(made.root.file.public_key, **others))
        database.write_now(store)
        return made
    finally:
        database.close_now()


def _make_keys(folder: Path, provinces: Sequence[str]) -> SetUp:
    deployment = secrets.token_bytes(16)
    wanted = [(KeyFileKind.ROOT, ""), *((KeyFileKind.PROVINCE, code) for code in provinces)]
    wanted += [(KeyFileKind.RECOVERY, f"{code}/{role}") for code in provinces for role in RECOVERY_ROLES]
    # Argon2id lets go of the interpreter's lock, so the keys of many provinces share the cores.
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        made = dict(
            zip(
                wanted,
                pool.map(lambda key: make_key(folder, key[0], key[1], deployment), wanted),
                strict=True,
            )
        )
    return SetUp(
        deployment,
        made[KeyFileKind.ROOT, ""],
        {code: made[KeyFileKind.PROVINCE, code] for code in provinces},
        {
            (code, role): made[KeyFileKind.RECOVERY, f"{code}/{role}"]
            for code in provinces
            for role in RECOVERY_ROLES
        },
    )


def add_province_keys(
    folder: Path, root: Signer, code: str, *, signing_only: bool = False
) -> tuple[MadeKey, dict[str, MadeKey]]:
    """Make the signing and recovery keys of one more province; `signing_only` leaves its recovery keys as they are."""
    province = make_key(folder, KeyFileKind.PROVINCE, code, root.deployment)
    recovery = {
        role: make_key(folder, KeyFileKind.RECOVERY, f"{code}/{role}", root.deployment)
        for role in (() if signing_only else RECOVERY_ROLES)
    }
    return province, recovery


def certify_all(conn: Connection, made: SetUp, now: datetime) -> None:
    """Let the root certify every key that was made with it."""
    root = Signer(made.deployment, made.root.seed)
    for code, key in made.provinces.items():
        certify_province(conn, root, _seen_nothing, code, key.file.public_key, now)
    for (code, role), key in made.recovery.items():
        certify_recovery(conn, root, _seen_nothing, code, role, key.file.public_key, now)


def _seen_nothing(_: bytes) -> Seen:
    """What a new installation has accepted before."""
    return NOTHING_SEEN


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")
