"""Tables of how people join, prove themselves and come back; must never hold readable content."""

from storage import joining_tables, passkey_tables  # noqa: F401 - loaded here so that their tables are known
