"""Shows the demo page: the phone, the officers' made-up sign-in data and the desk; never in a real deployment."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyotp
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

_TEMPLATES = Path(__file__).parent / "templates"

_ROLES = {
    "officer": "Cán bộ",
    "chief": "Trưởng",
    "duty_desk": "Trực ban",
    "inspectorate": "Cán bộ Thanh tra",
    "awareness": "Cán bộ tuyên truyền",
    "approver": "Người duyệt",
}

_PERIOD_SECONDS = 30


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    """A made-up officer whose sign-in data stand beside the demo's desk."""

    name: str
    full_name: str
    passphrase: str = field(repr=False)
    totp_secret: str = field(repr=False)
    unit: str
    role: str

    @property
    def title(self) -> str:
        """What the officer is, as `Cán bộ Công an xã`."""
        label = _ROLES.get(self.role, self.role)
        if self.role in {"officer", "chief"}:
            kind = "phường" if " phường " in f" {self.unit} " else "xã"
            return f"{label} Công an {kind}"
        return label

    @property
    def office(self) -> str:
        """What the officer is in a list that names the unit already, as `Cán bộ`."""
        return _ROLES.get(self.role, self.role).removeprefix("Cán bộ ").capitalize()

    def shown(self, moment: float) -> dict[str, Any]:
        """What the page shows, with the code of this moment (seconds since 1970)."""
        return {
            "name": self.name,
            "full_name": self.full_name,
            "title": self.title,
            "unit": self.unit,
            "passphrase": self.passphrase,
            "code": pyotp.TOTP(self.totp_secret).at(int(moment)),
            "seconds_left": _PERIOD_SECONDS - int(moment) % _PERIOD_SECONDS,
        }


class Landing:
    """The demo page of one sandbox; without a desk it shows the phone alone.

    `landing`: `{"desk_url": str, "officers": [{"name", "full_name", "passphrase", "totp_secret", "unit", "role"}],
    "officers_bot": str}`; the last is the user name of a bot whose phone has a page of its own, at `/?bot=NAME`.
    """

    def __init__(self, static_dir: Path, landing: Mapping[str, Any] | None) -> None:
        landing = landing or {}
        self._static_dir = static_dir
        self._desk_url = str(landing.get("desk_url", ""))
        self._officers_bot = str(landing.get("officers_bot", ""))
        self._officers = [
            DemoOfficer(
                name=str(item["name"]),
                full_name=str(item.get("full_name") or item["name"]),
                passphrase=str(item["passphrase"]),
                totp_secret=str(item["totp_secret"]),
                unit=str(item["unit"]),
                role=str(item["role"]),
            )
            for item in landing.get("officers", ())
        ]
        self._pages: dict[bool, str] = {}

    def routes(self) -> list[Route]:
        """The page and its sign-in data."""
        return [
            Route("/", self._show, methods=["GET"]),
            Route("/sandbox/officers", self._sign_in_data, methods=["GET"]),
        ]

    async def _show(self, request: Request) -> Response:
        officers_phone = bool(self._officers_bot) and request.query_params.get("bot") == self._officers_bot
        if officers_phone not in self._pages:
            self._pages[officers_phone] = self._render(officers_phone=officers_phone)
        return HTMLResponse(self._pages[officers_phone], headers=self._headers())

    async def _sign_in_data(self, _request: Request) -> Response:
        moment = time.time()
        officers = [officer.shown(moment) for officer in self._officers]
        return JSONResponse({"officers": officers}, headers={"Cache-Control": "no-store"})

    def _render(self, *, officers_phone: bool) -> str:
        icons = json.loads((self._static_dir / "icons.json").read_text(encoding="utf-8"))
        environment = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
        )
        # The icons come from the project's own build, so they are markup already.
        environment.globals["icon"] = lambda name: Markup(icons[name])  # noqa: S704
        units: dict[str, list[DemoOfficer]] = {}
        for officer in () if officers_phone else self._officers:
            units.setdefault(officer.unit, []).append(officer)
        return environment.get_template("landing.html").render(
            desk_url="" if officers_phone else self._desk_url,
            units=units,
            officers_bot=self._officers_bot,
            officers_phone=officers_phone,
        )

    def _headers(self) -> dict[str, str]:
        desk = urlsplit(self._desk_url)
        frame = f"{desk.scheme}://{desk.netloc}" if desk.netloc else "'none'"
        policy = {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' blob:",
            "media-src": "'self' blob:",
            "font-src": "'self'",
            "connect-src": "'self'",
            "frame-src": frame,
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
        }
        return {
            "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
