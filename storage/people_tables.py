"""Tables of how people join, prove themselves and come back; must never hold readable content."""

from storage import passkey_tables  # noqa: F401 - loaded here so that its tables are known
