"""A field that only the server can open, as bytes: where its parts are. `protocol.md` point 120.

```
header 10  0x02 form | 0x01 suite | key id 8
enc    65  the ephemeral P-256 point, uncompressed
box    n   HPKE over the text in UTF-8, padded with zeros to a multiple of 256
           info = SHA-256(header | network 16 | record 16 | kind and field in ASCII, `kind.field`)
```

On the wire all of it is base64url without padding. The form is none of an envelope's, and what
binds a box is longer than an envelope's header: neither is ever taken for the other.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Final

from sync.envelope import ENC_BYTES, SUITE, TAG_BYTES, read_base64url

FORM: Final = 2
HEADER_BYTES: Final = 10
PAD_BYTES: Final = 256


@dataclass(frozen=True, slots=True)
class SealedField:
    """What says of itself that it is a sealed field; nothing is proven."""

    raw: bytes

    @classmethod
    def read(cls, text: str) -> SealedField | None:
        raw = read_base64url(text)
        if raw is None or len(raw) < HEADER_BYTES + ENC_BYTES + TAG_BYTES:
            return None
        return cls(raw) if raw[:2] == bytes((FORM, SUITE)) else None

    @property
    def key_id(self) -> str:
        return self.raw[2:HEADER_BYTES].hex()

    @property
    def sealed(self) -> bytes:
        """The point and the box."""
        return self.raw[HEADER_BYTES:]

    def info(self, network: str, kind: str, record: str, field: str) -> bytes:
        """What binds the box to its place."""
        ids = uuid.UUID(network).bytes + uuid.UUID(record).bytes
        place = f"{kind}.{field}".encode("ascii")
        return hashlib.sha256(self.raw[:HEADER_BYTES] + ids + place).digest()


def unpad(plain: bytes) -> str | None:
    """The text that was padded; None when it is none."""
    try:
        return plain.rstrip(b"\0").decode("utf-8") or None
    except UnicodeDecodeError:
        return None
