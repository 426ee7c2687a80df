"""No hidden count follows from what is shown: an adversary solves the linear system over a whole
release, margins included, and finds nothing."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.small_cells import Count, hidden, hidden_parts, is_small

THRESHOLD = st.sampled_from([5, 11])
AMOUNT = st.one_of(st.integers(0, 6), st.integers(0, 14), st.integers(0, 200))


def found_out(counts: Iterable[Count], unknown: Collection[Hashable]) -> set[Hashable]:
    """The unknown counts whose value is determined: their unit vector is in the row space of the
    equations, one for every sum and one for the sum over everything."""
    of = [count for count in counts if count.key in unknown]
    columns = {count.key: at for at, count in enumerate(of)}
    nodes = {node for count in of for node in (count.tail, count.head)}
    rows: list[dict[int, Fraction]] = []
    for node in nodes:
        row: dict[int, Fraction] = {}
        for count in of:
            sign = (count.tail == node) - (count.head == node)
            if sign:
                row[columns[count.key]] = Fraction(sign)
        rows.append(row)
    reduced = reduce(rows)
    keys = [count.key for count in of]
    return {keys[next(iter(row))] for row in reduced if len(row) == 1}


def reduce(rows: list[dict[int, Fraction]]) -> list[dict[int, Fraction]]:
    """The reduced row echelon form, exactly."""
    done: list[dict[int, Fraction]] = []
    for each in rows:
        row = dict(each)
        for other in done:
            subtract(row, other)
        if not row:
            continue
        pivot = min(row)
        row = {column: value / row[pivot] for column, value in row.items()}
        for other in done:
            if pivot in other:
                factor = other[pivot]
                for column, value in row.items():
                    add(other, column, -factor * value)
        done.append(row)
    return done


def subtract(row: dict[int, Fraction], other: dict[int, Fraction]) -> None:
    pivot = min(other)
    if pivot in row:
        factor = row[pivot]
        for column, value in other.items():
            add(row, column, -factor * value)


def add(row: dict[int, Fraction], column: int, value: Fraction) -> None:
    row[column] = row.get(column, Fraction(0)) + value
    if row[column] == 0:
        del row[column]


@st.composite
def releases(draw: st.DrawFn) -> list[Count]:
    """Services by association, period and place, all with their sums: what a report shows. Some
    rows are merged over the periods, so that their parts are in no table."""
    services, orgs, periods, zones = (draw(st.integers(1, most)) for most in (4, 3, 3, 2))
    counts: list[Count] = []
    by: dict[tuple[Hashable, ...], int] = {}

    def amount(*key: Hashable, of: int) -> None:
        by[key] = by.get(key, 0) + of

    for service, org in product(range(services), range(orgs)):
        merged = draw(st.booleans()) and periods > 1
        whole = 0
        for period, zone in product(range(periods), range(1 if merged else zones)):
            value = draw(AMOUNT)
            cell: Hashable = (service, org, period, zone)
            tail: Hashable = ("merged", service, org) if merged else ("service", service)
            counts.append(Count(cell, value, tail, ("org", org, period), not merged))
            whole += value
            amount("service", service, of=value)
            amount("org", org, period, of=value)
            amount("period", period, of=value)
        if merged:
            key = ("merged", service, org)
            counts.append(Count(key, whole, ("service", service), key))
    for total, value in by.items():
        ends: dict[Hashable, tuple[Hashable, Hashable]] = {
            "service": ("all", total),
            "org": (total, ("period", total[-1])),
            "period": (total, "end"),
        }
        counts.append(Count(total, value, *ends[total[0]]))
    return counts


@st.composite
def tables(draw: st.DrawFn) -> list[Count]:
    """Lines by columns, where the sums of columns are known and none is small."""
    lines, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    values = {cell: draw(AMOUNT) for cell in product(range(lines), range(columns))}
    for column in range(columns):
        if is_small(sum(values[line, column] for line in range(lines)), 11):
            values[0, column] += 11
    counts = [Count(cell, n, ("line", cell[0]), ("column", cell[1])) for cell, n in values.items()]
    for line in range(lines):
        total = sum(values[line, column] for column in range(columns))
        counts.append(Count((line, None), total, "all", ("line", line)))
    return counts


def unknowns(counts: list[Count], told: Collection[Hashable]) -> set[Hashable]:
    """What the reader does not know; of zero they know that it is."""
    return {c.key for c in counts if c.value and (c.key in told or not c.published)}


@given(st.one_of(releases(), tables()), THRESHOLD)
def test_no_hidden_count_follows_from_the_whole_release(counts: list[Count], least: int) -> None:
    told = hidden(counts, least)
    small = {c.key for c in counts if is_small(c.value, least)}
    assert {c.key for c in counts if c.published} & small <= told, "small counts are hidden"
    unknown = unknowns(counts, told)
    everything = sum(count.value for count in counts if count.tail == "all")
    if is_small(everything, least):
        counts = [*counts, Count("everything", everything, "end", "all")]
        unknown = {*unknown, "everything"}
    exposed = found_out(counts, unknown)
    assert exposed & (told | small) == set()


@given(st.one_of(releases(), tables()), THRESHOLD)
def test_what_is_hidden_of_a_shown_total_is_together_no_small_count(
    counts: list[Count], least: int
) -> None:
    unknown = unknowns(counts, hidden(counts, least))
    if 0 < sum(c.value for c in counts if c.tail == "all") < least:
        assert unknown == {c.key for c in counts if c.value}, "then nothing at all is shown"
        return
    for node in {count.tail for count in counts} | {count.head for count in counts}:
        out = [c for c in counts if c.tail == node and c.key in unknown]
        into = [c for c in counts if c.head == node and c.key in unknown]
        for side, other in ((out, into), (into, out)):
            assert other or not is_small(sum(c.value for c in side), least), node


@given(releases(), THRESHOLD)
def test_zero_is_shown_and_nothing_is_hidden_without_need(counts: list[Count], least: int) -> None:
    told = hidden(counts, least)
    assert not {c.key for c in counts if c.value == 0} & told
    if not any(is_small(c.value, least) for c in counts):
        assert told == frozenset()


@given(releases())
def test_an_own_report_hides_nothing(counts: list[Count]) -> None:
    assert hidden(counts, 0) == frozenset()


@given(st.dictionaries(st.sampled_from("abcdef"), AMOUNT, min_size=1), THRESHOLD)
def test_parts_of_one_total_are_hidden_in_company(parts: dict[str, int], least: int) -> None:
    told = hidden_parts(parts, least)
    assert len(told) != 1 or sum(parts.values()) < least
    left = sum(parts[str(key)] for key in told)
    assert not is_small(left, least) or sum(parts.values()) < least


@pytest.mark.parametrize(
    ("unknown", "exposed"),
    [
        ({"a1"}, {"a1"}),
        ({"a1", "a2"}, {"a1", "a2"}),
        ({"a1", "b2"}, {"a1", "b2"}),
        ({"a1", "a2", "b1", "b2"}, set()),
        # The ends meet in no sum: with the sum over everything known, each total follows.
        ({"a1", "a", "1"}, {"a1", "a", "1"}),
        ({"a1", "a2", "b1", "b2", "c3"}, {"c3"}),
    ],
)
def test_the_adversary_finds_what_is_hidden_alone(unknown: set[str], exposed: set[str]) -> None:
    counts = [Count(a + b, 7, a, b) for a, b in product("abc", "123")]
    counts += [Count(a, 21, "all", a) for a in "abc"] + [Count(b, 21, b, "end") for b in "123"]
    assert found_out(counts, unknown) == exposed
