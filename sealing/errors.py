"""Names every way in which sealing refuses; an error never carries a secret, a ciphertext or content."""

__all__ = [
    "Damaged",
    "DirectoryRefused",
    "Malformed",
    "NotTheResident",
    "SealingError",
    "SealingUnavailable",
    "WrongKeyOrPlace",
]


class SealingError(Exception):
    """Something sealed was refused. Don't use what it would have held; say so to the person and go on with
    the rest.
    """


class Malformed(SealingError):
    """These bytes aren't what the specification describes. Nothing to repair: ask for them again from where
    they came.
    """


class WrongKeyOrPlace(SealingError):
    """The key isn't the one that sealed this, or it was moved here from another tip, part or queue. Report
    it: it should not happen by itself.
    """


class Damaged(SealingError):
    """The key is right but the bytes were changed or cut. Fetch the blob again; if it stays, restore it from
    a backup.
    """


class NotTheResident(SealingError):
    """The signature isn't by the code's holder. Show the addition as not from the resident, or not at all."""


class DirectoryRefused(SealingError):
    """A directory entry doesn't verify. Seal nothing to its key; have the province (or the root) sign a new
    entry.
    """


class SealingUnavailable(SealingError):
    """This machine's `cryptography` can't do what sealing needs. Install the wheel from the package index
    instead of a distribution's build.
    """
