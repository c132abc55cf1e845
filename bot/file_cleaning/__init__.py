"""Takes the metadata out of residents' files in a confined child process; it never writes a file's content to disk or to a log."""

from bot.file_cleaning.cleaner import FileCleaner
from bot.file_cleaning.results import CleanedFile, CleaningRefused, RefusedBecause

__all__ = ["CleanedFile", "CleaningRefused", "FileCleaner", "RefusedBecause"]
