"""What the screens say, read from the web client's own texts: tests press what people read."""

from __future__ import annotations

import functools
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PRINTER = Path(__file__).with_name("texts.mjs")
PLACE = re.compile(r"\d+|\{\w+\}")
TAXONOMY = ROOT / "sync" / "taxonomy.json"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one page (`phone` or `desk`) in one language."""

    page: str
    language: str

    def __call__(self, key: str) -> str:
        """The text at `tally.another` (phone) or of the key `inbox.keep` (desk)."""
        found = self._tree[key] if self.page == "desk" else _at(self._tree, key)
        assert isinstance(found, str), f"{key} has places: use pattern"
        return found

    def pattern(self, key: str) -> re.Pattern[str]:
        """Any of the forms of a text with places, whatever stands in them."""
        found = self._tree[key] if self.page == "desk" else _at(self._tree, key)
        return re.compile("|".join(f"^{_open(form)}$" for form in _forms(found)))

    def filled(self, key: str, *values: str) -> str:
        """The first form of a text, with these values in its places."""
        found = self._tree[key] if self.page == "desk" else _at(self._tree, key)
        parts = PLACE.split(next(_forms(found)))
        return "".join(part + value for part, value in zip(parts, [*values, ""], strict=True))

    def label(self, code_list: str, code: str) -> str:
        """What people call a code."""
        return _labels(self.language)[code_list][code]

    def codes(self, code_list: str) -> dict[str, str]:
        """The code behind what people call it."""
        return {name: code for code, name in _labels(self.language)[code_list].items()}

    def everything(self) -> Iterator[str]:
        """Every form of every text."""
        yield from _forms(self._tree)

    @property
    def _tree(self) -> Any:
        return _all_texts()[self.page][self.language]


def labels(language: str) -> Iterator[str]:
    """What every code is called."""
    for found in _labels(language).values():
        yield from found.values()


@functools.cache
def _all_texts() -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        ["node", "--input-type=module", "--no-warnings"],
        stdin=PRINTER.open("rb"),
        cwd=ROOT / "webclient",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


@functools.cache
def _labels(language: str) -> dict[str, dict[str, str]]:
    lists = json.loads(TAXONOMY.read_text("utf-8"))["lists"]
    return {
        name: {item["code"]: item[language] for item in found["items"] if language in item}
        for name, found in lists.items()
    }


def _at(tree: Any, key: str) -> Any:
    for part in key.split("."):
        tree = tree[part]
    return tree


def _forms(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for branch in tree.values():
            yield from _forms(branch)
    else:
        for branch in tree:
            yield from _forms(branch)


def _open(form: str) -> str:
    """A text as a pattern: numbers and `{places}` stand for anything."""
    return ".+".join(re.escape(part) for part in PLACE.split(form))
