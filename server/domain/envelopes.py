"""Opening sealed envelopes: whose they are, whether they are genuine, what is inside.

Nothing here writes. An envelope proves its device by a signature; what it does not prove it is not
asked for: the box is opened only after that. `sync.md` section 13.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select

from server.domain import accounts, sealing
from server.domain.verdicts import Entry, read_entry
from server.domain.who import Who
from server.store.bulk import one_of
from server.store.engine import reading
from server.store.people import Device, User
from sync.canonical import read_json
from sync.envelope import (
    CORRUPT,
    HELD,
    OK,
    PLAIN_BYTES_MAX,
    SIGN_BYTES,
    UNKNOWN_DEVICE,
    Envelope,
    read_base64url,
)
from sync.errors import SyncError, Unreadable
from sync.protocol import PROTOCOL, SyncRequest

_GZIP: Final = 16 + zlib.MAX_WBITS
_MEMBERS: Final = {"push"}


@dataclass(frozen=True, slots=True)
class Origin:
    """The phone that an envelope names. `key` is its JWK; it is `revoked`, or its user is off."""

    who: Who
    key: str | None
    revoked: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of one envelope. `proven`: its device signed it; `size`: bytes inside."""

    answer: str
    origin: Origin | None = None
    proven: bool = False
    entries: tuple[Entry, ...] = ()
    size: int = 0


def origins(device_ids: Collection[str]) -> dict[str, Origin]:
    """The phones with these ids, of whatever network."""
    if not device_ids:
        return {}
    with reading() as session:
        query = select(Device, User).join(User, User.id == Device.user_id)
        rows = session.execute(query.where(one_of(Device.id, device_ids))).all()
        return {
            device.id: Origin(
                accounts.who_is(user, device.id),
                device.public_key,
                device.revoked_at_ms is not None or not user.active,
            )
            for device, user in rows
        }


def open_one(envelope: Envelope, origin: Origin | None) -> Opened:
    """What is inside, and whose it is. Raises UnreadableKeys."""
    if origin is None or origin.key is None:
        return Opened(UNKNOWN_DEVICE)
    if not envelope.whole or not _is_genuine(envelope, public_key(origin.key)):
        return Opened(CORRUPT)
    if envelope.network != origin.who.network_id:
        return Opened(CORRUPT, origin, proven=True)
    packed = sealing.unseal(envelope.key_id, envelope.sealed, envelope.info)
    plain = None if packed is None else _gunzip(packed)
    entries = None if plain is None else _read(plain)
    if plain is None or entries is None:
        return Opened(CORRUPT, origin, proven=True)
    answer = HELD if origin.revoked else OK
    return Opened(answer, origin, True, entries, len(plain))


def public_key(jwk: str) -> EllipticCurvePublicKey | None:
    """The key of a JWK whose members were checked; None when it is no point of the curve."""
    told = json.loads(jwk)
    x, y = (int.from_bytes(read_base64url(told[name]) or b"", "big") for name in ("x", "y"))
    try:
        return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    except ValueError:
        return None


def _is_genuine(envelope: Envelope, key: EllipticCurvePublicKey | None) -> bool:
    if key is None:
        return False
    half = SIGN_BYTES // 2
    r, s = (
        int.from_bytes(part, "big")
        for part in (envelope.signature[:half], envelope.signature[half:])
    )
    try:
        key.verify(encode_dss_signature(r, s), envelope.signed, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _gunzip(packed: bytes) -> bytes | None:
    """Unpacked at most as far as the cap: a bomb costs no more than an honest envelope."""
    inflater = zlib.decompressobj(_GZIP)
    try:
        plain = inflater.decompress(packed, PLAIN_BYTES_MAX + 1)
    except zlib.error:
        return None
    whole = inflater.eof and not inflater.unused_data
    return plain if whole and len(plain) <= PLAIN_BYTES_MAX else None


def _read(plain: bytes) -> tuple[Entry, ...] | None:
    """The changes; None when it is not what a phone puts in. Each gets its own verdict later."""
    try:
        body = read_json(plain)
        if type(body) is not dict or body.keys() != _MEMBERS:
            raise Unreadable("members")
        request = SyncRequest.read({"v": PROTOCOL, **body})
    except SyncError:
        return None
    return tuple(read_entry(wire) for wire in request.push)
