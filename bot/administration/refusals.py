"""The one error of the command line's own; its message is a sentence and never quotes a secret."""


class Refused(Exception):
    """The command can't do what was asked; the sentence names the cause and what to do. Nothing was changed."""
