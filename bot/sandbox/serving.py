"""Serves an app on a loopback port from a thread, for tests and benches; it never logs an address (tokens stand in it)."""

import socket
import threading
import time
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette


class SandboxServer:
    """A running sandbox: `with SandboxServer(create_sandbox(…)) as server: … server.url`.

    `port` 0 picks a free one. Raises RuntimeError when it doesn't come up within ten seconds.
    """

    def __init__(self, app: Starlette, port: int = 0) -> None:
        self.app = app
        # The protocol is named because asyncio switches off Nagle's delay (40 ms an answer) only then.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = sandbox_server(app)
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    def start(self) -> Self:
        """Serve from now on."""
        self._thread.start()
        until = time.monotonic() + 10
        while not self._server.started:
            if time.monotonic() > until or not self._thread.is_alive():
                raise RuntimeError("the sandbox didn't start")
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        """Answer what waits, then end."""
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()


class _LettingGoServer(uvicorn.Server):
    """Answers long polls before it waits for its connections to close."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.config.app.state.bot_api.stop()  # type: ignore[union-attr]
        await super().shutdown(sockets)


def sandbox_server(app: Starlette, port: int = 0) -> uvicorn.Server:
    """A server for the sandbox on a loopback port: no access log, and it ends without waiting for long polls."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=2,
        timeout_keep_alive=75,
    )
    return _LettingGoServer(config)
