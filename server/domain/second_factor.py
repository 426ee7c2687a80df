"""The second factor: codes of an authenticator (TOTP, RFC 6238), and ten spare ones.

The secret is sealed with a key made from the server's own, so a copy of the database alone opens
none; spare codes are kept as hashes under that key. Each code is good once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from typing import Final

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from server.domain.errors import OtpRequired, OtpWrong
from server.domain.secrets import new_code, read_code
from server.store.people import SpareCode, User

ISSUER: Final = "Maraude"
STEP_MS: Final = 30_000
# Clocks of phones are off: the codes just before and just after are taken too (RFC 6238, 5.2).
STEPS_OFF: Final = (0, -1, 1)
SPARE_CODES: Final = 10
_SEAL: Final = b"maraude second factor 1"
_HASH: Final = b"maraude spare codes 1"
_NONCE_BYTES: Final = 12
_DIGITS: Final = re.compile(r"[0-9]{6}", re.ASCII)


def new_secret() -> str:
    """160 random bits in base32, as authenticators take them."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """The `otpauth:` address that a QR code shows to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def seal(key: str, user_id: str, secret: str) -> str:
    """AES-256-GCM with a random nonce; the user's id is authenticated, so that nobody's secret
    can be put into another row."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_derived(key, _SEAL)).encrypt(nonce, secret.encode(), user_id.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def unseal(key: str, user_id: str, sealed: str) -> str | None:
    """None when it was sealed with another key, or for another user."""
    raw = base64.urlsafe_b64decode(sealed)
    opener = AESGCM(_derived(key, _SEAL))
    try:
        opened = opener.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], user_id.encode())
    except InvalidTag:
        return None
    return opened.decode()


def step_of(secret: str, typed: str, now_ms: int) -> int | None:
    """The time step whose code this is, or None when it is not one of now."""
    code = typed.replace(" ", "")
    if not _DIGITS.fullmatch(code):
        return None
    now, totp = now_ms // STEP_MS, pyotp.TOTP(secret)
    for step in (now + off for off in STEPS_OFF):
        if hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def spend(session: Session, user: User, typed: str | None, key: str, now_ms: int) -> None:
    """Take a code, if this account has a second factor. Raises OtpRequired, OtpWrong."""
    if user.otp_sealed is None:
        return
    if typed is None or not typed.strip():
        raise OtpRequired
    if _spend_step(session, user, typed, key, now_ms) or _spend_spare(session, user, typed, key):
        return
    raise OtpWrong


def keep(session: Session, user: User, secret: str, typed: str, key: str, now_ms: int) -> list[str]:
    """From now on this is the account's second factor; gives new spare codes, told once.

    The code that proves it was seen is spent with it. Raises OtpWrong.
    """
    step = step_of(secret, typed, now_ms)
    if step is None:
        raise OtpWrong
    user.otp_sealed, user.otp_step = seal(key, user.id, secret), step
    return renew_spares(session, user, key)


def drop(session: Session, user: User) -> None:
    """The account has no second factor any more."""
    user.otp_sealed = user.otp_step = None
    session.execute(delete(SpareCode).where(SpareCode.user_id == user.id))


def hand_over(session: Session, one: User, other: User, key: str) -> None:
    """Somebody goes on under another account, with what they signed in with."""
    secret = unseal(key, one.id, one.otp_sealed) if one.otp_sealed else None
    if secret is not None:
        other.otp_sealed, other.otp_step = seal(key, other.id, secret), one.otp_step
    moving = update(SpareCode).where(SpareCode.user_id == one.id).values(user_id=other.id)
    session.execute(moving, execution_options={"synchronize_session": False})
    drop(session, one)


def renew_spares(session: Session, user: User, key: str) -> list[str]:
    """Ten new spare codes; those of before are good for nothing."""
    session.execute(delete(SpareCode).where(SpareCode.user_id == user.id))
    codes = [new_code() for _ in range(SPARE_CODES)]
    session.add_all(SpareCode(user_id=user.id, code_hash=hashed(key, code)) for code in codes)
    return codes


def spares_left(session: Session, user_id: str) -> int:
    query = select(func.count()).select_from(SpareCode).where(SpareCode.user_id == user_id)
    return session.scalar(query) or 0


def hashed(key: str, code: str) -> str:
    """A code of 50 random bits as it is kept: without the server's key nobody can try them all."""
    return hmac.new(_derived(key, _HASH), code.encode(), hashlib.sha256).hexdigest()


def _spend_step(session: Session, user: User, typed: str, key: str, now_ms: int) -> bool:
    """Of two who type one code at once the second finds it spent."""
    secret = unseal(key, user.id, user.otp_sealed or "")
    step = None if secret is None else step_of(secret, typed, now_ms)
    if step is None:
        return False
    older = or_(User.otp_step.is_(None), User.otp_step < step)
    taking = update(User).where(User.id == user.id, older).values(otp_step=step)
    return _touched(session.execute(taking, execution_options={"synchronize_session": False}))


def _spend_spare(session: Session, user: User, typed: str, key: str) -> bool:
    code = read_code(typed)
    if code is None:
        return False
    mine = (SpareCode.user_id == user.id, SpareCode.code_hash == hashed(key, code))
    return _touched(session.execute(delete(SpareCode).where(*mine)))


def _touched(result: object) -> bool:
    return getattr(result, "rowcount", 0) == 1


def _derived(key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
