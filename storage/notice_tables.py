"""Tables of notices to officers, heartbeats, deletions asked for; must never hold readable content."""
