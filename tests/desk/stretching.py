"""Stretches each passphrase of the tests once; what it gives is what the real Argon2id gave, nothing else.

A desk's tests sign in some four hundred times with one passphrase, half a second and 64 MiB each time. The worker that is
served here answers for passphrases that were stretched before and loads the real one for every other. That the browser
stretches as the specification says is shown by tests/client, by the journeys, and wherever a test has its own words.
"""

import json
from functools import cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sealing.derivation import new_salt, stretch_for_officer
from sealing.officer_keys import OfficerSecrets, normalise_passphrase, officer_secrets
from sealing.secret_types import SecretBytes, SecretText

SALT = new_salt()
"""One for all officers of a test run: what is stretched depends on nothing else but the words."""

_WORKER = "/static/argon2_worker.js"
_known: dict[str, str] = {}
_SCRIPT = """
const known = %s;
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
self.onmessage = async (event) => {
  const root = known[hex(event.data.password) + hex(event.data.salt)];
  if (root !== undefined) return self.postMessage({ root: Uint8Array.from(root.match(/../g), (pair) => parseInt(pair, 16)) });
  await import("./argon2_worker.js?real");
  self.onmessage(event);
};
"""


@cache
def _stretched(words: str) -> SecretBytes:
    password = normalise_passphrase(SecretText(words)).reveal().encode("ascii")
    root = stretch_for_officer(password, SALT)
    _known[(password + SALT).hex()] = root.reveal().hex()
    return root


def secrets_of(words: str, deployment: bytes) -> OfficerSecrets:
    """What the browser makes of this passphrase, under `SALT`."""
    return officer_secrets(_stretched(words), deployment)


class QuickWorker:
    """A desk whose stretching worker remembers; headers, and with them the content policy, are the real one's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != _WORKER or scope["query_string"] == b"real":
            await self._app(scope, receive, send)
            return
        script = (_SCRIPT % json.dumps(_known)).encode()

        async def quick(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name not in _OF_THE_BODY]
                await send({**message, "headers": [*kept, (b"content-length", b"%d" % len(script))]})
            elif not message.get("more_body"):
                await send({"type": "http.response.body", "body": script})

        # Without conditions: a browser that knows the file from before must not be told that it hasn't changed.
        plain = [(name, value) for name, value in scope["headers"] if not name.startswith(b"if-")]
        await self._app({**scope, "headers": plain}, receive, quick)


_OF_THE_BODY = frozenset(
    {b"content-length", b"etag", b"last-modified", b"content-encoding", b"cache-control"}
)
