"""Cases for the shares of a recovery key: read, combined, and refused."""

from sealing.recovery import RecoveryShare, key_mark, read_share, show_share, split_recovery
from sealing.secret_types import SecretBytes, SecretText
from tests.sealing.vector_values import Stream
from tests.vectors.fixed_bytes import (
    DEPLOYMENT,
    OTHER_DEPLOYMENT,
    RECOVERY_SEED,
    Json,
    hybrid_public,
    made_up,
)
from tests.vectors.writing import VectorFile


def _shares(deployment: bytes, seed: bytes, shares: int, need: int, about: str) -> list[str]:
    """The texts of a split whose randomness is fixed."""
    stream = Stream(b"".join(made_up(f"{about} {part}", 32) for part in range(9))[: 36 * (need - 1)])
    made = split_recovery(deployment, SecretBytes(seed), shares, need, random=stream)
    return [show_share(share).reveal() for share in made]


def recovery() -> VectorFile:
    file = VectorFile(
        "recovery", "Shares of a recovery key, as they stand on paper (specification, section 15)"
    )
    shares = _shares(DEPLOYMENT, RECOVERY_SEED, 3, 2, "two of three")
    for name, typed in {
        "as it is written": shares[0],
        "in small letters with dashes": shares[0].lower().replace(" ", "-"),
        "in lines, with full stops": shares[0].replace(" ", ".\n", 5),
        "with digits for the letters they look like": shares[0].translate(str.maketrans("OIB", "018")),
    }.items():
        file.gives(f"a share typed {name}", "read_share", {"typed": typed})
        assert file.cases[-1]["out"] is not None
    other = "B" if shares[0][0] == "A" else "A"
    wrong = {
        "with another letter": other + shares[0][1:],
        "with two letters swapped": shares[0][1] + shares[0][0] + shares[0][2:],
        "with a group missing": shares[0][5:],
        "with a group twice": shares[0] + shares[0][-5:],
        "with a letter that isn't one": shares[0][:-1] + "9",
        "as nothing": "",
    }
    for name, typed in wrong.items():
        file.gives(f"a share typed {name}", "read_share", {"typed": typed})
        assert file.cases[-1]["out"] is None, name
    base: Json = {"deployment": DEPLOYMENT.hex(), "recovery_public_key": hybrid_public(RECOVERY_SEED).hex()}
    for name, given in {
        "the first two": shares[:2],
        "the first and the last": [shares[0], shares[2]],
        "the last two, the other way round": [shares[2], shares[1]],
        "all three": shares,
    }.items():
        file.gives(f"{name} give the key", "combine_recovery", {**base, "shares": given})
        assert file.cases[-1]["out"] == RECOVERY_SEED.hex()
    three = _shares(DEPLOYMENT, RECOVERY_SEED, 5, 3, "three of five")
    file.gives("three of five give the key", "combine_recovery", {**base, "shares": three[1:4]})
    again = _shares(DEPLOYMENT, RECOVERY_SEED, 3, 2, "another split")
    seed = made_up("another recovery seed")
    foreign = _shares(DEPLOYMENT, seed, 3, 2, "another key")
    elsewhere = _shares(OTHER_DEPLOYMENT, RECOVERY_SEED, 3, 2, "another deployment")
    refused: dict[str, tuple[list[str], str]] = {
        "one share alone": (shares[:1], "Malformed"),
        "no share": ([], "Malformed"),
        "the same share twice": ([shares[0], shares[0]], "Malformed"),
        "two where three are needed": (three[:2], "WrongKeyOrPlace"),
        "shares of two splits": ([shares[0], again[1]], "WrongKeyOrPlace"),
        "a share of another key": ([shares[0], foreign[1]], "WrongKeyOrPlace"),
        "shares of another deployment": (elsewhere[:2], "WrongKeyOrPlace"),
        "another key that says it is this one": (_relabelled(foreign[:2]), "WrongKeyOrPlace"),
        "a place that doesn't exist": ([shares[0], _at_zero(shares[1])], "Malformed"),
    }
    for name, (given, error) in refused.items():
        file.refuses(name, "combine_recovery", {**base, "shares": given}, error)
    return file


def _relabelled(shares: list[str]) -> list[str]:
    """Shares of another key under this key's mark."""
    mark = key_mark(hybrid_public(RECOVERY_SEED))
    read = [read_share(SecretText(share)) for share in shares]
    return [show_share(RecoveryShare(mark, share.share)).reveal() for share in read if share]


def _at_zero(text: str) -> str:
    share = read_share(SecretText(text))
    assert share
    return show_share(RecoveryShare(share.mark, SecretBytes(share.share.reveal()[:-1] + b"\x00"))).reveal()
