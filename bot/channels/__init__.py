"""Holds the chat platforms' adapters; none of them decides what is said or touches the database."""
