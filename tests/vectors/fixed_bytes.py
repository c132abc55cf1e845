"""The made-up keys, ids and places that every vector file uses, and the ledger of sealed keys that can't be made twice alike."""

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag

from sealing.hybrid_keys import public_key_of
from sealing.secret_types import SecretBytes
from sealing.signatures import signing_public_key_of
from tests.sealing import second_hpke

Json = Any
FOLDER = Path(__file__).parent
LEDGER = FOLDER / "ledger" / "sealed_keys.json"


def made_up(name: str, length: int = 32) -> bytes:
    """Bytes that depend on their name alone."""
    return hashlib.shake_256(b"tinbao test vectors: " + name.encode()).digest(length)


DEPLOYMENT = made_up("deployment", 16)
OTHER_DEPLOYMENT = made_up("another deployment", 16)
TIP = made_up("tip", 16)
OTHER_TIP = made_up("another tip", 16)
BOND = made_up("bond", 16).hex()
OTHER_BOND = made_up("another bond", 16).hex()
OFFICER = made_up("officer", 16)
OTHER_OFFICER = made_up("another officer", 16)
QUEUE, OTHER_QUEUE, PROVINCE, OTHER_PROVINCE = "c-03703", "i-14", "14", "38"
QUEUE_SEED = made_up("queue seed")
OFFICER_SEED = made_up("officer seed")
RECOVERY_SEED = made_up("recovery seed")
ROOT_SEED = made_up("root seed")
PROVINCE_SEED = made_up("province seed")
PASSPHRASE = "Bánh mì cửa sổ Đường phố con mèo ngọn núi"


def hybrid_public(seed: bytes) -> bytes:
    return public_key_of(SecretBytes(seed))


def signing_public(seed: bytes) -> bytes:
    return signing_public_key_of(SecretBytes(seed))


def place(number: int = 1, role: str = "report", tip: bytes = TIP, deployment: bytes = DEPLOYMENT) -> Json:
    return {"deployment": deployment.hex(), "tip": tip.hex(), "number": number, "role": role}


def case(name: str, call: str, given: Json, out: Json) -> Json:
    return {"name": name, "call": call, "in": given, "out": out}


def refused(name: str, call: str, given: Json, error: str) -> Json:
    return {"name": name, "call": call, "in": given, "refused": error}


class Ledger:
    """Sealed keys by name: kept while they still open, made by the second HPKE otherwise."""

    def __init__(self) -> None:
        self._known: dict[str, str] = json.loads(LEDGER.read_text()) if LEDGER.exists() else {}
        self._used: dict[str, str] = {}

    def sealed(self, name: str, key: bytes, seed: bytes, info: bytes) -> str:
        known = bytes.fromhex(self._known.get(name, ""))
        if not _opens(known, seed, info, key):
            x_seed = made_up("ephemeral " + name)
            known = second_hpke.seal_key_fixed(key, hybrid_public(seed), info, x_seed)
        self._used[name] = known.hex()
        return known.hex()

    def text(self) -> str:
        return json.dumps(self._used, indent=1, sort_keys=True) + "\n"


def _opens(sealed: bytes, seed: bytes, info: bytes, key: bytes) -> bool:
    try:
        return len(sealed) == 1168 and second_hpke.open_key(sealed, seed, info) == key
    except InvalidTag:
        return False
