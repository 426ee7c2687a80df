"""Marshmallow schemas of the records' own fields, built from the declaration.

The shell of a body is a schema by hand; what lies under `fields` and `set` is checked by a schema
of the kind, whose fields ask `Field.check`. Error texts are its codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from marshmallow import INCLUDE, Schema, ValidationError, fields, validate, validates_schema

from server.api.schemas import Body
from server.domain.several import SEVERAL_MAX
from sync.canonical import Value, check_value
from sync.change import COVERS_MAX, FIELDS_MAX, GONE_MAX
from sync.errors import MalformedChange
from sync.ids import is_kind, is_record_id, is_wid
from sync.schema import KINDS, Field, Kind, key_of

IMMUTABLE: Final = "immutable"
DERIVED: Final = "derived"
UNKNOWN: Final = "unknown_field"
# How many records one request may erase; each brings its closure.
RECORDS_MAX: Final = 200
_SHELL: Final = {"required": "required", "null": "wrong_type", "invalid": "wrong_type"}


class Declared(fields.Field[Value]):
    """One declared field of a kind; its value stays as it is on the wire."""

    def __init__(self, declared: Field, **options: Any) -> None:
        self.declared = declared
        super().__init__(error_messages={"required": "required", "null": "required"}, **options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> Value:
        wrong = _structure(value) or self.declared.check(value)
        if wrong is not None:
            raise ValidationError(wrong)
        found: Value = value
        return found


class Values(Schema):
    """Values by wire name. Elements (`needs/legal`) are no members of their own, but checked."""

    kind: Kind
    patching: bool

    class Meta:
        unknown = INCLUDE

    error_messages = {"type": "object"}  # noqa: RUF012 (marshmallow's own attribute)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _check_others(
        self, data: Mapping[str, Any], original: Mapping[str, Any], **_more: Any
    ) -> None:
        others = {name: value for name, value in data.items() if name not in self.fields}
        wrong = {name: self._problem(name, value) for name, value in others.items()}
        if not self.patching:
            wrong |= dict.fromkeys(self._empty_sets(data), "required")
        found = {name: [code] for name, code in wrong.items() if code is not None}
        if found:
            raise ValidationError(found)
        if not 1 <= len(original) <= FIELDS_MAX:
            raise ValidationError({"fields": ["out_of_range"]})

    def _problem(self, name: str, value: Any) -> str | None:
        if name in ("$gone", "$into") and self.patching:
            return _reserved(name, value)
        declared = self.kind.field(name)
        if declared is None:
            return UNKNOWN
        if declared.derived:
            return DERIVED
        if self.patching and declared.merge == "once":
            return IMMUTABLE
        return _structure(value) or declared.check(value, key_of(name))

    def _empty_sets(self, data: Mapping[str, Any]) -> list[str]:
        """Sets and maps that a new record must have an element of."""
        given = {name.partition("/")[0] for name, value in data.items() if value}
        return [
            name
            for name, declared in self.kind.own.items()
            if declared.required and declared.container is not None and name not in given
        ]


def _structure(value: Any) -> str | None:
    """What keeps a value from being one at all, `sync.md` section 2."""
    if type(value) is dict or type(value) is float:
        return "wrong_type"
    try:
        check_value(value)
    except MalformedChange as error:
        return error.detail
    return None


def _reserved(name: str, value: Any) -> str | None:
    """At the desk `$gone` is only taken back here; deleting has a route of its own."""
    if value is None or (name == "$into" and is_record_id(value)):
        return None
    return "bad_format"


@cache
def values_schema(kind_name: str, *, patching: bool) -> Values:
    """The schema of a new record's fields, or of some fields to be changed."""
    kind = KINDS[kind_name]
    members: dict[str, Any] = {
        name: _member(name, declared, patching)
        for name, declared in kind.fields.items()
        if declared.container is None
        and not declared.derived
        and not (patching and declared.merge == "once")
    }
    base = type(Values.__name__, (Values,), {"kind": kind, "patching": patching})
    made = type(f"{kind_name}_{'patch' if patching else 'new'}", (base,), members)
    schema = made()
    assert isinstance(schema, Values)
    return schema


def _member(name: str, declared: Field, patching: bool) -> Declared:
    # A new record without `org` is one of the writer's own organisation.
    needed = declared.required and not patching and name != "org"
    return Declared(declared, required=needed, allow_none=not declared.required)


class RecordId(fields.String):
    """A lower-case UUID of version 4, as records have it."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> Any:
        if not is_record_id(value):
            raise ValidationError("bad_format")
        return value


class RecordPath(fields.String):
    """A kind and a record id, with a slash between."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> Any:
        kind, _slash, record = value.partition("/") if type(value) is str else ("", "", "")
        if not (is_kind(kind) and is_record_id(record)):
            raise ValidationError("bad_format")
        return value


class Wids(fields.Field[list[str]]):
    """A list of write ids, at most `longest`."""

    def __init__(self, longest: int, **options: Any) -> None:
        self.longest = longest
        super().__init__(error_messages=dict(_SHELL), **options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> list[str]:
        wrong = _wids_problem(value, self.longest)
        if wrong is not None:
            raise ValidationError(wrong)
        return list(dict.fromkeys(value))


class Seen(fields.Field[dict[str, list[str]]]):
    """By field, the write ids that were on the screen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages=dict(_SHELL), **options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any
    ) -> dict[str, list[str]]:
        if type(value) is not dict or len(value) > FIELDS_MAX:
            raise ValidationError("wrong_type" if type(value) is not dict else "out_of_range")
        for wids in value.values():
            wrong = _wids_problem(wids, COVERS_MAX)
            if wrong is not None:
                raise ValidationError(wrong)
        return {name: list(dict.fromkeys(wids)) for name, wids in value.items()}


def _wids_problem(value: Any, longest: int) -> str | None:
    if type(value) is not list:
        return "wrong_type"
    if len(value) > longest:
        return "too_long"
    return None if all(is_wid(wid) for wid in value) else "bad_format"


def _mapping(name: str) -> fields.Dict:
    return fields.Dict(required=True, data_key=name, error_messages=dict(_SHELL))


class CreateBody(Body):
    id = RecordId(error_messages=dict(_SHELL))
    values = _mapping("fields")


class PatchBody(Body):
    values = _mapping("set")
    seen = Seen(required=True)


class OneOfManyBody(PatchBody):
    record = RecordPath(required=True, error_messages=dict(_SHELL))


class ChangesBody(Body):
    changes = fields.List(
        fields.Nested(OneOfManyBody),
        required=True,
        validate=validate.Length(max=SEVERAL_MAX, error="too_long"),
        error_messages=dict(_SHELL),
    )


class DeleteBody(Body):
    seen = Wids(GONE_MAX, required=True)


class EraseBody(Body):
    records = fields.List(
        RecordPath(error_messages=dict(_SHELL)),
        required=True,
        validate=validate.Length(max=RECORDS_MAX, error="too_long"),
        error_messages=dict(_SHELL),
    )
