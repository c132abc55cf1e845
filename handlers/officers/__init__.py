"""What the officers' bot says and asks for; it must never say what a tip tells, or where."""
