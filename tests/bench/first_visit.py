"""What the first visit fetches, from the production build: the page, its precache, the worker."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bench.table import Figure

DIST = Path(__file__).parents[2] / "webclient" / "dist"
KEPT = re.compile(r'\burl:\s*"([^"]+)"|"url":\s*"([^"]+)"')
OF_ONE_LANGUAGE = re.compile(r"/(?:texts|labels)\.([a-z]+)[.-]")
# What a phone reads that speaks so: a draft also needs the language that fills its gaps.
SPEAKERS = {"English": {"en"}, "French": {"fr"}, "Arabic": {"ar", "fr"}}


def measure() -> list[Figure]:
    """Brotli bytes of every file that a first visit fetches; icons are counted apart."""
    worker = (DIST / "sw.js").read_text("utf-8")
    names = {one or other for one, other in KEPT.findall(worker)} | {"sw.js", "index.html"}
    assert len(names) > 4, "the worker lists what it keeps"
    return [
        _figure(f"first visit, {name}", {each for each in names if _is_fetched(each, languages)})
        for name, languages in SPEAKERS.items()
    ]


def _is_fetched(name: str, languages: set[str]) -> bool:
    found = OF_ONE_LANGUAGE.search(name)
    return found is None or found[1] in languages


def _figure(title: str, names: set[str]) -> Figure:
    files = [DIST / name.lstrip("/") for name in names if not name.startswith("icons/")]
    total = sum(_compressed_bytes(file) for file in files)
    return Figure(title, total / 1000, 90, "KB", f"{len(files)} files, icons apart")


def _compressed_bytes(file: Path) -> int:
    compressed = file.with_name(file.name + ".br")
    return (compressed if compressed.exists() else file).stat().st_size
