"""Code lists that a network makes its own, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from server.domain import listing
from server.domain.query import Asked
from server.domain.table import Layout
from sync.schema import KINDS, Kind

from .network import TestNetwork, TestPhone
from .test_export import sheet
from .test_records import ACTIVITY, count, ids, record_of

OWN = "x_bike_soup"


def add(keeper: TestPhone, code: str, **fields: Any) -> str:
    return keeper.create("list_item", {"list": "service_type", "code": code, **fields})


@pytest.fixture
def keeper(network: TestNetwork) -> TestPhone:
    return network.phone("network")


@pytest.fixture
def desk(network: TestNetwork) -> TestPhone:
    return network.phone("coordinator")


def listed(
    network: TestNetwork, desk: TestPhone, kind: Kind = ACTIVITY, **asked: Any
) -> listing.Listing:
    return listing.listed(desk.who, Asked(kind, **asked), network.now_ms)


def shown(network: TestNetwork, desk: TestPhone, language: str, column: str) -> list[Any]:
    layout = Layout(("when", column), (), language)
    return [row[column] for row in sheet(network, desk.who, layout=layout)]


def test_an_own_code_reaches_every_phone_and_desk_of_the_network(
    network: TestNetwork, keeper: TestPhone
) -> None:
    path = add(keeper, OWN, **{"label/en": "Bike soup", "step": 4, "unit": "litre", "rank": 7})
    for org in (0, 1):
        phone = network.phone(org=org)
        assert path in phone.pull()
        found = listed(network, phone, KINDS["list_item"]).items
        assert [item.fields["step"] for item in found] == [4]
        assert not found[0].issues


@pytest.mark.parametrize("role", ["volunteer", "coordinator", "handler", "admin"])
def test_only_who_keeps_the_network_changes_its_lists(
    network: TestNetwork, keeper: TestPhone, role: str
) -> None:
    path = add(keeper, OWN, **{"label/en": "Bike soup"})
    for org in (0, 1):
        other = network.phone(role, org=org)
        assert other.verdict(path, {"retired": True}) != "ack"
        fields = {"list": "service_type", "code": "x_tea", "label/en": "Tea"}
        assert other.verdict("list_item", fields) != "ack"


def test_a_count_of_an_own_code_is_listed_filtered_and_summed_like_any(
    network: TestNetwork, keeper: TestPhone, desk: TestPhone
) -> None:
    phone = network.phone()
    # Even before the server heard of the code: no order of arrival is asked for.
    path = phone.create("activity", count(service_type=OWN, quantity=8, people=2))
    phone.create("activity", count())
    add(keeper, OWN, **{"label/en": "Bike soup"})
    asked: dict[str, Any] = {"filters": (("service_type", (OWN,)),)}
    assert ids(network, desk.who, **asked) == [record_of(path)]
    found = listed(network, desk, **asked)
    assert found.totals["quantity"].sum == 8
    assert "invalid" not in {issue["issue"] for item in found.items for issue in item.issues}


def test_sizes_of_an_item_are_elements_of_their_own(
    network: TestNetwork, keeper: TestPhone, desk: TestPhone
) -> None:
    phone = network.phone()
    items = {"items/coat.l": 3, "items/coat.xl": 2, "items/coat": 1, "items/x_hat.big.s": 1}
    phone.create("activity", count(**items))
    phone.create("activity", count(**{"items/coat.huge": 1}))
    found = listed(network, desk, sort="quantity").items
    invalid = [item for item in found if any(i["issue"] == "invalid" for i in item.issues)]
    assert ["items/coat.huge" in item.fields for item in invalid] == [True]
    keeper.create("list_item", {"list": "item", "code": "x_hat.big", "label/fr": "Chapeau"})
    told = next(cell for cell in shown(network, desk, "fr", "items") if "Chapeau" in str(cell))
    assert set(told.split("; ")) == {
        "Manteau=1",
        "Manteau, L=3",
        "Manteau, XL=2",
        "Chapeau, S=1",
    }


def test_tables_call_codes_as_the_network_does(
    network: TestNetwork, keeper: TestPhone, desk: TestPhone
) -> None:
    phone = network.phone()
    phone.create("activity", count(service_type=OWN))
    assert shown(network, desk, "fr", "service_type") == [OWN]
    first = add(keeper, OWN, **{"label/fr": "Soupe", "label/ar": "حساء"})
    # In English nobody named it: better in French than as a code.
    assert shown(network, desk, "en", "service_type") == ["Soupe"]
    network.later(minutes=2)
    add(keeper, OWN, **{"label/fr": "Soupe à vélo"})
    assert shown(network, desk, "fr", "service_type") == ["Soupe à vélo"]
    network.later(minutes=2)
    third = add(keeper, OWN, **{"label/fr": "Potage"})
    keeper.write(third, {"voided": "mistake"})
    assert shown(network, desk, "fr", "service_type") == ["Soupe à vélo"]
    keeper.write(first, {"retired": True})
    assert shown(network, desk, "fr", "service_type") == ["Soupe à vélo"]
