"""Runs the residents' conversation: performs its effects durably; it never decides what is said and knows no chat platform."""
