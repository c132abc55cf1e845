"""Serves the built scripts, styles and fonts; must never serve anything that isn't the build's."""

import mimetypes

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".json": "application/json"}


class BuiltFiles(StaticFiles):
    """Files of the build: kept by the browser when their address names their content, else asked for again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        named = bool(scope["query_string"]) or path.startswith("part-") or path.endswith(".woff2")
        response.headers["cache-control"] = _FOREVER if named else "no-cache"
        suffix = path[path.rfind(".") :]
        kind = _TYPES.get(suffix) or mimetypes.guess_type(path)[0]
        if kind:
            response.headers["content-type"] = kind
        return response
