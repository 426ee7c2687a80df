"""`/online`: joining and counting in a browser that keeps nothing, in process.

`tests/contract/test_online.py` has what is stored, `tests/browser/test_online.py` a real browser.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest

from server.api.auth import COOKIE, ONLINE_COOKIES
from server.domain.throttle import ADDRESS_MAX

from .conftest import Client, Desk, Installation

SECURE, PLAIN = ONLINE_COOKIES
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
PLACES = re.compile(r'<option value="(/[0-9a-f-]{36})">([^<]+)</option>')
BACK = re.compile(r'name="back" value="([0-9a-f-]{36})"')
MEAL = "food.hot_meal"
Fields = dict[str, str]


@dataclass
class Visitor:
    """A browser without script; `last` is the page that it shows."""

    client: Client
    last: Any = None
    alias: str = field(default_factory=lambda: f"O{uuid.uuid4().hex[:8]}")

    def open(self) -> Any:
        self.last = self.client.get("/online?language=en")
        return self.last

    @property
    def text(self) -> str:
        return str(self.last.text)

    def form(self, **fields: str) -> Fields:
        """The form of the page, filled in."""
        return {**dict(HIDDEN.findall(self.text)), **fields}

    def send(self, form: Fields, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.last = self.client.post("/online?language=en", data=form, headers=named)
        return self.last

    def join(self, code: str) -> Any:
        self.open()
        return self.send(self.form(do="join", code=code))

    def invited(self, desk: Desk, role: str = "volunteer") -> str:
        answer = desk.post("/api/invites", {"role": role, "alias": self.alias})
        assert answer.status_code == 201, answer.text
        return str(answer.json["code"])

    def choose(self) -> str:
        """The first place, without a round."""
        (at, _name), *_others = PLACES.findall(self.text)
        assert self.send(self.form(do="place", at=at)).status_code == 200
        return str(at)

    def count(self, **fields: str) -> Any:
        return self.send(self.form(do="save", **{"tile": MEAL, "people": "12", **fields}))


@pytest.fixture
def desk(here: Installation) -> Desk:
    return here.desk()


@pytest.fixture
def visitor(here: Installation, desk: Desk) -> Visitor:
    """Somebody new, joined, at the form of a place."""
    found = Visitor(here.client())
    assert found.join(found.invited(desk)).status_code == 200, found.text
    found.choose()
    return found


def counts(desk: Desk, visitor: Visitor) -> list[Any]:
    """What the desk lists of this person."""
    users = desk.get("/api/users").json["items"]
    author = next(user["id"] for user in users if user["alias"] == visitor.alias)
    found: list[Any] = desk.get(f"/api/records/activity?author={author}&voided=1").json["items"]
    return found


def phones(desk: Desk, visitor: Visitor) -> list[Any]:
    listed = desk.get("/api/devices").json["items"]
    return [one for one in listed if one["user"]["alias"] == visitor.alias]


def test_sec_p8_one_joins_and_counts_without_anything_kept(
    here: Installation, desk: Desk, visitor: Visitor
) -> None:
    saved = visitor.count(unmet="3", note="At the gate")
    assert saved.status_code == 200 and "Saved and sent at" in visitor.text
    (entry,) = counts(desk, visitor)
    fields = entry["fields"]
    assert (fields["people"], fields["quantity"], fields["unmet"]) == (12, 12, 3)
    assert (fields["service_type"], fields["unit"]) == (MEAL, "portion")
    assert (fields["note"], fields["people_method"]) == ("At the gate", "counted")
    assert "set-cookie" not in {name.lower() for name, _ in saved.headers}
    assert saved.headers["Cache-Control"] == "no-store"
    assert "<script" not in visitor.text and "style=" not in visitor.text


def test_sec_p8_the_same_form_again_counts_once(
    here: Installation, desk: Desk, visitor: Visitor
) -> None:
    form = visitor.form(do="save", tile=MEAL, people="7")
    for _ in range(3):
        here.pass_time(1)
        assert visitor.send(form).status_code == 200 and "Saved and sent at" in visitor.text
    assert [entry["fields"]["people"] for entry in counts(desk, visitor)] == [7]
    assert visitor.count(people="8").status_code == 200
    assert sorted(entry["fields"]["people"] for entry in counts(desk, visitor)) == [7, 8]


def test_a_form_that_was_used_asks_before_it_counts_something_else(
    here: Installation, desk: Desk, visitor: Visitor
) -> None:
    form = visitor.form(do="save", tile=MEAL, people="7")
    visitor.send(form)
    assert visitor.send({**form, "people": "9"}).status_code == 409
    assert 'value="9"' in visitor.text and "saved before with other values" in visitor.text
    assert [entry["fields"]["people"] for entry in counts(desk, visitor)] == [7]
    assert visitor.count(people="9").status_code == 200
    assert sorted(entry["fields"]["people"] for entry in counts(desk, visitor)) == [7, 9]


def test_one_takes_back_what_one_saved_and_nothing_else(
    here: Installation, desk: Desk, visitor: Visitor
) -> None:
    visitor.count()
    other = Visitor(here.client())
    other.join(other.invited(desk))
    other.choose()
    other.count(people="5")
    (mine,), (theirs,) = BACK.findall(visitor.text), BACK.findall(other.text)
    note = "typed meanwhile"
    visitor.send(visitor.form(back=theirs, note=note))
    assert "Taken back. It" not in visitor.text and note in visitor.text
    visitor.send(visitor.form(back=mine, note=note))
    assert "Taken back. It" in visitor.text and note in visitor.text
    assert BACK.findall(visitor.text) == []
    (entry,) = counts(desk, visitor)
    assert entry["fields"]["voided"] == "mistake"
    other.send(other.form(do="place"))
    assert BACK.findall(other.text) == [theirs], "still counts"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tile": ""}, "Choose what was given."),
        ({"tile": "nothing.such"}, "Choose what was given."),
        ({"service": "food.hot_drink"}, "Two are chosen"),
        ({"people": "many"}, "Write a number"),
        ({"people": "-1"}, "Write a number"),
        ({"people": "1.5"}, "Write a number"),
        ({"people": "NaN"}, "Write a number"),
        ({"people": "1e9"}, "Write a number"),
        ({"people": ""}, "Write how many people."),
        ({"people": "0"}, "Write how many people."),
        ({"quantity": "1.2345"}, "Write a number"),
        ({"unmet": "x"}, "Write a number"),
        ({"note": "x" * 281}, "The note is too long"),
        ({"note": "\0"}, "The note is too long"),
        ({"wid": "0" * 20}, "open for too long"),
        ({"wid": "z" * 20}, "open for too long"),
        ({"id": "x"}, "open for too long"),
    ],
)
def test_bad_input_is_told_at_its_field_and_what_was_typed_stays(
    here: Installation, desk: Desk, visitor: Visitor, wrong: Fields, said: str
) -> None:
    note = wrong.get("note", "stays here")
    answer = visitor.count(**{"note": note, **wrong})
    assert answer.status_code == 422 and said in visitor.text
    assert note.strip("\0") in visitor.text
    assert counts(desk, visitor) == []
    right = {"people": "2", "quantity": "", "unmet": "", "note": note[:280].strip("\0")}
    assert visitor.count(service="", **right).status_code == 200, visitor.text
    assert len(counts(desk, visitor)) == 1


def test_numbers_are_read_in_the_digits_and_with_the_comma_of_the_reader(
    here: Installation, desk: Desk, visitor: Visitor
) -> None:
    assert visitor.count(people="١٢", quantity="2,5").status_code == 200, visitor.text
    (entry,) = counts(desk, visitor)
    assert (entry["fields"]["people"], float(entry["fields"]["quantity"])) == (12, 2.5)


def test_a_place_that_is_no_more_is_asked_for_again_with_what_was_typed(
    here: Installation, desk: Desk, visitor: Visitor
) -> None:
    gone = f"/{uuid.uuid4()}"
    visitor.count(at=gone, note="stays here")
    assert "not on the list any more" in visitor.text and counts(desk, visitor) == []
    visitor.choose()
    assert "stays here" in visitor.text and 'value="12"' in visitor.text
    assert visitor.count().status_code == 200 and len(counts(desk, visitor)) == 1


def test_sec_u3_it_ends_after_thirty_minutes_and_what_was_typed_waits_for_a_new_code(
    here: Installation, desk: Desk, visitor: Visitor
) -> None:
    form = visitor.form(do="save", tile=MEAL, people="12", note="stays here")
    here.pass_time(31)
    assert visitor.send(form).status_code == 401 and "your time here has ended" in visitor.text
    again = visitor.form(do="join", code=Visitor(here.client()).invited(here.desk()))
    assert visitor.send(again).status_code == 200
    assert "stays here" in visitor.text, visitor.text
    assert visitor.count(note="stays here").status_code == 200
    assert "Saved and sent at" in visitor.text


def test_sec_u3_it_ends_after_twelve_hours(here: Installation, visitor: Visitor) -> None:
    for _ in range(12 * 3 - 1):
        here.pass_time(20)
        assert "Where are you?" in visitor.open().text
    here.pass_time(20)
    assert "Code of your invite" in visitor.open().text


def test_sec_u3_the_cookie_is_bound_to_this_host_and_ends_with_the_window(
    here: Installation, desk: Desk
) -> None:
    visitor = Visitor(here.client())
    page = visitor.client.get("/online", base_url="https://maraude.example")
    code = visitor.invited(desk)
    form = {**dict(HIDDEN.findall(page.text)), "do": "join", "code": code}
    answer = visitor.client.post("/online", data=form, base_url="https://maraude.example")
    (only,) = answer.headers.getlist("Set-Cookie")
    assert only.startswith(f"{SECURE}=") and SECURE.startswith("__Host-")
    flags = {part.strip() for part in only.split(";")[1:]}
    assert flags == {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"}
    assert page.headers.getlist("Set-Cookie") == []


def test_sec_u3_an_invite_opens_nothing_of_the_desk(here: Installation, desk: Desk) -> None:
    """A coordinator's too: nobody typed a password, or a code."""
    visitor = Visitor(here.client())
    visitor.join(visitor.invited(desk, "coordinator"))
    kept = visitor.client.get_cookie(SECURE)
    assert kept is not None
    thief = here.client()
    thief.set_cookie(COOKIE, kept.value)
    assert thief.get("/api/me").status_code == 401
    bearer = {"Authorization": f"Bearer {kept.value}"}
    assert thief.get("/api/me", headers=bearer).status_code == 401
    password = {"password": here.user("coordinator")["password"]}
    assert thief.post("/api/reauthenticate", json=password).status_code == 401
    turned = here.client()
    cookie = desk.client.get_cookie(COOKIE)
    assert cookie is not None
    turned.set_cookie(SECURE, cookie.value)
    assert "Code of your invite" in turned.get("/online?language=en").text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://evil.example"},
    ],
)
def test_sec_u4_another_site_neither_joins_nor_counts(
    here: Installation, desk: Desk, visitor: Visitor, headers: Fields
) -> None:
    form = visitor.form(do="save", tile=MEAL, people="12")
    assert visitor.send(form, **headers).status_code == 403
    joining = {"do": "join", "code": Visitor(here.client()).invited(desk)}
    assert visitor.send(joining, **headers).status_code == 403
    assert counts(desk, visitor) == []


@pytest.mark.parametrize("said", ["", "wrong", "é"])
def test_sec_u4_a_count_needs_the_form_that_the_session_was_given(
    here: Installation, desk: Desk, visitor: Visitor, said: str
) -> None:
    form = visitor.form(do="save", tile=MEAL, people="12", csrf=said)
    assert visitor.send(form).status_code == 403
    assert counts(desk, visitor) == []


def test_sec_u5_guessed_codes_are_throttled_as_on_a_phone(here: Installation) -> None:
    visitor = Visitor(here.client())
    for _ in range(ADDRESS_MAX):
        assert visitor.join("0000000000").status_code == 403
        assert "This code is wrong" in visitor.text
    visitor.open()
    answer = visitor.send(visitor.form(do="join", code="0000000000"))
    assert answer.status_code == 429 and "Retry-After" in answer.headers


def test_joining_twice_with_one_form_is_one_phone_and_another_form_is_refused(
    here: Installation, desk: Desk
) -> None:
    visitor = Visitor(here.client())
    visitor.open()
    form = visitor.form(do="join", code=visitor.invited(desk))
    for _ in range(2):
        assert "Where are you?" in visitor.send(form).text
    assert [phone["app"] for phone in phones(desk, visitor)] == ["online"]
    assert Visitor(here.client()).send({**form, "device": str(uuid.uuid4())}).status_code == 403


def test_sec_u2_being_done_blocks_this_phone_and_asks_first_about_what_is_typed(
    here: Installation, desk: Desk, visitor: Visitor
) -> None:
    visitor.count()
    visitor.send(visitor.form(do="done", people="3"))
    assert "not saved yet" in visitor.text and 'value="3"' in visitor.text
    left = visitor.send(visitor.form(do="done", people="3"))
    assert "Nothing stays on this phone" in visitor.text
    assert all("Expires=Thu, 01 Jan 1970" in one for one in left.headers.getlist("Set-Cookie"))
    (phone,) = phones(desk, visitor)
    assert phone["revoked_at"] is not None and phone["stored"] == 1 and phone["missing"] == 0
    assert "Code of your invite" in visitor.open().text


def test_sec_u2_a_phone_that_a_coordinator_blocks_counts_no_more(
    here: Installation, desk: Desk, visitor: Visitor
) -> None:
    (phone,) = phones(desk, visitor)
    assert desk.post(f"/api/devices/{phone['id']}/revoke").status_code == 200
    assert visitor.count().status_code == 401
    assert counts(desk, visitor) == []


def test_a_browser_that_keeps_nothing_never_counts_as_silent(
    here: Installation, desk: Desk, visitor: Visitor
) -> None:
    here.pass_time(60 * 24 * 20)
    device = phones(here.desk(), visitor)[0]["id"]
    issues = here.desk().get("/api/issues?issue=silent_phone&per_page=200").json["items"]
    assert device not in str(issues)


def test_who_counts_nothing_is_told_so(here: Installation, desk: Desk) -> None:
    visitor = Visitor(here.client())
    visitor.join(visitor.invited(desk, "handler"))
    assert "With your role nothing is counted here." in visitor.text


def test_codes_are_not_taken_over_plain_http_from_elsewhere(here: Installation) -> None:
    client = here.client()
    for ask in (client.get, client.post):
        answer = ask("/online?language=en", base_url="http://maraude.example")
        assert answer.status_code == 403 and "This did not work" in answer.text
