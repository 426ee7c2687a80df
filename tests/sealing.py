"""Sealing as a phone does it, from the contract alone; what the server opens is checked with it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
HEADER = 58
SIGN = 64


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SigningKey:
    """The signing key of one phone."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())

    @property
    def public(self) -> dict[str, str]:
        numbers = self._private.public_key().public_numbers()
        x, y = (text_of(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    @property
    def jwk(self) -> str:
        """As the server keeps it."""
        return json.dumps(dict(sorted(self.public.items())))

    def sign(self, signed: bytes) -> bytes:
        r, s = decode_dss_signature(self._private.sign(signed, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def header(*, key_id: str, network: str, device: str, envelope: str) -> bytes:
    ids = (uuid.UUID(one).bytes for one in (network, device, envelope))
    return b"\x01\x01" + bytes.fromhex(key_id) + b"".join(ids)


def seal(
    body: Any,
    *,
    to: Mapping[str, str],
    key: SigningKey,
    network: str,
    device: str,
    envelope: str | None = None,
    packed: bytes | None = None,
) -> str:
    """An envelope as it travels; `packed` replaces the gzip of `body`."""
    made = envelope or str(uuid.uuid4())
    head = header(key_id=to["id"], network=network, device=device, envelope=made)
    return text_of(signed(head, box(head, packed or gzip.compress(plain(body)), to), key))


def plain(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def box(head: bytes, packed: bytes, to: Mapping[str, str]) -> bytes:
    """The ephemeral point and what is sealed to it."""
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(to["key"]))
    return SUITE.encrypt(packed, point, hashlib.sha256(head).digest())


def seal_field(text: str, *, to: Mapping[str, str], network: str, record: str, place: str) -> str:
    """A field as it travels; `place` is its kind and name, `referral.sealed_contact`."""
    head = b"\x02\x01" + bytes.fromhex(to["id"])
    ids = b"".join(uuid.UUID(one).bytes for one in (network, record))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(to["key"]))
    info = hashlib.sha256(head + ids + place.encode()).digest()
    plain = text.encode("utf-8")
    padded = plain + b"\0" * (-len(plain) % 256)
    return text_of(head + SUITE.encrypt(padded, point, info))


def signed(head: bytes, sealed: bytes, key: SigningKey) -> bytes:
    return head + sealed + key.sign(head + sealed)


def id_of(envelope: str) -> str:
    return str(uuid.UUID(bytes=bytes_of(envelope)[42:HEADER]))
