"""Taking over a directory from a file at the desk, field by field."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from tests.api.world import World

from .desk_page import DeskPage
from .desk_services import (
    KIND,
    Service,
    listed,
    signed_in,
    some_name,
)
from .makers import ContextMaker
from .watch import Watch


@pytest.fixture
def desk(world: World, desk_context: ContextMaker) -> DeskPage:
    return signed_in(world, desk_context)


def exported(world: World, service: Service) -> dict[str, Any]:
    """The service as everybody gets it."""
    answer = world.server.wire().send("GET", f"/hsds/services/{service.id}")
    assert answer.status == 200, str(answer)
    found: dict[str, Any] = answer.json()
    return found


def choose_file(desk: DeskPage, name: str, content: Any) -> None:
    desk.go("/directory/import")
    desk.at("import.title")
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    kind = "application/octet-stream"
    chosen: FilePayload = {"name": name, "mimeType": kind, "buffer": body}
    desk.page.get_by_label(desk.texts("import.file"), exact=True).set_input_files(chosen)


def test_of_a_file_each_field_is_taken_or_left(world: World, desk: DeskPage) -> None:
    service = listed(world, phone="03 53 01 10 11", fees="Free")
    theirs = exported(world, service)
    theirs["phones"][0]["number"] = "03 53 01 10 99"
    theirs["description"] = "Another text."
    choose_file(desk, "theirs.json", theirs)
    record = desk.page.locator(".import-record").filter(has_text=service.name)
    phone = record.locator(".import-field").filter(has_text="03 53 01 10 99")
    expect(phone).to_contain_text("03 53 01 10 11")
    expect(desk.page.get_by_role("button", name=desk.texts.pattern("import.go"))).to_be_disabled()
    phone.get_by_role("checkbox").check()
    desk.page.get_by_role("button", name=desk.texts.pattern("import.go")).click()
    desk.says_done("did.imported")
    expect(record).to_contain_text(desk.texts("import.taken"))
    after = service.fields()
    assert after["phone"] == "03 53 01 10 99"
    assert after["description"] == "Hot water, towel and soap."
    desk.undo()
    assert service.fields()["phone"] == "03 53 01 10 11"


def test_what_changed_since_the_comparison_is_not_overwritten(world: World, desk: DeskPage) -> None:
    service = listed(world, phone="03 53 01 10 11")
    theirs = exported(world, service)
    theirs["phones"][0]["number"] = "03 53 01 10 99"
    choose_file(desk, "theirs.json", theirs)
    record = desk.page.locator(".import-record").filter(has_text=service.name)
    record.get_by_role("checkbox").first.check()
    assert world.desk().patch(KIND, service.id, {"phone": "03 53 01 10 22"}).status == 200
    desk.page.get_by_role("button", name=desk.texts.pattern("import.go")).click()
    desk.says_done("did.imported")
    [conflict] = world.desk().conflicts(KIND, service.id)
    assert conflict["field"] == "phone"
    assert {v["value"] for v in conflict["values"]} == {"03 53 01 10 22", "03 53 01 10 99"}


def test_a_new_service_of_a_file_says_what_it_lacks_and_is_taken_back(
    world: World, desk: DeskPage
) -> None:
    theirs, name = exported(world, listed(world)), some_name()
    theirs |= {"id": str(uuid.uuid4()), "name": name, "attributes": []}
    choose_file(desk, "theirs.json", theirs)
    record = desk.page.locator(".import-record").filter(has_text=name)
    record.get_by_label("Categories").select_option("wash")
    record.get_by_role("checkbox").first.check()
    desk.page.get_by_role("button", name=desk.texts.pattern("import.go")).click()
    desk.says_done("did.imported")
    [made] = world.desk().page(KIND, q=name)["items"]
    assert made["fields"]["categories/wash"] is True
    desk.undo()
    assert world.desk().page(KIND, q=name)["items"] == []


def test_faults_of_a_file_are_told_with_their_places(
    world: World, desk: DeskPage, watch: Watch
) -> None:
    watch.allow("status of 4(00|22)")
    theirs = exported(world, listed(world))
    theirs["status"] = "sometimes"
    choose_file(desk, "theirs.json", theirs)
    faults = desk.page.get_by_role("alert").filter(has_text="/status")
    expect(faults).to_contain_text(desk.texts("import.wrong.unknown_code"))
    choose_file(desk, "theirs.json", b"{")
    expect(desk.reads("error.unreadable")).to_be_visible()
