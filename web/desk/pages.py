"""Renders the desk's templates with icons and build names; must never mark what came from a person as safe."""

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from domain.permissions import Action
from web.desk import clock_texts, texts, times

_TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """The templates of one desk. `static_dir` is the folder of the built scripts, styles and icons."""

    def __init__(
        self, static_dir: Path, deployment_id: bytes, root_public_key: bytes, *, training: bool = False
    ) -> None:
        self._static = static_dir
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            icon=icon,
            texts=texts,
            clock_texts=clock_texts,
            times=times,
            asset=self._asset,
            sprite=self._sprite,
            initials=initials,
            Action=Action,
            deployment=deployment_id.hex(),
            root=root_public_key.hex(),
            training=training,
        )

    def render(self, request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page, as HTML that was escaped everywhere; `values` reach the template under their names."""
        swap = (
            request.headers.get("hx-request") == "true"
            and "hx-history-restore-request" not in request.headers
        )
        layout = "swap.html" if swap else "frame.html"
        return HTMLResponse(self.html(name, layout=layout, **values), status_code=status)

    def html(self, name: str, **values: Any) -> str:
        """The HTML of a template alone, for one that is put into an answer with others."""
        return self._environment.get_template(name).render(**values)

    @cached_property
    def _hashes(self) -> Mapping[str, str]:
        path = self._static / "hashes.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else {}

    def _asset(self, name: str) -> str:
        """The address of a built file; with its hash, so that a browser may keep it."""
        digest = self._hashes.get(name, "")
        return f"/static/{name}?{digest[:12]}" if digest else f"/static/{name}"

    def _sprite(self) -> Markup:
        return self._built_sprite

    @cached_property
    def _built_sprite(self) -> Markup:
        """All icons once a page, as symbols; the shapes are our own build's, from a locked package."""
        icons: dict[str, str] = json.loads((self._static / "icons.json").read_text("utf-8"))
        symbols = []
        for name, svg in sorted(icons.items()):
            shapes = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
            symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>')
        return Markup("".join(symbols))  # noqa: S704 - built by us, holds no input


def icon(name: str, size: int = 16) -> Markup:
    """An icon beside a label; it says nothing by itself."""
    extra = "" if size == 16 else f" icon-{size}"
    return Markup(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>'
    ).format(extra, name)


def initials(name: str) -> str:
    """The two last initials of a Vietnamese name, for its round mark beside the full name: `HT` style."""
    words = name.split()
    return "".join(word[0].upper() for word in words[-2:][::-1]) if words else "?"
