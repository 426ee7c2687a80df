"""The installation's sealing keys: phones seal to the newest, every kept one still opens.

All networks of a database share them: whoever has the ring has the database too, and the network
that an envelope is for stands in its signed header.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.settings import settings
from server.store.keyring import Key, KeyRing, UnreadableKeys
from sync.envelope import write_base64url

RING: Final = "sealing"
SECRET_BYTES: Final = 32
ID_BYTES: Final = 8
DAY_MS: Final = 24 * 3600 * 1000
AGE_MAX_MS: Final = 90 * DAY_MS
_SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def public(now_ms: int) -> dict[str, str]:
    """The key to seal to, as answers tell it. Makes the first one. Raises UnreadableKeys."""
    with _ring() as ring:
        return dict(_told(ring.first(now_ms, make).secret))


def unseal(key_id: str, sealed: bytes, info: bytes) -> bytes | None:
    """What was sealed to one of our keys and bound to `info`; None when it was not.

    Raises UnreadableKeys.
    """
    key = private(key_id)
    if key is None:
        return None
    try:
        return _SUITE.decrypt(sealed, key, info)
    except InvalidTag:
        return None


def private(key_id: str) -> EllipticCurvePrivateKey | None:
    """What opens what was sealed to this key. Raises UnreadableKeys."""
    with _ring() as ring:
        key = ring.find(key_id)
    return None if key is None else _private(key.secret)


def rotate(now_ms: int, age_max_ms: int = AGE_MAX_MS) -> Key | None:
    """A new key when the newest is as old as `age_max_ms`; None when it is not.

    Raises UnreadableKeys. Old keys stay: a phone may be away for a long time.
    """
    with _ring() as ring:
        newest = ring.first(now_ms, make)
        if now_ms - newest.made_at_ms < age_max_ms:
            return None
        return ring.add(now_ms, make)


def is_due(now_ms: int) -> bool:
    """Whether `rotate` would make a new key. Raises UnreadableKeys."""
    with _ring() as ring:
        newest = ring.newest
    return newest is None or now_ms - newest.made_at_ms >= AGE_MAX_MS


def make(now_ms: int) -> Key:
    """A new P-256 key; its id is the beginning of the SHA-256 of its public point."""
    number = generate_private_key(SECP256R1()).private_numbers().private_value
    secret = number.to_bytes(SECRET_BYTES, "big")
    return Key(_told(secret)["id"], now_ms, secret)


@contextmanager
def _ring() -> Iterator[KeyRing]:
    ring = _opened(settings().keys_dir)
    try:
        yield ring
    except OSError as error:
        raise UnreadableKeys(ring.path) from error


@cache
def _opened(keys_dir: Path) -> KeyRing:
    return KeyRing.open(keys_dir, RING)


@cache
def _private(secret: bytes) -> EllipticCurvePrivateKey:
    return derive_private_key(int.from_bytes(secret, "big"), SECP256R1())


@cache
def _told(secret: bytes) -> Mapping[str, str]:
    point = (
        _private(secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    key_id = hashlib.sha256(point).digest()[:ID_BYTES].hex()
    return {"id": key_id, "key": write_base64url(point)}
