"""All keys of the installation in one file that a passphrase opens, for the board to keep.

A backup without the keys opens for nobody, so they must outlive the server in another place.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from server.store.journal import sync_folder
from server.store.keyring import KeyRing, read_keys
from server.store.sealed_file import Broken, Reader, Writer

FORMAT: Final = "maraude-keys-1"
PASSPHRASE_LENGTH_MIN: Final = 12
# 128 MiB and about half a second for each guess.
_COST: Final = {"n": 2**17, "r": 8, "p": 1}
_SALT_BYTES: Final = 32


class Refused(Exception):
    """The text says why, and what to do."""


def export(keys_dir: Path, path: Path, passphrase: str) -> int:
    """Write every key into a new file; gives how many. Raises Refused, OSError."""
    if len(passphrase) < PASSPHRASE_LENGTH_MIN:
        raise Refused(f"The passphrase needs at least {PASSPHRASE_LENGTH_MIN} characters.")
    rings = {path.stem: path.read_text("ascii") for path in sorted(keys_dir.glob("*.json"))}
    if not rings:
        raise Refused(f"There are no keys in {keys_dir} yet: make a backup first.")
    salt = secrets.token_hex(_SALT_BYTES)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        header = {"format": FORMAT, "scrypt": salt}
        with Writer(file, _derive(passphrase, salt), header) as writer:
            writer.write(json.dumps(rings).encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    return sum(len(KeyRing.open(keys_dir, name).keys) for name in rings)


def bring(keys_dir: Path, path: Path, passphrase: str) -> int:
    """Add the keys of a file to those that are here; gives how many were missing.

    Raises Refused, Broken, UnreadableKeys, OSError.
    """
    with path.open("rb") as file:
        reader = Reader.open(file)
        salt = reader.header.get("scrypt")
        if reader.header.get("format") != FORMAT or not isinstance(salt, str):
            raise Broken("This is no file of keys.")
        try:
            content = b"".join(reader.content(_derive(passphrase, salt)))
        except Broken as error:
            raise Refused(f"The passphrase is another one, or: {error}") from error
    added = 0
    for name, text in json.loads(content).items():
        ring = KeyRing.open(keys_dir, name)
        added += sum(ring.adopt(key) for key in read_keys(text))
    return added


def _derive(passphrase: str, salt: str) -> bytes:
    kdf = Scrypt(salt=bytes.fromhex(salt), length=32, **_COST)
    return kdf.derive(passphrase.encode("utf-8"))
