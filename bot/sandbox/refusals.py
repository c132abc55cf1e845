"""Says no the way a Bot API server does; a refusal never repeats what a person wrote."""

from typing import Any


class RefusedError(Exception):
    """The Bot API server refuses this request.

    The caller reads `code` and `description`, which follow the public server's shape, and mends its request;
    on code 429 it waits `parameters["retry_after"]` seconds first.
    """

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """The JSON body of the refusal."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(what: str) -> RefusedError:
    """A 400 in the public server's wording, `Bad Request: …`."""
    return RefusedError(400, f"Bad Request: {what}")


def forbidden(what: str) -> RefusedError:
    """A 403 in the public server's wording, `Forbidden: …`."""
    return RefusedError(403, f"Forbidden: {what}")


def conflict(what: str) -> RefusedError:
    """A 409 in the public server's wording, `Conflict: …`."""
    return RefusedError(409, f"Conflict: {what}")
