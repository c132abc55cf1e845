"""A local Bot API server with a phone and a demo page, for tests and the demo; it never talks to another machine."""

from bot.sandbox.app import create_sandbox
from bot.sandbox.resident import SandboxResident
from bot.sandbox.serving import SandboxServer

__all__ = ["SandboxResident", "SandboxServer", "create_sandbox"]
