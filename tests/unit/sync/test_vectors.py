"""The cases of `tests/vectors/`, which the TypeScript twin passes too; see the README there."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from sync import ids
from sync.canonical import canonical, check_value, same
from sync.change import Change, Write
from sync.errors import MalformedChange
from sync.merge import (
    COVERED,
    Cell,
    Cells,
    Covered,
    Live,
    canonical_record,
    deleted,
    edited_after_deletion,
    effective_visibility,
    join_cell,
    live_wids,
    show,
)
from sync.schema import ENVELOPE, KINDS, Field

VECTORS = Path(__file__).parents[2] / "vectors"
CASES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in VECTORS.glob("*.json")
}


def cases(name: str, section: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", CASES[name][section])


def expand(value: Any) -> Any:
    """The long values that the README lets a case abbreviate."""
    if isinstance(value, list):
        return [expand(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$repeat" in value:
        return value["$repeat"] * value["times"]
    if "$list" in value:
        return [value["$list"]] * value["times"]
    if "$wids" in value:
        return [ids.encode_wid(n, n) for n in range(value["$wids"])]
    if "$covers" in value:
        return ["x", *(ids.encode_wid(n, n) for n in range(value["$covers"]))]
    if "$fields" in value:
        return {f"f{n}": [1] for n in range(value["$fields"])}
    return {name: expand(item) for name, item in value.items()}


@cases("wid", "encode")
def test_write_ids_encode_and_decode(case: dict[str, Any]) -> None:
    assert ids.encode_wid(case["ms"], case["random"]) == case["wid"]
    assert ids.wid_ms(case["wid"]) == case["ms"]
    assert ids.is_wid(case["wid"])


@cases("wid", "reject_wid")
def test_what_is_no_write_id_is_refused(case: Any) -> None:
    assert not ids.is_wid(case)


@pytest.mark.parametrize("name", ["record_id", "kind", "field"])
def test_names_are_accepted_and_refused(name: str) -> None:
    accepts = getattr(ids, f"is_{name}")
    assert [text for text in CASES["wid"][name]["accept"] if not accepts(text)] == []
    assert [text for text in CASES["wid"][name]["reject"] if accepts(text)] == []


@cases("wid", "case_check")
def test_case_codes_have_their_check_character(case: dict[str, str]) -> None:
    assert ids.case_check(case["body"]) == case["check"]
    assert ids.is_case_code(case["body"] + case["check"])


@cases("wid", "read_case_code")
def test_typed_case_codes_are_read_or_refused(case: dict[str, Any]) -> None:
    assert ids.read_case_code(case["typed"]) == case["code"]


@cases("canonical", "text")
def test_values_have_one_canonical_text(case: dict[str, Any]) -> None:
    assert canonical(expand(case["value"])) == expand(case["text"]).encode("utf-8")


@cases("canonical", "same")
def test_equality_is_that_of_canonical_bytes(case: dict[str, Any]) -> None:
    assert same(case["a"], case["b"]) is case["same"]


@cases("canonical", "larger")
def test_order_is_that_of_canonical_bytes(case: dict[str, Any]) -> None:
    assert canonical(case["larger"]) > canonical(case["smaller"])


@pytest.mark.parametrize("value", CASES["canonical"]["values"]["accept"])
def test_values_that_may_stand_in_a_field(value: Any) -> None:
    check_value(expand(value))


@pytest.mark.parametrize("value", CASES["canonical"]["values"]["reject"])
def test_values_that_may_not_stand_in_a_field(value: Any) -> None:
    with pytest.raises(MalformedChange):
        check_value(expand(value))


@cases("change", "accept")
def test_changes_decode_and_encode_to_themselves(case: dict[str, Any]) -> None:
    change = Change.from_wire(expand(case["change"]))
    assert change.to_wire() == expand(case["change"])
    if "body" in case:
        assert change.body() == case["body"].encode("utf-8")


@cases("change", "reject")
def test_malformed_changes_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(MalformedChange):
        Change.from_wire(expand(case["change"]))


def read_cell(case: Any) -> Cell:
    if case is None:
        return None
    return COVERED if case == "covered" else Live(case["live"])


def same_cell(ours: Cell, theirs: Cell) -> bool:
    if isinstance(ours, Live) and isinstance(theirs, Live):
        return same(ours.value, theirs.value)
    if isinstance(ours, Covered) or isinstance(theirs, Covered):
        return ours is theirs
    return ours is None and theirs is None


@cases("merge", "join")
def test_two_states_of_a_cell_join(case: dict[str, Any]) -> None:
    ours, theirs = read_cell(case["a"]), read_cell(case["b"])
    assert same_cell(join_cell(ours, theirs), read_cell(case["joined"]))
    assert same_cell(join_cell(theirs, ours), read_cell(case["joined"]))


@cases("merge", "join_triples")
def test_three_states_join_in_any_order_and_grouping(case: dict[str, Any]) -> None:
    for one, two, three in permutations(map(read_cell, case["cells"])):
        joined = read_cell(case["joined"])
        assert same_cell(join_cell(join_cell(one, two), three), joined)
        assert same_cell(join_cell(one, join_cell(two, three)), joined)


def read_change(case: dict[str, Any], kind: str = "activity", record: str = "r") -> Change:
    writes = {name: Write(body[0], tuple(body[1:])) for name, body in case["set"].items()}
    return Change(case["id"], kind, record, 1, writes)


def read_live(kind: str, live: dict[str, dict[str, Any]]) -> Cells:
    cells = Cells(kind, "r")
    for field, heads in live.items():
        for wid, value in heads.items():
            cells.join(field, wid, Live(value))
    return cells


@cases("merge", "apply")
def test_changes_give_the_same_cells_in_every_order(case: dict[str, Any]) -> None:
    for order in list(permutations(case["changes"]))[:120]:
        cells = Cells("activity", "r")
        for one in order:
            cells.apply(read_change(one), one.get("user"))
        assert canonical(cells.live) == canonical(case["live"])
        assert {name: sorted(wids) for name, wids in cells.covered.items()} == case["covered"]


@cases("merge", "fragment")
def test_fragments_are_written_and_read(case: dict[str, Any]) -> None:
    cells = Cells(case["kind"], case["record"])
    for one in case["changes"]:
        cells.apply(read_change(one, case["kind"], case["record"]), one.get("user"))
    assert canonical(cells.to_wire()) == canonical(case["wire"])
    assert canonical(Cells.from_wire(case["wire"]).to_wire()) == canonical(case["wire"])


@cases("merge", "show")
def test_policies_show_what_they_promise(case: dict[str, Any]) -> None:
    field = Field("f", "text", case["policy"])
    if "field" in case:
        kind, _dot, name = case["field"].partition(".")
        declared = KINDS[kind].field(name)
        assert declared is not None
        field = declared
    shown = show(field, case["heads"])
    assert same(shown.value, case["value"])
    assert shown.conflict is case["conflict"]
    assert shown.wid == case.get("wid", shown.wid)


@cases("merge", "deletion")
def test_deletion_needs_to_have_seen_everything(case: dict[str, Any]) -> None:
    cells = read_live("activity", case["live"])
    assert deleted(cells) is case["deleted"]
    assert edited_after_deletion(cells) is case["edited"]
    assert sorted(live_wids(cells)) == case["wids"]


@cases("merge", "canonical_record")
def test_duplicates_point_to_the_record_that_stays(case: dict[str, Any]) -> None:
    assert canonical_record(case["start"], case["into"].get) == case["end"]


@cases("merge", "visibility")
def test_the_narrowest_class_holds(case: dict[str, Any]) -> None:
    kind = KINDS[case["kind"]]
    assert effective_visibility(kind, read_live(case["kind"], case["live"])) == case["class"]


@cases("schema", "check")
def test_values_are_checked_by_their_declaration(case: dict[str, Any]) -> None:
    found = KINDS[case["kind"]].check(case["field"], expand(case["value"]))
    assert found == case["error"]


@cases("schema", "policy")
def test_fields_have_their_declared_policy(case: dict[str, Any]) -> None:
    kind = KINDS.get(case["kind"])
    field = kind.field(case["field"]) if kind is not None else ENVELOPE.get(case["field"])
    assert field is not None
    assert field.merge == case["policy"]
