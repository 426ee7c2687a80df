"""The laws of merging, over everything the declaration allows. `sync.md` section 14."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sync.canonical import Scalar, canonical, read_json, same
from sync.change import Change
from sync.merge import (
    COVERED,
    Cell,
    Cells,
    Live,
    canonical_record,
    deleted,
    edited_after_deletion,
    effective_visibility,
    join_cell,
    live_wids,
    show,
    show_all,
)
from sync.schema import Kind, key_of
from tests.property.strategies import cells_of, changes, histories, kinds, named_values, state

cells = cells_of()


def rank(cell: Cell) -> tuple[int, bytes]:
    if cell is None:
        return 0, b""
    return (1, canonical(cell.value)) if isinstance(cell, Live) else (2, b"")


@given(cells, cells)
def test_joining_cells_is_commutative(ours: Cell, theirs: Cell) -> None:
    assert rank(join_cell(ours, theirs)) == rank(join_cell(theirs, ours))


@given(cells, cells, cells)
def test_joining_cells_is_associative(one: Cell, two: Cell, three: Cell) -> None:
    left = join_cell(join_cell(one, two), three)
    assert rank(left) == rank(join_cell(one, join_cell(two, three)))


@given(cells, cells)
def test_joining_cells_is_idempotent_and_only_moves_up(ours: Cell, theirs: Cell) -> None:
    joined = join_cell(ours, theirs)
    assert rank(joined) == max(rank(ours), rank(theirs))
    assert rank(join_cell(joined, theirs)) == rank(joined)


@given(histories(), st.randoms())
def test_order_of_changes_does_not_matter(history: tuple[Kind, list[Change]], dice: Random) -> None:
    kind, in_order = history
    shuffled = list(in_order)
    dice.shuffle(shuffled)
    ours, theirs = state(kind, in_order), state(kind, shuffled)
    assert canonical(ours.to_wire()) == canonical(theirs.to_wire())
    assert show_all(kind, ours) == show_all(kind, theirs)
    assert deleted(ours) == deleted(theirs)
    assert effective_visibility(kind, ours) == effective_visibility(kind, theirs)


@given(histories())
def test_a_change_that_arrives_twice_moves_nothing(history: tuple[Kind, list[Change]]) -> None:
    kind, in_order = history
    cells = state(kind, in_order)
    before = canonical(cells.to_wire())
    assert not any(cells.apply(change) for change in in_order)
    assert canonical(cells.to_wire()) == before


@given(histories(), st.integers(0, 8))
def test_merging_two_replicas_is_applying_all_changes(
    history: tuple[Kind, list[Change]], cut: int
) -> None:
    kind, in_order = history
    ours, theirs = state(kind, in_order[:cut]), state(kind, in_order[cut:])
    ours.merge(theirs)
    assert canonical(ours.to_wire()) == canonical(state(kind, in_order).to_wire())
    assert not ours.merge(theirs)


@given(histories())
def test_a_fragment_reads_back_as_the_same_state(history: tuple[Kind, list[Change]]) -> None:
    kind, in_order = history
    cells = state(kind, in_order)
    again = Cells.from_wire(read_json(canonical(cells.to_wire())))
    assert canonical(again.to_wire()) == canonical(cells.to_wire())
    assert again.users == cells.users


@given(histories())
def test_a_value_leaves_the_screen_only_when_a_write_names_it(
    history: tuple[Kind, list[Change]],
) -> None:
    kind, in_order = history
    cells = state(kind, in_order)
    for change in in_order:
        for field in change.writes:
            named = any(
                change.id in other.writes[field].covers
                for other in in_order
                if field in other.writes
            )
            assert (cells.cell(field, change.id) is COVERED) == named


@given(histories())
def test_deleting_what_is_live_deletes_and_a_later_write_brings_it_back(
    history: tuple[Kind, list[Change]],
) -> None:
    kind, in_order = history
    cells = state(kind, in_order)
    seen: list[Scalar] = [*sorted(live_wids(cells))]
    cells.join("$gone", "zzzzzzzzzzzzzzzzzzz0", Live(seen))
    assert deleted(cells)
    assert not edited_after_deletion(cells)
    cells.join("quantity", "zzzzzzzzzzzzzzzzzzz1", Live(3))
    assert not deleted(cells)
    assert edited_after_deletion(cells)


@given(histories())
def test_what_is_shown_is_a_head_or_the_narrowest_of_them(
    history: tuple[Kind, list[Change]],
) -> None:
    kind, in_order = history
    cells = state(kind, in_order)
    for name, shown in show_all(kind, cells).items():
        heads = cells.heads(name)
        assert shown.wid in heads
        field = kind.field(name)
        assert field is not None
        assert field.merge == "narrowest" or same(heads[shown.wid], shown.value)
        agree = {canonical(value) for value in heads.values()}
        assert not shown.conflict or len(agree) > 1


@given(st.data())
def test_one_head_is_shown_by_every_policy(data: st.DataObject) -> None:
    kind = data.draw(kinds)
    name, value = data.draw(named_values(kind))
    field = kind.field(name)
    assert field is not None
    assert field.check(value, key_of(name)) is None
    shown = show(field, {"01kzt3m5c0q8w2e4r6ty": value})
    assert same(shown.value, value)
    assert not shown.conflict


@given(
    st.dictionaries(st.sampled_from("abcde"), st.sampled_from("abcde")), st.sampled_from("abcde")
)
def test_following_into_always_ends_and_agrees_within_a_cycle(
    into: dict[str, str], start: str
) -> None:
    end = canonical_record(start, into.get)
    assert end not in into or canonical_record(into[end], into.get) == end
    assert start not in into or canonical_record(into[start], into.get) == end


@given(changes())
def test_a_change_reads_back_from_the_wire(change: Change) -> None:
    assert Change.from_wire(read_json(change.body())).body() == change.body()
