"""The bodies of requests that are not records, checked by hand-written marshmallow schemas.

Error texts are codes; what a person reads is the client's.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from typing import Any, Final

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate, validates_schema

from server.domain.answer_links import DAYS_DEFAULT, DAYS_MAX
from server.domain.envelopes import public_key
from server.domain.invites import MINUTES_DEFAULT, MINUTES_MAX
from server.domain.periods import AUDIENCES, UNITS
from server.domain.who import CLEARANCES, ROLES
from sync.canonical import is_text

YEARS: Final = range(1970, 2200)
# Of one report: three years and a leap day.
REPORT_DAYS_MAX: Final = 3 * 366
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LABEL_LENGTH_MAX: Final = 60
ALIAS_LENGTH_MAX: Final = 40
_WORD: Final = re.compile(r"[a-z_.]{1,40}")
WORDS_MAX: Final = 40
_P256_COORDINATE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_CODES: Final[dict[str, str | list[Any] | dict[Any, Any]]] = {
    "required": "required",
    "null": "null",
    "invalid": "wrong_type",
    "invalid_utf8": "bad_character",
}


class Body(Schema):
    """Unknown members are ignored: a newer client may say more than this server knows."""

    class Meta:
        unknown = EXCLUDE

    error_messages = {"type": "object"}  # noqa: RUF012 (marshmallow's own attribute)

    def read(self, body: Any) -> dict[str, Any]:
        """The checked members. Raises marshmallow's ValidationError, answered as 422."""
        found: dict[str, Any] = self.load(body)
        return found


class Text(fields.String):
    """A string without U+0000 and lone surrogates, from 1 to `longest` characters."""

    default_error_messages = _CODES

    def __init__(self, longest: int | None = None, **options: Any) -> None:
        self._longest = longest
        super().__init__(**options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> Any:
        text = super()._deserialize(value, attr, data, **more)
        if not is_text(text):
            raise ValidationError("bad_character")
        if not text.strip():
            raise ValidationError("required")
        if self._longest is not None and len(text) > self._longest:
            raise ValidationError("too_long")
        return text


class Uuid(fields.String):
    """A UUID of any version; read in its lower-case form."""

    default_error_messages = _CODES

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> Any:
        text = super()._deserialize(value, attr, data, **more)
        try:
            read = str(uuid.UUID(text))
        except ValueError as error:
            raise ValidationError("bad_format") from error
        if read != text.lower():
            raise ValidationError("bad_format")
        return read


class PublicKey(fields.Field[str]):
    """An EC P-256 public key as a JWK; read as its JSON, without members of no use here."""

    default_error_messages = _CODES

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> str:
        if type(value) is not dict:
            raise ValidationError("wrong_type")
        if value.get("kty") != "EC" or value.get("crv") != "P-256" or "d" in value:
            raise ValidationError("bad_format")
        for name in ("x", "y"):
            if type(value.get(name)) is not str or not _P256_COORDINATE.fullmatch(value[name]):
                raise ValidationError("bad_format")
        jwk = json.dumps({name: value[name] for name in ("crv", "kty", "x", "y")})
        if public_key(jwk) is None:
            raise ValidationError("bad_format")
        return jwk


def _role(**options: Any) -> fields.String:
    return fields.String(
        validate=validate.OneOf(ROLES, error="unknown"), error_messages=_CODES, **options
    )


class EnrolBody(Body):
    # Any string may be tried: a code in a wrong form is a wrong code.
    code = fields.String(required=True, error_messages=_CODES)
    device = Uuid(load_default=None, allow_none=True)
    label = Text(LABEL_LENGTH_MAX, load_default=None, allow_none=True)
    public_key = PublicKey(load_default=None, allow_none=True)


class KeyBody(Body):
    public_key = PublicKey(required=True)


class LookBody(Body):
    code = fields.String(required=True, error_messages=_CODES)


class LoginBody(Body):
    email = Text(required=True)
    password = Text(required=True)
    otp = fields.String(load_default=None, allow_none=True, error_messages=_CODES)


class ProofBody(Body):
    password = Text(required=True)
    otp = fields.String(load_default=None, allow_none=True, error_messages=_CODES)


class OtpBody(Body):
    otp = fields.String(required=True, error_messages=_CODES)


class PasswordBody(Body):
    password = Text(required=True)


class RecoverBody(Body):
    email = Text(required=True)
    # Any string may be tried: a code in a wrong form is a wrong code.
    code = fields.String(required=True, error_messages=_CODES)
    password = Text(required=True)


class InviteBody(Body):
    """Either `user` (a new phone) or `role` and `alias` (a new user)."""

    user = Uuid()
    org = Uuid()
    role = _role()
    alias = Text(ALIAS_LENGTH_MAX)
    minutes = fields.Integer(
        strict=True,
        load_default=MINUTES_DEFAULT,
        validate=validate.Range(1, MINUTES_MAX, error="out_of_range"),
        error_messages=_CODES,
    )

    @validates_schema(skip_on_field_errors=False)
    def _is_one_of_both(self, data: dict[str, Any], **_more: Any) -> None:
        if "user" in data:
            return
        missing = {name: ["required"] for name in ("role", "alias") if name not in data}
        if missing:
            raise ValidationError(missing)


class AnswerLinkBody(Body):
    days = fields.Integer(
        strict=True,
        load_default=DAYS_DEFAULT,
        validate=validate.Range(1, DAYS_MAX, error="out_of_range"),
        error_messages=_CODES,
    )


def _flag(**options: Any) -> fields.Boolean:
    return fields.Boolean(truthy={True}, falsy={False}, error_messages=_CODES, **options)


class CharterBody(Body):
    """Papers that somebody confirms, or takes back; the others stay as they are."""

    agreement = _flag()
    assessment = _flag()
    notices = _flag()


class UserBody(Body):
    org = Uuid()
    role = _role(required=True)
    alias = Text(ALIAS_LENGTH_MAX, required=True)
    email = Text(load_default=None, allow_none=True)
    password = Text(load_default=None, allow_none=True)
    clearances = fields.List(
        fields.String(validate=validate.OneOf(CLEARANCES, error="unknown"), error_messages=_CODES),
        load_default=list,
        error_messages=_CODES,
    )


class LookedBody(Body):
    looked = fields.Boolean(load_default=True, truthy={True}, falsy={False}, error_messages=_CODES)


class AlterBody(Body):
    role = _role(load_default=None)
    active = fields.Boolean(load_default=None, truthy={True}, falsy={False}, error_messages=_CODES)


class MoveBody(Body):
    org = Uuid(required=True)


class PageQuery(Body):
    page = fields.Integer(
        load_default=1, validate=validate.Range(1, 1_000_000, error="out_of_range")
    )
    per_page = fields.Integer(
        load_default=50, validate=validate.Range(1, 200, error="out_of_range")
    )


class Day(fields.Date):
    """`YYYY-MM-DD`, in years that clocks know."""

    default_error_messages = {**_CODES, "invalid": "bad_format", "format": "bad_format"}  # noqa: RUF012 (marshmallow's own attribute)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> Any:
        if type(value) is not str or not DAY.fullmatch(value):
            raise ValidationError("bad_format")
        day = super()._deserialize(value, attr, data, **more)
        if day.year not in YEARS:
            raise ValidationError("out_of_range")
        return day


def _one_of(allowed: tuple[str, ...], default: str) -> fields.String:
    checked = validate.OneOf(allowed, error="unknown_code")
    return fields.String(load_default=default, validate=checked, error_messages=_CODES)


class ReportQuery(Schema):
    """What a report is about; days of the network, both included."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "unknown_parameter"}  # noqa: RUF012 (marshmallow's own attribute)

    first = Day(data_key="from", load_default=None)
    last = Day(data_key="to", load_default=None)
    audience = _one_of(AUDIENCES, "org")
    period = _one_of(UNITS, "month")

    @validates_schema
    def _is_in_order(self, data: dict[str, Any], **_more: Any) -> None:
        first, last = data.get("first"), data.get("last")
        if first and last and not 0 <= (last - first).days < REPORT_DAYS_MAX:
            raise ValidationError({"to": ["out_of_range"]})


class Words(fields.String):
    """Codes with commas between."""

    default_error_messages = _CODES

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> Any:
        words = tuple(super()._deserialize(value, attr, data, **more).split(","))
        if not all(_WORD.fullmatch(word) for word in words) or len(words) > WORDS_MAX:
            raise ValidationError("bad_format")
        return words


class AuditQuery(PageQuery):
    """Which lines of the audit; days of the network, both included."""

    user_id = Uuid(data_key="user", load_default=None)
    actions = Words(data_key="action", load_default=())
    first = Day(data_key="from", load_default=None)
    last = Day(data_key="to", load_default=None)
