"""Generators built from the declaration: whatever a field may be, some test writes it."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sync.canonical import INT_MAX, Scalar, Value
from sync.change import Change, Write
from sync.ids import WID_RANDOM_MAX, case_check, encode_wid
from sync.merge import COVERED, Cell, Cells, Live
from sync.schema import KINDS, Field, Key, Kind, codes

RECORD = "5b0c1f6e-0d4e-4c1b-9d0a-3b7f6a1c2d3e"
BASE_MS = 1_790_000_000_000

# Few ids, so that covers meet the writes they name and different writes meet the same id.
wids = st.builds(
    encode_wid,
    st.integers(BASE_MS, BASE_MS + 3),
    st.sampled_from((0, 1, 2, WID_RANDOM_MAX)),
)
record_ids = st.uuids(version=4).map(str)
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
scalars: SearchStrategy[Scalar] = st.one_of(
    st.none(), st.booleans(), st.integers(-INT_MAX, INT_MAX), text
)
values: SearchStrategy[Value] = st.one_of(scalars, st.lists(scalars, max_size=4))


def cells_of(value: SearchStrategy[Value] = values) -> SearchStrategy[Cell]:
    return st.one_of(st.none(), st.just(COVERED), st.builds(Live, value))


kinds: SearchStrategy[Kind] = st.sampled_from(list(KINDS.values()))


def keys(key: Key) -> SearchStrategy[str]:
    if key.type == "code":
        assert key.list is not None
        plain = list(codes(key.list))
        sizes = list(codes(key.sizes)) if key.sizes is not None else []
        return st.sampled_from([*plain, *(f"{plain[0]}.{size}" for size in sizes)])
    if key.type == "enum":
        return st.sampled_from(key.values)
    if key.type == "sex_age":
        pairs = [f"{sex}_{band}" for sex in codes("sex") for band in codes("age_band")]
        return st.sampled_from(pairs)
    if key.type == "uuid":
        return record_ids
    if key.type == "case_code":
        return case_codes
    return st.from_regex(r"[a-z0-9_.-]{1,8}", fullmatch=True)


case_codes = st.from_regex(r"[0-9a-hjkmnp-tv-z]{8}", fullmatch=True).map(
    lambda body: body + case_check(body)
)


def field_values(field: Field) -> SearchStrategy[Value]:
    """Values that the field's own check accepts."""
    low = 0 if field.min is None else field.min
    high = 10_000 if field.max is None else field.max
    by_type: dict[str, SearchStrategy[Value]] = {
        "int": st.integers(low, high),
        "number": st.one_of(st.integers(low, 10_000), st.just("12.5")),
        "flag": st.booleans(),
        "bool": st.booleans(),
        "text": text.filter(lambda value: len(value) <= high),
        "enum": st.sampled_from(field.values or ("",)),
        "uuid": record_ids,
        "case_code": case_codes,
        "datetime": st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat() + "Z"),
        "date": st.dates().map(lambda day: day.isoformat()),
        "slug": st.from_regex(r"[a-z0-9][a-z0-9_-]{0,9}", fullmatch=True),
        "token": st.from_regex(r"[a-z0-9_.-]{1,9}", fullmatch=True),
        "url": st.just("https://example.org/help?x=1"),
        "email": st.just("team@example.org"),
        "phone": st.sampled_from(("115", "+33 3 21 00 00 00")),
        "iso2": st.sampled_from(("FR", "GB")),
        "ciphertext": st.from_regex(r"[A-Za-z0-9_-]{1,20}", fullmatch=True),
    }
    if field.type == "code":
        assert field.list is not None
        return st.sampled_from(list(codes(field.list)))
    if field.type == "array":
        size = len(field.items)
        of_ids: SearchStrategy[Value] = st.lists(record_ids, max_size=3).map(list)
        return of_ids if field.each else st.lists(scalars, min_size=size, max_size=size)
    return by_type[field.type]


@st.composite
def named_values(draw: st.DrawFn, kind: Kind) -> tuple[str, Value]:
    """A wire name of the kind and a value that its check accepts."""
    field = draw(st.sampled_from([one for one in kind.fields.values() if not one.derived]))
    name = field.name if field.key is None else f"{field.name}/{draw(keys(field.key))}"
    return name, draw(field_values(field))


@st.composite
def changes(draw: st.DrawFn, kind: Kind | None = None) -> Change:
    kind = draw(kinds) if kind is None else kind
    own = draw(wids)
    named = dict(draw(st.lists(named_values(kind), min_size=1, max_size=4)))
    covers = st.lists(wids.filter(lambda wid: wid != own), max_size=3, unique=True).map(tuple)
    writes = {name: Write(value, draw(covers)) for name, value in named.items()}
    if draw(st.integers(0, 5)) == 0:
        gone: list[Scalar] = list(draw(st.lists(wids, max_size=4)))
        writes["$gone"] = Write(gone, draw(covers))
    return Change(own, kind.name, RECORD, 1, writes)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Kind, list[Change]]:
    """Changes of one record, some under the same id, as broken clients would send them."""
    kind = draw(kinds)
    return kind, draw(st.lists(changes(kind), min_size=1, max_size=8))


def state(kind: Kind, history: list[Change]) -> Cells:
    cells = Cells(kind.name, RECORD)
    for change in history:
        cells.apply(change, "00000000-0000-4000-8000-000000000001")
    return cells
