"""An authenticator made of a key in memory, that says what a test wants: also what a real one never would."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """`flags`: whether somebody is there, and whether it has checked who. `count`: how often it says it was
    used; some never count."""

    origin: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    counts: bool = True
    credential: bytes = field(default_factory=lambda: token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def registers(self, question: str) -> str:
        point = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        attested = b"\x00" * 16 + len(self.credential).to_bytes(2, "big") + self.credential + public
        said = self._data(ATTESTED) + attested
        client = self._client("webauthn.create", question)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})
        return self._answer({"clientDataJSON": _text(client), "attestationObject": _text(attestation)})

    def signs(self, question: str) -> str:
        self.count += self.counts
        said, client = self._data(0), self._client("webauthn.get", question)
        signature = self.key.sign(said + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {"clientDataJSON": _text(client), "authenticatorData": _text(said), "signature": _text(signature)}
        return self._answer(answer)

    def _data(self, more: int) -> bytes:
        host = self.origin.partition("://")[2].partition(":")[0]
        return sha256(host.encode()).digest() + bytes((self.flags | more,)) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, question: str) -> bytes:
        challenge = json.loads(question)["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        id = _text(self.credential)
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": response})


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
