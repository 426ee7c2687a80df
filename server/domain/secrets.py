"""Making secrets and keeping only what proves them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from server.domain.errors import Invalid
from sync.ids import ALPHABET

TOKEN_BYTES: Final = 32
TOKEN_LENGTH_MAX: Final = 64
CODE_LENGTH: Final = 10
PASSWORD_LENGTH_MIN: Final = 12
PASSWORD_LENGTH_MAX: Final = 200
_DISTINCT_MIN: Final = 5

# 46 MiB, one pass: OWASP's password storage recommendation for argon2id.
_HASHER: Final = PasswordHasher(
    time_cost=1, memory_cost=47_104, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)
# Made once from a password nobody has: checked for unknown accounts, so that they take as long.
_NOBODY: Final = _HASHER.hash(secrets.token_urlsafe(TOKEN_BYTES))
_MISREAD: Final = str.maketrans({"i": "1", "l": "1", "o": "0", " ": None, "-": None})


def new_token() -> str:
    """256 random bits, as text that fits into a header or a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def derived_token(key: str, *parts: str) -> str:
    """A token as `new_token` makes them, always the same from the same parts; nobody without the
    server's key can make it."""
    text = "\0".join(parts).encode("utf-8")
    made = hmac.new(key.encode("utf-8"), text, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode("ascii")


def new_code() -> str:
    """An invite code: ten characters that nobody confuses when read aloud, 50 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str | None:
    """The invite code that a person typed, in its one form, or None when it cannot be one."""
    code = typed.lower().translate(_MISREAD)
    if len(code) != CODE_LENGTH or any(letter not in ALPHABET for letter in code):
        return None
    return code


def digest(secret: str) -> str:
    """SHA-256 as hex: enough for random secrets, never for passwords."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def hash_password(password: str) -> str:
    """Raises Invalid when the password is too short, too long or too plain."""
    if len(password) < PASSWORD_LENGTH_MIN:
        raise Invalid({"password": ["too_short"]})
    if len(password) > PASSWORD_LENGTH_MAX:
        raise Invalid({"password": ["too_long"]})
    if len(set(password)) < _DISTINCT_MIN:
        raise Invalid({"password": ["too_plain"]})
    return _HASHER.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Compare in the same time whether there is such an account (`password_hash`) or not."""
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
