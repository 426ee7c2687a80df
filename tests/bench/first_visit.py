"""What is fetched before one can count, and what the phone keeps of the app, as the build says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.bench.table import Figure

DIST = Path(__file__).parents[2] / "webclient" / "dist"
# As the build lists them for the worker: groups as in `webclient/src/store/kept-files.ts`.
LISTED = re.compile(r'\{"group":(?:null|"([^"]+)"),"revision":[^,]+,"url":"([^"]+)"\}')
# Not listed, as nobody keeps it: the worker itself.
WORKER = "sw.js"
PARTS = "parts"
SPEAKERS = {"English": "en", "French": "fr", "Arabic": "ar"}
# What fills the gaps of a draft; the heavier of the two that may.
FILLER = "fr"
GAPS = """
import { gapsOf } from "./build/load-texts.mjs";
const { texts, labels } = await gapsOf("%s");
console.log(texts.length + labels.length);
"""
BOUND_KB = 90
# The vault's worker, with all the cryptography: asked for when a code is chosen, or typed.
CRYPTO = re.compile(r"assets/vault\.worker-")
CRYPTO_BOUND_KB = 25


def measure() -> list[Figure]:
    """Brotli kilobytes; icons are counted apart. The whole app has no bound, only a figure."""
    worker = (DIST / WORKER).read_text("utf-8")
    groups = {url: group or None for group, url in LISTED.findall(worker)}
    assert {"index.html", None, PARTS, "en"} <= {*groups, *groups.values()}, "the worker lists it"
    crypto: dict[str, str | None] = {url: PARTS for url in groups if CRYPTO.match(url)}
    assert len(crypto) == 1, "the worker lists the vault's"
    after = _figure("after the first paint: crypto", crypto, {PARTS}, CRYPTO_BOUND_KB, worker=False)
    return [after] + [
        figure
        for name, languages in ((name, _read_by(code)) for name, code in SPEAKERS.items())
        for figure in (
            _figure(f"before one can count, {name}", groups, {None, *languages}, BOUND_KB),
            _figure(f"whole app, {name}", groups, {None, PARTS, *languages}, None),
        )
    ]


def _read_by(language: str) -> set[str]:
    """The languages whose files a page in this one reads, as in `strings/needed.ts`."""
    asked = ["node", "--input-type=module", "--eval", GAPS % language]
    found = subprocess.run(asked, cwd=DIST.parent, capture_output=True, text=True, check=True)
    return {language} if int(found.stdout) == 0 else {language, FILLER}


def _figure(
    title: str,
    groups: dict[str, str | None],
    wanted: set[str | None],
    bound: float | None,
    *,
    worker: bool = True,
) -> Figure:
    names = [name for name, group in groups.items() if group in wanted]
    names += [WORKER] if worker else []
    files = [DIST / name for name in names if not name.startswith("icons/")]
    total = sum(_compressed_bytes(file) for file in files)
    return Figure(title, total / 1000, bound, "KB", f"{len(files)} files, icons apart")


def _compressed_bytes(file: Path) -> int:
    compressed = file.with_name(file.name + ".br")
    return (compressed if compressed.exists() else file).stat().st_size
