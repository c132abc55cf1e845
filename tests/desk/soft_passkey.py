"""An authenticator in a few lines, for what no honest device does: replays, other origins, nobody asked."""

import hashlib
import json
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from os import urandom

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from storage import passkeys
from storage.failures import Done
from tests.desk.house import House, TestOfficer
from web.desk.inputs import base64_text

_PRESENT, _VERIFIED = 0x01, 0x04


@dataclass
class SoftPasskey:
    """An ES256 key that signs whatever it is told to."""

    house: House
    officer: TestOfficer
    host: str
    origin: str
    id: bytes = field(default_factory=lambda: urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        numbers = self.key.public_key().public_numbers()
        point = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        # CBOR: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
        cose = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + point[0] + b"\x22\x58\x20" + point[1]
        done = self.house.database.write_now(
            lambda conn: passkeys.add_passkey(
                conn, self.officer.id, self.id, cose, 0, "Khóa thử", self.house.now
            )
        )
        assert isinstance(done, Done)

    def answer(self, challenge: str, count: int = 1, **changes: object) -> dict[str, str]:
        """What a browser would post; `changes`: `origin`, `host`, `flags`, `type`."""
        client = {
            "type": changes.get("type", "webauthn.get"),
            "challenge": urlsafe_b64encode(b64decode(challenge)).rstrip(b"=").decode(),
            "origin": changes.get("origin", self.origin),
            "crossOrigin": False,
        }
        client_data = json.dumps(client).encode()
        rp_hash = hashlib.sha256(str(changes.get("host", self.host)).encode()).digest()
        flags = changes.get("flags", _PRESENT | _VERIFIED)
        assert isinstance(flags, int)
        data = rp_hash + bytes((flags,)) + count.to_bytes(4, "big")
        signed = data + hashlib.sha256(client_data).digest()
        return {
            "credential": base64_text(self.id),
            "client_data": base64_text(client_data),
            "authenticator_data": base64_text(data),
            "signature": base64_text(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
        }
