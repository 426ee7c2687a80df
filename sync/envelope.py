"""The sealed envelope as bytes: where its parts are. `sync.md` section 13.

```
header 58  0x01 version | 0x01 suite | key id 8 | network 16 | device 16 | envelope 16
enc    65  the ephemeral P-256 point, uncompressed
box    n   HPKE over gzip of {"push":[change, …]}; info = SHA-256(header)
sign   64  ECDSA r‖s by the device's signing key, over all that stands before it
```

On the wire all of it is base64url without padding. Opening is the server's: `server/domain`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from dataclasses import dataclass
from typing import Final

VERSION: Final = 1
SUITE: Final = 1
HEADER_BYTES: Final = 58
ENC_BYTES: Final = 65
TAG_BYTES: Final = 16
SIGN_BYTES: Final = 64
ENVELOPE_BYTES_MIN: Final = HEADER_BYTES + ENC_BYTES + TAG_BYTES + SIGN_BYTES
# Of what is inside, unpacked: as much as one request may carry in clear.
PLAIN_BYTES_MAX: Final = 1024 * 1024

OK: Final = "ok"
UNKNOWN_DEVICE: Final = "unknown_device"
CORRUPT: Final = "corrupt"
HELD: Final = "held"
ANSWERS: Final = (OK, UNKNOWN_DEVICE, CORRUPT, HELD)

_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What says of itself that it is an envelope: its header can be read, nothing is proven."""

    raw: bytes

    @classmethod
    def read(cls, text: str) -> Envelope | None:
        """None for what has no header of this version, and so no id either."""
        raw = read_base64url(text)
        if raw is None or len(raw) < HEADER_BYTES or raw[:2] != bytes((VERSION, SUITE)):
            return None
        return cls(raw)

    @property
    def header(self) -> bytes:
        return self.raw[:HEADER_BYTES]

    @property
    def key_id(self) -> str:
        return self.raw[2:10].hex()

    @property
    def network(self) -> str:
        return str(uuid.UUID(bytes=self.raw[10:26]))

    @property
    def device(self) -> str:
        return str(uuid.UUID(bytes=self.raw[26:42]))

    @property
    def id(self) -> str:
        return str(uuid.UUID(bytes=self.raw[42:HEADER_BYTES]))

    @property
    def whole(self) -> bool:
        """Whether there can be something inside."""
        return len(self.raw) >= ENVELOPE_BYTES_MIN

    @property
    def info(self) -> bytes:
        """What binds the box to its header."""
        return hashlib.sha256(self.header).digest()

    @property
    def sealed(self) -> bytes:
        """The point and the box."""
        return self.raw[HEADER_BYTES:-SIGN_BYTES]

    @property
    def signed(self) -> bytes:
        return self.raw[:-SIGN_BYTES]

    @property
    def signature(self) -> bytes:
        """r‖s, 32 bytes each."""
        return self.raw[-SIGN_BYTES:]


def read_base64url(text: str) -> bytes | None:
    """The bytes of base64url without padding; None when it is not written in its one form."""
    if len(text) % 4 == 1 or not _BASE64URL.fullmatch(text):
        return None
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return raw if write_base64url(raw) == text else None


def write_base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
