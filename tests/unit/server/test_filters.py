"""The query string of a list: what is understood, and that everything else is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.api.filters import filter_names, read_page, read_question
from server.domain.errors import Invalid
from server.domain.query import Asked
from sync.schema import KINDS

ACTIVITY = KINDS["activity"]
UUID = "5b0c1f4e-93b4-4f0c-8a55-0d6f1f2a3b4c"


def read(**query: str | list[str]) -> Asked:
    named = {name.rstrip("_"): value for name, value in query.items()}
    lists = {n: value if isinstance(value, list) else [value] for n, value in named.items()}
    return read_question(KINDS[str(lists.pop("kind", ["activity"])[0])], lists)


def test_a_question_is_read() -> None:
    asked = read(
        page="2",
        per_page="200",
        sort="-quantity",
        q=" soup ",
        from_="2026-01-01",
        to="2026-01-31",
        issue="conflict",
        deleted="1",
        voided="only",
        site=UUID,
        queried="0",
    )
    assert asked == Asked(
        ACTIVITY,
        filters=(("queried", (False,)), ("site", (UUID,))),
        sort="quantity",
        descending=True,
        page=2,
        per_page=200,
        text=" soup ",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 1, 31),
        issue="conflict",
        deleted="yes",
        voided="only",
    )


def test_nothing_asked_is_the_newest_first() -> None:
    asked = read()
    assert (asked.sort, asked.descending, asked.page, asked.per_page) == ("when", True, 1, 50)


def test_a_filter_given_twice_takes_either() -> None:
    assert read(service_type=["food.hot_meal", "food.hot_drink"]).filters == (
        ("service_type", ("food.hot_meal", "food.hot_drink")),
    )


def test_a_set_is_filtered_by_its_elements() -> None:
    assert read(kind="contact", needs="legal").filters == (("needs", ("legal",)),)


def test_voided_takes_a_reason_too() -> None:
    assert read(voided="mistake").filters == (("voided", ("mistake",)),)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_declared_filter_of_every_kind_is_a_parameter(name: str) -> None:
    kind = KINDS[name]
    for parameter in filter_names(kind):
        with pytest.raises(Invalid) as caught:
            read_question(kind, {parameter: ["\ud800 is never a value"]})
        assert caught.value.fields is not None
        assert caught.value.fields[parameter] != ["unknown_parameter"]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"page": "0"}, "out_of_range"),
        ({"page": "٣"}, "wrong_type"),
        ({"page": ["1", "2"]}, "repeated"),
        ({"per_page": "201"}, "out_of_range"),
        ({"sort": "breakdown"}, "unknown_field"),
        ({"sort": "--when"}, "unknown_field"),
        ({"from_": "2026-02-30"}, "bad_format"),
        ({"to": "9999-12-31"}, "out_of_range"),
        ({"q": "\0"}, "bad_character"),
        ({"q": "x" * 201}, "too_long"),
        ({"issue": "nothing"}, "unknown_code"),
        ({"deleted": "perhaps"}, "unknown_code"),
        ({"voided": "perhaps"}, "unknown_code"),
        ({"site": "x"}, "bad_format"),
        ({"org": ""}, "bad_format"),
        ({"queried": "maybe"}, "wrong_type"),
        ({"service_type": "food.nothing"}, "unknown_code"),
        ({"note": "x"}, "unknown_parameter"),
        ({"needs": "legal"}, "unknown_parameter"),
        ({"kind": "contact", "needs": "nothing"}, "bad_key"),
    ],
)
def test_what_is_wrong_is_named(query: dict[str, Any], why: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(**query)
    (name,) = [one.rstrip("_") for one in query if one != "kind"]
    assert caught.value.fields == {name: [why]}


def test_every_wrong_parameter_is_named_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        read(page="x", sort="x", nothing="x")
    assert caught.value.fields is not None
    assert set(caught.value.fields) == {"page", "sort", "nothing"}


def test_pages_without_a_kind_take_no_other_parameters() -> None:
    assert read_page({"issue": ["conflict"]}, {"issue": ("conflict",)}) == {
        "page": 1,
        "per_page": 50,
        "issue": "conflict",
    }
    with pytest.raises(Invalid) as caught:
        read_page({"issue": ["x"], "sort": ["when"]}, {"issue": ("conflict",)})
    assert caught.value.fields == {"issue": ["unknown_code"], "sort": ["unknown_parameter"]}
