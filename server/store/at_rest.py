"""Restricted content at rest: AES-256-GCM under keys that are in no database and no backup.

A sealed value is `1 | key id, 8 bytes | nonce, 12 bytes | ciphertext and tag`; in a column of
text `~` and that in base64. It belongs to its place: table, column, row and organisation are
authenticated with it, so that a value put into another row does not open. KEPT names every column
that may hold one; which of their values are sealed is told in `read_closed.py`, `records.py` and
`changes.py`. A value in clear is given back as it is, at the price of one comparison.

The keys are the ring `content` (`keyring.py`). Source: NIST SP 800-38D, random nonces of 96 bits:
below 2^32 values a key; `flask --app wsgi keys rotate content` makes a new one.
"""

from __future__ import annotations

import base64
import hmac
import logging
import secrets
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Table, Text, select, update
from sqlalchemy.orm import Session

from server.clock import now_ms
from server.settings import settings
from server.store.base import Base
from server.store.keyring import Key, KeyRing, UnreadableKeys
from server.store.models import Change, Held, Network, Record
from server.store.read_tables import ISSUES, TABLES

log = logging.getLogger(__name__)

RING: Final = "content"
MARK: Final = b"\x01"
TEXT_MARK: Final = "~"
NONCE_BYTES: Final = 12
# The mark and the key's id: 9 bytes, which are 12 characters of base64 of their own.
PREFIX_BYTES: Final = 9
TEXT_PREFIX_CHARS: Final = 13
# Stands for the id of a key that a damaged value does not tell.
UNKNOWN: Final = "?"

Row = Mapping[Any, Any]
_PASSED_OVER: ContextVar[frozenset[str]] = ContextVar("passed over", default=frozenset())


class CannotOpen(Exception):
    """Sealed content that cannot be read now. Nothing of it is changed or overwritten."""

    code = "cannot_open"

    def __init__(self, key_id: str, message: str) -> None:
        self.key_id = key_id
        super().__init__(message)


class ContentKeyMissing(CannotOpen):
    """The key is not in the ring: whoever runs the server brings the file back."""

    code = "content_key_missing"

    def __init__(self, key_id: str) -> None:
        told = f"The key {key_id} is not in {ring().path}. "
        super().__init__(key_id, told + "Bring that file back from where a copy of it is kept.")


class ContentDamaged(CannotOpen):
    """The key is there, but the value is not what was sealed for this row."""

    code = "content_damaged"

    def __init__(self, place: str, key_id: str) -> None:
        told = f"A value of {place} is damaged, or was moved from another row (key {key_id}). "
        super().__init__(key_id, told + "Restore a backup that is older than the damage.")


def ring() -> KeyRing:
    return _ring(settings().keys_dir)


@cache
def _ring(keys_dir: Path) -> KeyRing:
    return KeyRing.open(keys_dir, RING)


@dataclass(frozen=True, slots=True)
class Kept:
    """A column that may hold sealed values. `row` are the columns that name a row, `org` the one
    that tells whose it is."""

    table: Table
    column: str
    row: tuple[str, ...]
    org: str

    @property
    def is_text(self) -> bool:
        return isinstance(self.table.c[self.column].type, Text)

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column}"

    def opened(self, row: Row, stored: Any) -> Any:
        """What was sealed, as bytes; anything else as it is. Raises CannotOpen."""
        if not is_sealed(stored):
            return stored
        try:
            return self._decrypted(row, stored)
        except CannotOpen as error:
            log.error("%s", error)
            raise

    def _decrypted(self, row: Row, stored: bytes | str) -> bytes:
        key_id = key_id_of(stored[: TEXT_PREFIX_CHARS if self.is_text else PREFIX_BYTES])
        key = _find(key_id)
        try:
            raw = base64.b64decode(stored[1:]) if isinstance(stored, str) else stored
            nonce, sealed = raw[PREFIX_BYTES:][:NONCE_BYTES], raw[PREFIX_BYTES + NONCE_BYTES :]
            return _cipher(key.secret).decrypt(nonce, sealed, self._place(row))
        except (InvalidTag, ValueError) as error:
            raise ContentDamaged(self.name, key_id) from error

    def sealed(self, key: Key, row: Row, plain: bytes) -> Any:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = _cipher(key.secret).encrypt(nonce, plain, self._place(row))
        raw = MARK + bytes.fromhex(key.id) + nonce + sealed
        return TEXT_MARK + base64.b64encode(raw).decode("ascii") if self.is_text else raw

    def prefix(self, key_id: str) -> Any:
        """With what every value begins that is sealed under this key."""
        raw = MARK + bytes.fromhex(key_id)
        return TEXT_MARK + base64.b64encode(raw).decode("ascii") if self.is_text else raw

    def _place(self, row: Row) -> bytes:
        named = "/".join(str(row[name]) for name in self.row)
        return f"{self.table.name}|{self.column}|{named}|{row[self.org]}".encode()


def is_sealed(stored: bytes | str | None) -> bool:
    return bool(stored) and stored[:1] in (MARK, TEXT_MARK)  # type: ignore[index]  # not None


def key_id_of(prefix: bytes | str) -> str:
    """The key's id in the first PREFIX_BYTES or TEXT_PREFIX_CHARS of a sealed value."""
    try:
        raw = base64.b64decode(prefix[1:]) if isinstance(prefix, str) else prefix
    except ValueError:
        return UNKNOWN
    return raw[1:PREFIX_BYTES].hex()


def _of(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


_OF_RECORD: Final = ("network_id", "kind", "id")
STATE: Final = Kept(_of(Record), "state", _OF_RECORD, "org_id")
DERIVED: Final = Kept(_of(Record), "derived", _OF_RECORD, "org_id")
# A change names no organisation; its record does, and that is opened first. The network stands in.
BODY: Final = Kept(_of(Change), "body", ("network_id", "kind", "record_id", "id"), "network_id")
HELD: Final = Kept(_of(Held), "body", ("id",), "org_id")
SHOWN: Final = {
    name: Kept(table, "shown", ("network_id", "id"), "org_id") for name, table in TABLES.items()
}
VALUES: Final = Kept(ISSUES, "record_values", ("network_id", "kind", "record_id", "id"), "org_id")
KEPT: Final = (STATE, DERIVED, BODY, HELD, *SHOWN.values(), VALUES)


class Sealer:
    """Seals for one network inside its writing transaction, under the newest key.

    The first key of an installation is made here. Where something is sealed already under a key
    that is gone, none is made: the file with the old keys would be put back over it.
    """

    def __init__(self, session: Session, network_id: str) -> None:
        self._session = session
        self.network_id = network_id

    def seal(self, kept: Kept, row: Row, plain: bytes) -> Any:
        """Raises ContentKeyMissing."""
        return kept.sealed(self._key, row, plain)

    def blind(self, name: str) -> str:
        """A UUID that only who has the keys can make of a name."""
        told = f"issue {name}".encode()
        return str(uuid.UUID(bytes=hmac.digest(self._oldest.secret, told, "sha256")[:16]))

    @cached_property
    def _oldest(self) -> Key:
        newest = self._key
        return next(iter(ring().keys), newest)

    @cached_property
    def _key(self) -> Key:
        of_network = Network.id == self.network_id
        told = self._session.scalar(select(Network.content_keys).where(of_network))
        used = told.split() if told else []
        key = _newest(used)
        if key.id not in used:
            self._session.execute(
                update(Network)
                .where(of_network)
                .values(content_keys=" ".join((*used, key.id)))
                .execution_options(synchronize_session=False)
            )
        return key


def missing(session: Session) -> list[str]:
    """The keys that something may be sealed under, and that are not in the ring."""
    found = [*session.scalars(select(Network.content_keys))]
    used = {key_id for told in found if told for key_id in told.split()}
    try:
        return sorted(used - {key.id for key in ring().keys})
    except UnreadableKeys:
        return sorted(used)


def is_given_up(session: Session, key_id: str) -> bool:
    """Whether a key that is gone is waited for by no network: `keys rotate content
    --without-lost-keys` was said. What it sealed can be read by nobody."""
    told = session.scalars(select(Network.content_keys).where(Network.content_keys.is_not(None)))
    return not any(key_id in str(one).split() for one in told)


@contextmanager
def passing_over(key_ids: Collection[str]) -> Iterator[None]:
    """Inside, what goes through many records leaves out those sealed under these keys."""
    token = _PASSED_OVER.set(frozenset(key_ids))
    try:
        yield
    finally:
        _PASSED_OVER.reset(token)


def is_passed_over(error: CannotOpen) -> bool:
    return isinstance(error, ContentKeyMissing) and error.key_id in _PASSED_OVER.get()


def opens(session: Session, error: CannotOpen) -> bool:
    """Whether what could not be opened may open again: its key is waited for."""
    return not isinstance(error, ContentKeyMissing) or not is_given_up(session, error.key_id)


def _newest(used: list[str]) -> Key:
    try:
        found = ring().newest
    except UnreadableKeys as error:
        raise ContentKeyMissing(used[-1] if used else "?") from error
    if found is None and used:
        raise ContentKeyMissing(used[-1])
    return found or ring().first(now_ms())


def _find(key_id: str) -> Key:
    try:
        key = ring().find(key_id)
    except UnreadableKeys as error:
        raise ContentKeyMissing(key_id) from error
    if key is None:
        raise ContentKeyMissing(key_id)
    return key


@lru_cache(maxsize=64)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(secret)
