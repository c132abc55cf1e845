"""Typed errors of this room; a docstring says what the person should do, and no message ever quotes a row."""


class StorageError(Exception):
    """Something in the store is not as it must be; the message is one sentence that names the cause."""


class BadDatabaseUrl(StorageError):
    """Set TINBAO_DATABASE_URL to a sqlite+aiosqlite:// or postgresql:// address."""


class AlreadyRunning(StorageError):
    """Stop the other serving process of this data folder first, or use PostgreSQL for several processes."""


class DatabaseNotMigrated(StorageError):
    """Run `tinbao migrate`."""


class DatabaseTooNew(StorageError):
    """Install the version of tinbao that wrote this database; this one is older."""


class DatabaseUnreachable(StorageError):
    """Start the database server or correct TINBAO_DATABASE_URL."""


class ConversationMoved(StorageError):
    """Load the conversation again and repeat the step: somebody else saved it in between."""


class EpochMoved(StorageError):
    """Load the serving snapshot again and seal once more: the queue's key is not the one that was sealed to."""

    def __init__(self, queue_id: str) -> None:
        super().__init__(f"The key of queue {queue_id} has changed since this part was sealed.")
        self.queue_id = queue_id


class NotADraft(StorageError):
    """Start a new report: this draft was sent, dropped or has died."""


class NumberTaken(StorageError):
    """Seal again with `next_number`: another part took this number in between."""

    def __init__(self, next_number: int) -> None:
        super().__init__(f"This part number is taken; the next one is {next_number}.")
        self.next_number = next_number


class BadCursor(StorageError, ValueError):
    """Begin again at the first page: this page mark was not made by the queue page."""


class BlobMissing(StorageError):
    """Restore the blob from a backup: a row names it and the store doesn't have it."""


class LeadLost(StorageError):
    """Nothing to do: another process leads now, and goes on where this one stopped."""
