"""What is seen in a browser: the desk, later the residents' form, and their client; it must never know the chat bots."""
