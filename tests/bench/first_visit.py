"""What the first visit fetches, from the production build: the page, its precache, the worker."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bench.table import Figure

DIST = Path(__file__).parents[2] / "webclient" / "dist"
PRECACHED = re.compile(r'\burl:\s*"([^"]+)"|"url":\s*"([^"]+)"')


def measure() -> list[Figure]:
    """Brotli bytes of every file that a first visit fetches; icons are counted apart."""
    worker = (DIST / "sw.js").read_text("utf-8")
    names = {one or other for one, other in PRECACHED.findall(worker)} | {"sw.js", "index.html"}
    assert len(names) > 4, "the worker lists what it keeps"
    files = [DIST / name.lstrip("/") for name in names if not name.startswith("icons/")]
    total = sum(_compressed_bytes(file) for file in files)
    note = f"{len(files)} files, icons apart"
    return [Figure("first visit", total / 1000, 90, "KB", note)]


def _compressed_bytes(file: Path) -> int:
    compressed = file.with_name(file.name + ".br")
    return (compressed if compressed.exists() else file).stat().st_size
