"""Tables of the officers' chats; must never hold readable content."""
