"""The published directory as a page: in words, in three languages, without anything to run."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from server.domain.demo_cast import SITES
from server.domain.hsds.leaflet import LANGUAGES, TEXTS
from sync.schema import codes

from .directory import CANARY, DAY_MS, Published, listed_names


def page(published: Published, language: str = "fr", **options: Any) -> Any:
    answer = published.app.test_client().get(f"/directory?language={language}", **options)
    assert answer.status_code == 200, answer.text
    return answer


def words(published: Published, language: str = "fr") -> str:
    """What is read on the page."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page(published, language).text)))


def article(published: Published, record: str, language: str = "fr") -> str:
    found = re.search(
        rf'<article id="s-{record}">.*?</article>', page(published, language).text, re.S
    )
    assert found, "this service is not on the page"
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[0])))


def test_every_language_has_every_text() -> None:
    names = {language: set(texts) for language, texts in TEXTS.items()}
    assert names["en"] == names["fr"] == names["ar"]
    for texts in TEXTS.values():
        assert len(texts["months"]) == 12
        for name, text in texts.items():
            found = set(re.findall(r"\{[a-z]+\}", str(text)))
            assert found == set(re.findall(r"\{[a-z]+\}", str(TEXTS["en"][name]))), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_service_is_on_the_page_once(published: Published, language: str) -> None:
    text = page(published, language).text
    titles = [unescape(one) for one in re.findall(r"<h3><bdi>(.*?)</bdi></h3>", text)]
    assert sorted(titles) == sorted(listed_names())
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_the_page_speaks_the_language_that_is_asked_for(published: Published) -> None:
    client = published.app.test_client()
    for header, language in (
        ("ar", "ar"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("ti,en;q=0.5", "en"),
        ("ti", "en"),
        ("", "en"),
    ):
        answer = client.get("/directory", headers={"Accept-Language": header})
        assert f'<html lang="{language}" dir="{TEXTS[language]["dir"]}">' in answer.text
        assert answer.headers["Content-Language"] == language
        assert "Accept-Language" in answer.headers["Vary"]
    assert 'dir="rtl"' in page(published, "ar").text


def test_hours_are_told_in_words(published: Published) -> None:
    record = published.add_service(
        **{
            "schedules/a": ["MO,TU,WE,TH,FR", "09:00", "12:00", None, None, None],
            "schedules/b": ["SA,SU", "10:00", "02:00", None, "2026-12-31", None],
            "schedules/c": ["MO,TU,WE,TH,FR,SA,SU", "00:00", "24:00", "2027-01-01", None, None],
            "schedules/d": ["MO", "01:00", "02:00", None, "2026-01-31", None],
            "exceptions/x": ["2026-12-24", "2026-12-26", None, None, "Fêtes"],
            "on_holidays": "closed",
            "assured_on": "2026-09-01",
            "phone": "+33 3 53 01 10 11",
        }
    )
    text = article(published, record)
    for told in (
        "Du lundi au vendredi 09:00–12:00",
        "Samedi, dimanche 10:00–02:00 (jusqu’au 31 décembre 2026)",
        "Tous les jours jour et nuit (à partir du 1 janvier 2027)",
        "Du 24 décembre 2026 au 26 décembre 2026 fermé (Fêtes)",
        "Jours fériés : fermé.",
        "Confirmé le 1 septembre 2026",
    ):
        assert told in text, told
    assert "01:00–02:00" not in text, "these hours are over"
    assert 'href="tel:+33353011011"' in page(published).text
    assert "Monday to Friday 09:00–12:00" in article(published, record, "en")
    assert "من الاثنين إلى الجمعة 09:00–12:00" in article(published, record, "ar")


def test_emergency_numbers_come_first(published: Published) -> None:
    text = page(published).text
    numbers = [entry["number"] for entry in codes("emergency_number").values()]
    assert re.findall(r'href="tel:(\d+)"', text)[: len(numbers)] == numbers
    assert text.index('id="emergency"') < text.index("<article")


def test_nothing_is_run_and_nothing_is_fetched_elsewhere(published: Published) -> None:
    answer = page(published)
    assert "<script" not in answer.text and " style=" not in answer.text
    fetched = re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', answer.text)
    assert fetched and all(one.startswith("/") for one in fetched)
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    style = published.app.test_client().get("/directory.css", buffered=True)
    assert style.mimetype == "text/css" and "@media print" in style.text


def test_what_people_wrote_is_text_and_never_markup(published: Published) -> None:
    record = published.add_service(
        name="<script>alert(1)</script>", description="<b>&", url="javascript:alert(1)"
    )
    text = page(published).text
    assert "<script>" not in text and "<b>&" not in text and "javascript:" not in text
    assert "<script>alert(1)</script>" in article(published, record)


def test_only_what_is_published_is_on_the_page(published: Published) -> None:
    living = next(site for site in SITES if site.site_kind == "living_site")
    published.add_service(name=CANARY, published=False)
    published.add_service(name=CANARY, status="defunct")
    published.add_service(name=CANARY, status="inactive")
    published.add_service(
        **{"name": "Tente", f"sites/{living.id}": True, "address": CANARY, "capacity_note": CANARY}
    )
    for language in LANGUAGES:
        assert CANARY not in words(published, language)
        assert living.name not in words(published, language)


def test_an_alert_and_a_closure_are_told_while_they_last(published: Published) -> None:
    record = published.add_service(
        alert="Fermé demain", alert_until="2026-09-22", status="temporarily closed"
    )
    assert "Attention Fermé demain" in article(published, record)
    assert "Fermé pour le moment" in article(published, record)
    published.now_ms += 3 * DAY_MS
    assert "Fermé demain" not in article(published, record)


def test_the_page_is_kept_until_the_directory_changes(published: Published) -> None:
    first = page(published)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    etag = {"If-None-Match": first.headers["ETag"]}
    assert (
        published.app.test_client().get("/directory?language=fr", headers=etag).status_code == 304
    )
    assert page(published, "en", headers=etag).headers["ETag"] != first.headers["ETag"]
    published.add_service()
    assert page(published, headers=etag).headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    "query", ["language=de", "language=", "lang=fr", "language=fr&language=en"]
)
def test_a_wrong_parameter_of_the_page_is_named(published: Published, query: str) -> None:
    answer = published.app.test_client().get(f"/directory?{query}")
    assert answer.status_code == 422 and answer.mimetype == "application/json"
