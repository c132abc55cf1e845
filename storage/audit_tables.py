"""Tables of the audit record; must never hold readable content."""
