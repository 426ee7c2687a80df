"""Any service: found as people type, counted in its unit and step, with what the network adds."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.api.world import World

from .desk_page import DeskPage
from .directory import network_desk
from .makers import ContextMaker, PhoneMaker
from .people import Person, invite, stored
from .phone_page import CONTACT_MAX_MS, PhonePage
from .texts import Texts
from .watch import NO_NETWORK, Watch

WARM = "clothing.warm"
OWN = "x_bike_soup"


def add_code(world: World, **fields: object) -> str:
    """An entry of the network's lists, of services unless said; its id."""
    answer = network_desk(world).create("list_item", {"list": "service_type", **fields})
    assert answer.status == 201, str(answer)
    return str(answer.json()["id"])


def named_tile(phone: PhonePage, name: str) -> Locator:
    return phone.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}, "))


def search(phone: PhonePage, words: str) -> None:
    """In the panel "another service"."""
    phone.page.get_by_role("searchbox").fill(words)


def found(phone: PhonePage) -> Locator:
    return phone.page.get_by_role("dialog").get_by_role("listitem")


def pick(phone: PhonePage, service: str) -> None:
    """By category and type."""
    phone.press("tally.another")
    category = phone.texts.label("service_category", service.partition(".")[0])
    phone.tap(phone.page.get_by_role("button", name=category, exact=True))
    label = phone.texts.label("service_type", service)
    phone.tap(phone.page.get_by_role("button", name=label, exact=True))
    expect(phone.page.get_by_role("dialog")).to_be_hidden()


def test_a_code_of_the_network_arrives_with_the_next_sync_and_then_needs_none(
    own_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    person = invite(own_world)
    phone = PhonePage.open(phone_context(), own_world.server.base)
    phone.join(person.code)
    phone.ready_without_network()
    phone.start_round()
    phone.offline()
    item = add_code(
        own_world,
        code=OWN,
        parent="food.hot_meal",
        step=5,
        unit="litre",
        **{"label/en": "Bike soup", "label/fr": "Soupe à vélo"},
    )
    phone.press("tally.another")
    search(phone, "bike")
    expect(phone.reads("nothingFound")).to_be_visible()
    expect(found(phone)).to_have_count(0)
    phone.close_sheet()

    phone.online()
    phone.send_now()
    phone.press("tally.another")
    phone.page.get_by_role("searchbox").fill("soup bike")
    expect(found(phone)).to_have_text(["Bike soup"], timeout=CONTACT_MAX_MS)
    phone.offline()
    search(phone, "bike soup")
    expect(found(phone)).to_have_text(["Bike soup"])
    phone.tap(phone.page.get_by_role("dialog").get_by_role("button", name="Bike soup"))
    tile = named_tile(phone, "Bike soup")
    expect(tile).to_contain_text("5")
    phone.tap(tile)
    phone.kept()
    phone.reload()
    expect(tile).to_have_accessible_name(re.compile("^Bike soup, 10 litres, "))

    # Hidden later: it is not offered any more, and what was counted reads as before.
    retired = network_desk(own_world).patch("list_item", item, {"retired": True})
    assert retired.status == 200, str(retired)
    phone.online()
    phone.send_now()
    phone.all_sent()
    expect(tile).to_be_visible()
    phone.press("tally.another")
    search(phone, "bike")
    expect(phone.reads("nothingFound")).to_be_visible()
    expect(found(phone)).to_have_count(0)
    phone.close_sheet()
    phone.open_day()
    expect(phone.entries().filter(has_text="Bike soup")).to_be_visible()
    [entry] = stored(own_world, person)
    counted = {name: entry["fields"][name] for name in ("service_type", "quantity", "unit")}
    assert counted == {"service_type": OWN, "quantity": 10, "unit": "litre"}
    assert (entry["fields"]["people"], entry["issues"]) == (2, [])


def test_a_code_is_called_and_hidden_as_the_network_says(
    own_world: World, phone_context: ContextMaker
) -> None:
    add_code(own_world, code="food.hot_meal", **{"label/fr": "Gamelle"})
    add_code(own_world, code="food.hot_drink", retired=True, **{"label/fr": "Boisson chaude"})
    for kind, fields in (("maraude", {"label/fr": "Balade"}), ("visit", {"retired": True})):
        named = {"label/fr": "Visite", **fields}
        add_code(own_world, list="round_kind", code=kind, **named)
    add_code(own_world, list="need", code="x_haircut", parent="other", **{"label/fr": "Coiffeur"})
    add_code(own_world, list="need", code="food", retired=True, **{"label/fr": "Nourriture"})
    phone = PhonePage.open(phone_context(language="fr"), own_world.server.base, "fr")
    phone.join(invite(own_world).code)
    phone.tap(phone.places().first)
    phone.press("start.otherKind")
    expect(phone.page.get_by_role("button", name="Balade", exact=True)).to_be_visible()
    expect(phone.page.get_by_role("button", name="Visite", exact=True)).to_be_hidden()
    phone.start_round()
    expect(named_tile(phone, "Gamelle")).to_be_visible()
    expect(phone.tile("food.hot_drink")).to_be_hidden()

    phone.open_person()
    phone.at_meeting()
    expect(phone.need("food")).to_be_hidden()
    phone.tap(phone.page.get_by_role("button", name=phone.texts.pattern("contact.otherNeeds")))
    expect(phone.page.get_by_text("Coiffeur", exact=True)).to_be_visible()


def test_a_service_is_found_without_accents_plurals_and_small_words_and_by_everyday_ones(
    world: World, new_phone: PhoneMaker
) -> None:
    phone = new_phone(language="fr")
    phone.texts = Texts("phone", "fr")
    phone.join(invite(world).code)
    phone.start_round()
    phone.press("tally.another")
    for words, service, nearly in (
        ("vetements secs", "clothing.dry_change", False),
        ("HYGIENE kit", "wash.hygiene_kit", False),
        ("sacs couchage", "shelter_items.sleeping_bag", False),
        ("repas chauds", "food.hot_meal", False),
        ("doctor", "health.consultation", False),
        ("duche", "wash.shower", True),
    ):
        search(phone, words)
        expect(found(phone).first).to_have_text(phone.texts.label("service_type", service))
        said = phone.page.get_by_text(phone.texts.filled("directory.nearly", words))
        expect(said).to_be_visible(visible=nearly)


def test_items_are_counted_by_size(world: World, phone: PhonePage, person: Person) -> None:
    phone.start_round()
    pick(phone, WARM)
    phone.open_details()
    phone.press("detail.addItem")
    coat = phone.texts.label("item", "coat")
    phone.tap(phone.page.get_by_role("button", name=coat, exact=True))
    for size, number in (("l", "3"), ("xl", "2")):
        name = phone.texts.label("item_size", size)
        phone.tap(phone.page.get_by_role("button", name=name, exact=True))
        phone.type_number(number)
    phone.press("done")
    phone.open_day()
    phone.all_sent()
    [entry] = stored(world, person)
    items = {name: value for name, value in entry["fields"].items() if name.startswith("items/")}
    assert items == {"items/coat.l": 3, "items/coat.xl": 2}
    # A round of the demonstration may have counted the same here tonight.
    assert {issue["issue"] for issue in entry["issues"]} <= {"duplicate"}
    phone.open_entry(WARM)
    expect(phone.page.get_by_text("Coat, L 3 · Coat, XL 2")).to_be_visible()


def test_who_is_turned_away_is_asked_about_until_nobody_was(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    pick(phone, WARM)
    phone.open_details()
    turned = phone.texts("detail.turnedAway")
    no_stock = phone.page.get_by_role("button", name=phone.texts("detail.reasons.no_stock"))
    expect(no_stock).to_be_hidden()
    phone.tap(phone.number(turned))
    phone.type_number("12")
    phone.tap(phone.page.get_by_role("heading", name=turned))
    phone.tap(no_stock)
    phone.press("done")
    phone.open_day()
    phone.all_sent()
    [entry] = stored(world, person)
    assert (entry["fields"]["unmet"], entry["fields"]["unmet_reason"]) == (12, "no_stock")

    phone.correct(WARM)
    phone.tap(phone.number(turned))
    phone.type_number("0")
    phone.press("done")
    expect(phone.button("entry.correct")).to_be_visible()
    phone.send_now()
    phone.all_sent()
    [entry] = stored(world, person)
    assert (entry["fields"]["unmet"], entry["fields"]["unmet_reason"]) == (0, None)


def test_the_tiles_of_a_place_are_its_usual_services(world: World, phone: PhonePage) -> None:
    usual = ["wash.shower", "wash.laundry", "health.first_aid", "legal.asylum_info"]
    place = world.place(**{f"usual/{service}": True for service in usual})
    assert world.desk().create("site", place).status == 201
    phone.send_now()
    phone.press("start.anotherPlace")
    name = re.compile(re.escape(place["name"]))
    phone.tap(phone.page.get_by_role("dialog").get_by_role("button", name=name))
    phone.tap(phone.page.get_by_role("group").get_by_role("button").first)
    phone.at_count()
    shown = phone.services()
    assert len(shown) == 6
    assert set(shown[:4]) == set(usual)


def test_a_count_may_be_of_another_unit_with_a_step_of_one(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    wood = "energy.firewood"
    if not phone.tile(wood).is_visible():
        pick(phone, wood)
        phone.press("undo")
    phone.count(wood)
    phone.shows(wood, 10)
    phone.open_details()
    counted_in = re.compile(f"^{phone.texts('services.countedIn')} ")
    phone.tap(phone.page.get_by_role("button", name=counted_in))
    bags = phone.texts("units.bag.other")
    phone.tap(phone.page.get_by_role("button", name=bags, exact=True))
    phone.press("done")
    phone.count(wood)
    phone.shows(wood, 11)
    phone.open_day()
    phone.all_sent()
    [entry] = stored(world, person)
    assert (entry["fields"]["quantity"], entry["fields"]["unit"]) == (11, "bag")


def test_a_network_changes_its_lists_at_the_desk(
    own_world: World, phone_context: ContextMaker, desk_context: ContextMaker
) -> None:
    desk = DeskPage.open(desk_context(), own_world)
    desk.sign_in(role="network")
    desk.go("/settings/service_type")
    desk.at("settings.title")

    # One of its own, with the French name alone seen on a phone in French.
    desk.press("settings.add")
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label(desk.texts.filled("settings.name", "English")).fill("Bike soup")
    dialog.get_by_label(desk.texts.filled("settings.name", "Français")).fill("Soupe à vélo")
    dialog.get_by_label(desk.texts("settings.parent")).select_option("food.hot_meal")
    dialog.get_by_label(desk.texts("settings.step")).fill("4")
    expect(dialog.get_by_role("figure")).to_contain_text("Bike soup")
    expect(dialog.get_by_role("figure")).to_contain_text("+4")
    desk.press("settings.save")
    desk.says_done("did.listed")
    row = desk.page.get_by_role("listitem").filter(has_text="Bike soup")
    expect(row).to_contain_text(desk.texts("settings.own"))

    # One renamed, one hidden, and the hiding taken back.
    meal, drink = (desk.texts.label("service_type", f"food.hot_{one}") for one in ("meal", "drink"))
    press_of(desk, "settings.change.of", meal)
    dialog.get_by_label(desk.texts.filled("settings.name", "English")).fill("Bowl")
    desk.press("settings.save")
    expect(desk.page.get_by_text("Bowl", exact=True)).to_be_visible()
    press_of(desk, "settings.hide.of", drink)
    hidden = desk.page.get_by_role("listitem").filter(has_text=drink)
    expect(hidden).to_contain_text(desk.texts("settings.hidden"))
    desk.key("u")
    press_of(desk, "settings.hide.of", drink)
    expect(hidden).to_contain_text(desk.texts("settings.hidden"))
    press_of(desk, "settings.up", "Bike soup")
    rows = desk.page.get_by_role("listitem").filter(has_text=re.compile("Bowl|Bike soup"))
    expect(rows.first).to_contain_text("Bike soup")

    phone = PhonePage.open(phone_context(), own_world.server.base)
    phone.join(invite(own_world).code)
    phone.start_round()
    phone.press("tally.another")
    food = phone.texts.label("service_category", "food")
    phone.tap(phone.page.get_by_role("button", name=food, exact=True))
    expect(found(phone).first).to_have_text("Bike soup")
    expect(found(phone).nth(1)).to_have_text("Bowl")
    expect(found(phone).filter(has_text=drink)).to_have_count(0)
    phone.tap(phone.page.get_by_role("dialog").get_by_role("button", name="Bike soup"))
    expect(named_tile(phone, "Bike soup")).to_contain_text("4")
    phone.open_day()
    phone.all_sent()

    # The list and its filter call it so too.
    reader = DeskPage.open(desk_context(), own_world)
    reader.sign_in()
    reader.open_entries()
    reader.filter("list.what.activity", "Bike soup")
    expect(reader.rows()).to_have_count(1)
    expect(reader.rows().first).to_contain_text("Bike soup")


def press_of(desk: DeskPage, key: str, name: str) -> None:
    button = desk.page.get_by_role("button", name=desk.texts.filled(key, name), exact=True)
    button.click()


def test_a_coordinator_chooses_the_tiles_of_a_place(
    own_world: World, phone_context: ContextMaker, desk_context: ContextMaker
) -> None:
    desk = DeskPage.open(desk_context(), own_world)
    desk.sign_in()
    desk.go("/settings/tiles")
    place = own_world.demo["sites"][0]
    desk.page.get_by_label(desk.texts("settings.place")).select_option(place["id"])
    aid, meal = (
        desk.texts.label("service_type", one) for one in ("health.first_aid", "food.hot_meal")
    )
    desk.page.get_by_label(desk.texts("settings.tiles.add")).select_option("health.first_aid")
    press_of(desk, "settings.tiles.drop", meal)
    expect(desk.page.get_by_role("list").get_by_text(meal, exact=True)).to_be_hidden()
    expect(desk.page.get_by_role("list").get_by_text(aid, exact=True)).to_be_visible()
    fields = own_world.desk().record("site", place["id"])["fields"]
    assert fields["usual/health.first_aid"] is True
    assert not fields["usual/food.hot_meal"]

    # Somebody of another association sees them, and who decides.
    other = DeskPage.open(desk_context(), own_world)
    other.sign_in(org=1)
    other.go("/settings/tiles")
    expect(other.page.get_by_text(other.texts.pattern("settings.tiles.closed"))).to_be_visible()
    expect(other.page.get_by_label(other.texts("settings.tiles.add"))).to_be_hidden()
    other.go("/settings/service_type")
    expect(other.reads("settings.closed")).to_be_visible()
    expect(other.button("settings.add")).to_be_hidden()
