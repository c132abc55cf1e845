"""Tables of how people join, prove themselves and come back; must never hold readable content."""
