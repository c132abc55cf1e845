"""The sandbox keeps the Bot API's rules, and its phone does what a phone does."""
