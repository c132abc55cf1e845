"""What is said: conversations as pure steps from events to effects; never a channel, a database or a clock."""
