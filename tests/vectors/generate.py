"""Writes the vector files from fixed bytes, or tells whether they are what it would write (`--check`)."""

import sys

from tests.vectors import (
    cases_directory,
    cases_frames,
    cases_keys,
    cases_receipts,
    cases_recovery,
    cases_sealing,
)
from tests.vectors.fixed_bytes import FOLDER, LEDGER, Ledger


def vector_files() -> dict[str, str]:
    """Every file's text by its path in this folder; needs about ten seconds, for Argon2id."""
    ledger = Ledger()
    files = [
        cases_sealing.contexts(),
        cases_sealing.padding(),
        cases_sealing.hybrid_keys(ledger),
        cases_sealing.bodies(),
        cases_sealing.parts(ledger),
        cases_frames.frames(),
        cases_frames.locations(),
        cases_receipts.receipts(),
        cases_receipts.manifests(),
        cases_receipts.additions(),
        cases_receipts.replies(ledger),
        cases_receipts.passphrases(),
        cases_keys.queue_keys(ledger),
        cases_keys.officer_keys(),
        cases_keys.server_keys(),
        cases_keys.joining(),
        cases_keys.key_files(),
        cases_keys.conversations(),
        cases_directory.directory_entries(),
        cases_directory.directory_chain(),
        cases_directory.fingerprints(),
        cases_recovery.recovery(),
    ]
    texts = {f"{file.name}.json": file.text() for file in files}
    texts[str(LEDGER.relative_to(FOLDER))] = ledger.text()
    return texts


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` return 1 if one differs."""
    texts = vector_files()
    if arguments == ["--check"]:
        stale = [name for name, text in texts.items() if (FOLDER / name).read_text("utf-8") != text]
        sys.stdout.write("".join(f"{name} is not what would be written\n" for name in stale))
        return 1 if stale else 0
    LEDGER.parent.mkdir(exist_ok=True)
    for name, text in texts.items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
