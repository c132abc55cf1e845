"""Serves officers' chats: takes an update, acts in one transaction, answers; it must never act twice on one update."""
