"""Reads the settings from the environment and `.env`, once; it never prints a secret's value, not even in a refusal."""

import base64
import binascii
import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from sealing.secret_types import SecretBytes

PREFIX = "TINBAO_"
USUAL_RATE = 30
"""Messages a second that the Bot API permits to one bot without paid broadcasting."""
_BOT_NAME = re.compile(r"(?:[A-Za-z][A-Za-z0-9_]{3,31})?", re.ASCII)
"""Letters, digits and underscores, 4 to 32 of them, as the platform allows; empty while there is none."""
PUBLIC_TELEGRAM_API = "https://api.telegram.org"


class SettingsError(Exception):
    """A setting is missing or wrong; mend the one the sentence names, in the environment or in `.env`, and start again."""


class Listen(NamedTuple):
    """Where a page is served: an address of this machine and a port."""

    host: str
    port: int


def _key(value: Any) -> Any:
    if value in (None, ""):
        return None
    if isinstance(value, SecretBytes):
        return value
    return SecretBytes(_bytes32(value))


def _public_key(value: Any) -> Any:
    return None if value in (None, "") else _bytes32(value)


def _bytes32(value: Any) -> bytes:
    if isinstance(value, bytes) and len(value) == 32:
        return value
    try:
        decoded = base64.b64decode(str(value).strip().encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        decoded = b""
    if len(decoded) != 32:
        raise ValueError("must be 32 bytes in base64, as `tinbao init` writes it")
    return decoded


def _listen(value: Any) -> Any:
    if isinstance(value, Listen):
        return value
    host, _, port = str(value).rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("must be ADDRESS:PORT, for example 127.0.0.1:8139")
    return Listen(host.strip("[]"), int(port))


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine itself."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


Key32 = Annotated[SecretBytes | None, BeforeValidator(_key)]
PublicKey32 = Annotated[bytes | None, BeforeValidator(_public_key)]
Token = Annotated[SecretStr | None, BeforeValidator(_empty_is_none)]
Address = Annotated[Listen, NoDecode, BeforeValidator(_listen)]


class Settings(BaseSettings):
    """Every setting with its default; each stands in `.env.example` with a comment (a test compares the two)."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        extra="forbid",
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
        frozen=True,
    )

    database_url: str = "sqlite+aiosqlite:///tinbao.db"
    data_dir: Path = Path("data")
    residents_bot_token: Token = None
    officers_bot_token: Token = None
    telegram_api: str = PUBLIC_TELEGRAM_API
    webhook_url: str = ""
    webhook_listen: Address = Listen("127.0.0.1", 8137)
    desk_url: str = ""
    form_url: str = ""
    directory_public_key: PublicKey32 = None
    pseudonym_key: Key32 = None
    contact_key: Key32 = None
    zalo_bot_token: Token = None
    zalo_api: str = "https://bot-api.zaloplatforms.com"
    keyring_key: Key32 = None
    desk_listen: Address = Listen("127.0.0.1", 8139)
    form_listen: Address = Listen("127.0.0.1", 8140)
    blobs_url: str = ""
    release_minutes: Annotated[int, Field(ge=0, le=120)] = 15
    tips_per_chat_day: Annotated[int, Field(ge=1, le=1000000)] = 3
    drafts_per_chat_day: Annotated[int, Field(ge=1, le=1000000)] = 3
    tips_per_queue_hour: Annotated[int, Field(ge=1, le=1000000)] = 60
    duty_phone: str = "113"
    bot_name: str = ""
    officers_bot_name: str = ""
    paid_broadcast: bool = False
    broadcast_rate: Annotated[int, Field(ge=1, le=1000)] = USUAL_RATE
    frame_origin: str = ""
    training: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("telegram_api", "webhook_url", "desk_url", "form_url", "zalo_api", "frame_origin")
    @classmethod
    def _urls(cls, value: str, info: ValidationInfo) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an address such as https://example.vn")
        # A token or a page over plain http can be read on the way; only this machine itself is exempt.
        if parts.scheme == "http" and not is_loopback(value):
            raise ValueError("must use https unless it points to this machine")
        if info.field_name == "frame_origin" and not is_loopback(value):
            raise ValueError("may only name this machine: it lets the demo page frame the desk")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite", "postgresql")):
            raise ValueError("must be a sqlite or postgresql URL")
        return value

    @field_validator("blobs_url")
    @classmethod
    def _blobs(cls, value: str) -> str:
        if "://" in value and not value.startswith(("s3://", "file://")):
            raise ValueError("must be empty, a folder, or an address such as s3://bucket")
        return value

    @field_validator("bot_name", "officers_bot_name")
    @classmethod
    def _bot_names(cls, value: str) -> str:
        if not _BOT_NAME.fullmatch(value):
            raise ValueError("must be the bot's public name without @, such as TinBaoSonLaBot")
        return value

    @field_validator("broadcast_rate")
    @classmethod
    def _paid(cls, value: int, info: ValidationInfo) -> int:
        if value > USUAL_RATE and not info.data.get("paid_broadcast"):
            raise ValueError(f"may be over {USUAL_RATE} only with TINBAO_PAID_BROADCAST=true")
        return value

    @model_validator(mode="after")
    def _desk_where_it_listens(self) -> "Settings":
        if not self.desk_url:
            host = f"[{self.desk_listen.host}]" if ":" in self.desk_listen.host else self.desk_listen.host
            # The model is frozen for everybody else; this is still its making.
            self.__dict__["desk_url"] = f"http://{host}:{self.desk_listen.port}"
        return self

    def need(self, *names: str) -> None:
        """Refuse to go on without these settings.

        Raises SettingsError with one sentence that names the first missing one.
        """
        for name in names:
            if getattr(self, name) in (None, ""):
                raise SettingsError(
                    f"{PREFIX}{name.upper()} is missing: set it in the environment or in .env (see .env.example)."
                )


def load_settings(env_file: Path | None = None) -> Settings:
    """Read the environment, then `.env` of the current folder (or the file given).

    Raises SettingsError whose one sentence names the setting; values are never quoted.
    """
    try:
        return Settings(_env_file=env_file) if env_file else Settings()
    except ValidationError as refusal:
        first = refusal.errors(include_url=False, include_input=False, include_context=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        setting = (name if name.lower().startswith(PREFIX.lower()) else PREFIX + name).upper()
        if first["type"] == "extra_forbidden":
            raise SettingsError(
                f"{setting} in .env is not a setting of Tin Báo: check its spelling against .env.example."
            ) from None
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{setting} is wrong: {reason}.") from None
    except UnicodeDecodeError:
        raise SettingsError(".env is not a text file in UTF-8.") from None
