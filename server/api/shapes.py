"""The JSON of answers, as OpenAPI 3.1 schemas: one name per shape."""

from __future__ import annotations

from typing import Any, Final

from sync.envelope import ANSWERS
from sync.schema import KINDS, Field, Kind

Shape = dict[str, Any]

TEXT: Final[Shape] = {"type": "string"}
INTEGER: Final[Shape] = {"type": "integer"}
BOOLEAN: Final[Shape] = {"type": "boolean"}
UUID: Final[Shape] = {"type": "string", "format": "uuid"}
WID: Final[Shape] = {"type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{20}$"}
TIME: Final[Shape] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
OBJECT: Final[Shape] = {"type": "object"}
SCALAR: Final[list[str]] = ["null", "boolean", "integer", "string"]
VALUE: Final[Shape] = {"type": [*SCALAR, "array"], "items": {"type": SCALAR}}
SUM: Final[Shape] = {"type": ["integer", "string"]}

_NUMBER: Final[Shape] = {"type": ["integer", "string"], "pattern": r"^-?[0-9]+\.[0-9]+$"}
_TYPES: Final[dict[str, Shape]] = {
    "int": INTEGER,
    "number": _NUMBER,
    "flag": BOOLEAN,
    "bool": BOOLEAN,
    "uuid": UUID,
    "datetime": TIME,
    "date": {"type": "string", "format": "date"},
    "array": {"type": "array", "items": {"type": SCALAR}},
    "iso2": {"type": "string", "pattern": "^[A-Z]{2}$"},
}


def named(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


def listing(of: Shape) -> Shape:
    return {"type": "array", "items": of}


def mapping(of: Shape) -> Shape:
    return {"type": "object", "additionalProperties": of}


def maybe(of: Shape) -> Shape:
    return {"anyOf": [of, {"type": "null"}]}


def shape(members: dict[str, Shape], *optional: str) -> Shape:
    """An object; every member is always there but the `optional` ones."""
    required = [name for name in members if name not in optional]
    return {"type": "object", "properties": members, "required": required}


def paged(of: str, **more: Shape) -> Shape:
    return shape(
        {
            "items": listing(named(of)),
            "page": INTEGER,
            "per_page": INTEGER,
            "total": INTEGER,
            **more,
        }
    )


def of_field(declared: Field) -> Shape:
    """What a value of a declared field looks like; null clears it."""
    found = dict(_TYPES.get(declared.type, TEXT))
    if declared.values:
        found["enum"] = list(declared.values)
    if declared.type == "text" and declared.max is not None:
        found["maxLength"] = declared.max
    if declared.type == "int":
        bounds = {"minimum": declared.min, "maximum": declared.max}
        found |= {name: bound for name, bound in bounds.items() if bound is not None}
    if declared.list is not None:
        found["description"] = f"A code of the list `{declared.list}`."
    return found if declared.required else maybe(found)


def of_kind(kind: Kind) -> Shape:
    """The fields of a new record of a kind; elements of sets and maps are `name/key`."""
    plain = {n: f for n, f in kind.fields.items() if f.container is None and not f.derived}
    elements = {n: f for n, f in kind.fields.items() if f.container is not None}
    return {
        "type": "object",
        "description": kind.description,
        "properties": {name: of_field(declared) for name, declared in plain.items()},
        "patternProperties": {f"^{n}/": maybe(of_field(f)) for n, f in elements.items()},
        "required": [n for n, f in plain.items() if f.required and n != "org"],
        "additionalProperties": False,
    }


_SEALED: Final[Shape] = {"type": "string", "enum": list(ANSWERS)}
_ISSUE_VALUE: Final = shape(
    {"field": TEXT, "wid": WID, "value": VALUE, "user": maybe(TEXT), "at": TIME}
)
_ISSUE: Final[dict[str, Shape]] = {
    "issue": TEXT,
    "field": maybe(TEXT),
    "why": TEXT,
    "target": shape({"kind": TEXT, "id": UUID}),
    "values": listing(_ISSUE_VALUE),
}
_ITEM: Final[dict[str, Shape]] = {
    "id": UUID,
    "kind": TEXT,
    "org": maybe(TEXT),
    "author": maybe(TEXT),
    "made_at": TIME,
    "received_at": maybe(TIME),
    "visibility": TEXT,
    "when": TIME,
    "fields": mapping(VALUE),
    "issues": listing(shape(_ISSUE, "why", "target")),
    "seq": INTEGER,
    "stub": BOOLEAN,
}
_HEAD: Final = shape(
    {
        "wid": WID,
        "value": {},
        "user": maybe(TEXT),
        "at": TIME,
        "device": maybe(UUID),
        "received_at": maybe(TIME),
        "via": maybe(TEXT),
        "saw": listing(WID),
    }
)
_STEP: Final = shape(
    {
        "id": WID,
        "user": maybe(TEXT),
        "device": maybe(UUID),
        "at": TIME,
        "received_at": TIME,
        "via": TEXT,
        "set": mapping({"type": "array"}),
    }
)
_ENTRY: Final = shape({n: _ITEM[n] for n in ("when", "author", "org", "fields", "visibility")})
_INBOX: Final[dict[str, Shape]] = {"id": UUID, "kind": TEXT, "record": UUID, **_ISSUE}
_USER: Final[dict[str, Shape]] = {"id": UUID, "alias": TEXT, "role": TEXT, "org": UUID}
_NETWORK: Final = shape({"id": UUID, "name": TEXT, "time_zone": TEXT})
_DAY: Final[Shape] = {"type": "string", "format": "date"}
_PERIOD: Final = shape({"from": _DAY, "to": _DAY})
_DEVICE: Final[dict[str, Shape]] = {
    "id": UUID,
    "user": shape({"id": UUID, "alias": TEXT, "org": UUID}),
    "label": maybe(TEXT),
    "app": maybe(TEXT),
    "enrolled_at": TIME,
    "last_seen": maybe(TIME),
    "revoked_at": maybe(TIME),
    "made": INTEGER,
    "stored": INTEGER,
    "unsent": INTEGER,
    "missing": INTEGER,
}
_VERDICTS: Final[dict[str, Shape]] = {name: mapping(TEXT) for name in ("held", "void", "bad")}

SHAPES: Final[dict[str, Shape]] = {
    "Error": shape(
        {
            "error": shape(
                {"code": TEXT, "message": TEXT, "fields": OBJECT, "index": INTEGER},
                "fields",
                "index",
            )
        }
    ),
    "Item": shape(_ITEM, "stub"),
    "List": shape(
        {
            **paged("Item")["properties"],
            "total_more": BOOLEAN,
            "unsearched": INTEGER,
            "totals": mapping(shape({"sum": SUM, "unsettled": INTEGER})),
        }
    ),
    "Page": shape(
        {
            **_ITEM,
            "deleted": BOOLEAN,
            "heads": mapping(listing(_HEAD)),
            "history": listing(_STEP),
            "contact_open": BOOLEAN,
        },
        "stub",
        "deleted",
        "heads",
        "history",
        "contact_open",
    ),
    "OutOfSight": shape(
        {
            "id": UUID,
            "kind": TEXT,
            **dict.fromkeys(("fields", "heads"), OBJECT),
            **dict.fromkeys(("issues", "history"), listing(OBJECT)),
            "readable": BOOLEAN,
        }
    ),
    "Written": {"anyOf": [named("Page"), named("OutOfSight")]},
    "Outcomes": shape(
        {"items": listing(shape({"record": TEXT, "id": maybe(WID), "error": maybe(TEXT)}))}
    ),
    "Issue": shape({**_INBOX, "entry": _ENTRY}, "why", "target"),
    "Inbox": shape({**paged("Issue")["properties"], "total_more": BOOLEAN}),
    "Held": shape(
        {
            "id": UUID,
            "change": OBJECT,
            "reason": TEXT,
            "user": maybe(TEXT),
            "org": UUID,
            "device": maybe(UUID),
            "received_at": TIME,
            "stub": BOOLEAN,
            "entry": _ENTRY,
        },
        *("stub", "entry"),
    ),
    "Quarantine": paged("Held", unopened=INTEGER),
    "Decided": shape({"id": UUID, "state": TEXT, "change": WID}, "change"),
    "Erased": shape({"erased": listing(TEXT), "at": TIME, "in_backups_until": TIME}),
    "User": shape(_USER),
    "FullUser": shape(
        {**_USER, "clearances": listing(TEXT), "email": maybe(TEXT), "active": BOOLEAN}
    ),
    "Users": shape({"items": listing(named("FullUser"))}),
    "Sealing": shape({"id": TEXT, "key": TEXT}),
    "Me": shape(
        {
            "user": named("User"),
            "network": _NETWORK,
            "sealing": named("Sealing"),
            "csrf": TEXT,
            "session": shape({"proved_for_s": INTEGER, "otp": BOOLEAN, "set_up": BOOLEAN}),
        },
        *("csrf", "session"),
    ),
    "Session": shape({"user": named("User"), "csrf": TEXT}),
    "Enrolled": shape(
        {
            "device": UUID,
            "token": TEXT,
            "user": named("User"),
            "network": _NETWORK,
            "schema": INTEGER,
            "sealing": named("Sealing"),
        }
    ),
    "Look": shape(
        dict.fromkeys(("network", "org", "alias", "role"), TEXT)
        | {"expires_at": TIME, "lock_words": BOOLEAN}
    ),
    "Device": shape(_DEVICE),
    "TakeBack": shape(
        {
            "device": named("Device"),
            "items": listing(
                shape(
                    {
                        **_ITEM,
                        "set": mapping(VALUE),
                        "seen": mapping(listing(WID)),
                        "made": BOOLEAN,
                        "shared": BOOLEAN,
                    },
                    "stub",
                )
            ),
            "left": INTEGER,
            "more": BOOLEAN,
        }
    ),
    "Devices": shape({"items": listing(named("Device"))}),
    "MadeLink": shape({"id": UUID, "url": TEXT, "expires_at": TIME}),
    "AnswerLink": shape(
        {
            "id": UUID,
            "state": {"type": "string", "enum": ["open", "used", "expired", "revoked"]},
            "made_by": UUID,
            "created_at": TIME,
            "expires_at": TIME,
            "used_at": maybe(TIME),
            "successor": maybe(UUID),
        }
    ),
    "AnswerLinks": shape({"items": listing(named("AnswerLink"))}),
    "Contact": shape({"contact": TEXT}),
    "Audit": {**paged("AuditLine")},
    "Charter": shape(
        {
            "papers": listing(
                shape({"paper": TEXT, "confirmed": BOOLEAN, "by": maybe(TEXT), "at": maybe(TIME)})
            ),
            "referrals": BOOLEAN,
        }
    ),
    "AuditLine": shape(
        {
            "id": UUID,
            "at": TIME,
            "user": TEXT,
            "alias": TEXT,
            "org": UUID,
            "device": maybe(UUID),
            "action": TEXT,
            "subject": TEXT,
            "reason": maybe(TEXT),
            "about": maybe(TEXT),
        }
    ),
    "Report": shape(
        {
            "audience": TEXT,
            "period": TEXT,
            "periods": listing(_PERIOD),
            "before": listing(_PERIOD),
            "now": named("ReportHalf"),
            "then": named("ReportHalf"),
        }
    ),
    # Of one time. A count that is null is hidden; one that is not there is zero.
    "ReportHalf": shape(
        {
            **dict.fromkeys(("people", "rounds", "entries"), maybe(INTEGER)),
            **dict.fromkeys(("unmet", "unmet_no_stock"), maybe(INTEGER)),
            "unsettled": INTEGER,
            **dict.fromkeys(("services", "by_period"), mapping(maybe(INTEGER))),
            "orgs": mapping(mapping(maybe(INTEGER))),
            "referrals": shape(
                {
                    "outcomes": listing(listing(TEXT)),
                    "all": named("ReportLine"),
                    "overdue": maybe(INTEGER),
                    **dict.fromkeys(
                        ("receivers", "types", "by_period"), mapping(named("ReportLine"))
                    ),
                    "reasons": mapping(maybe(INTEGER)),
                }
            ),
        },
        "referrals",
    ),
    "ReportLine": shape(
        {
            "total": maybe(INTEGER),
            "outcomes": listing(maybe(INTEGER)),
            **dict.fromkeys(("answer_days", "close_days"), maybe({"type": "number"})),
        }
    ),
    "Nothing": OBJECT,
    "Sealed": shape({"sealed": mapping(TEXT)}),
    "RelayRequest": shape({"sealed": listing(TEXT)}),
    "RelayReply": shape({"sealed": mapping(_SEALED)}),
    "SyncRequest": shape(
        {
            "v": INTEGER,
            "schema": INTEGER,
            "t": INTEGER,
            "cursor": maybe(TEXT),
            "limit": INTEGER,
            "phone": shape({"app": TEXT, "made": INTEGER, "unsent": INTEGER}),
            "push": listing(OBJECT),
            "sealed": listing(TEXT),
            "want": listing(TEXT),
        },
        *("schema", "t", "cursor", "limit", "phone", "push", "sealed", "want"),
    ),
    "SyncReply": shape(
        {
            "v": INTEGER,
            "now": INTEGER,
            "cursor": TEXT,
            "more": BOOLEAN,
            "ack": listing(WID),
            **_VERDICTS,
            "pull": listing(OBJECT),
            "gone": listing(TEXT),
            "erased": listing(TEXT),
            "sealed": mapping(_SEALED),
            "sealing": named("Sealing"),
            "reset": maybe(TEXT),
            "min_schema": INTEGER,
        }
    ),
    **{f"kind.{name}": of_kind(kind) for name, kind in KINDS.items()},
}
