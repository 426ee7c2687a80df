"""House rules about the repository as a whole."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Final

import pytest
from alembic.script import ScriptDirectory

ROOT: Final = Path(__file__).parents[2]
MODULE_LINES_MAX: Final = 400
SOURCES: Final = (".py", ".ts", ".tsx")


def committed(*suffixes: str) -> list[Path]:
    """Paths of the committed files with one of these endings, generated ones left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    paths = [ROOT / name for name in listed if name.endswith(suffixes) and ".gen." not in name]
    return [path for path in paths if path.exists()]


def test_the_rules_have_something_to_look_at() -> None:
    assert ROOT / "sync" / "merge.py" in committed(*SOURCES)


def test_no_module_outgrows_a_reader() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in committed(*SOURCES)
        if not {"migrations", "strings"} & set(path.parts)
        and (lines := len(path.read_text().splitlines())) > MODULE_LINES_MAX
    }
    assert long == {}


def test_modules_are_named_after_what_they_hold() -> None:
    vague = re.compile(r"^(utils?|helpers?|misc|common)$")
    assert [path for path in committed(*SOURCES) if vague.match(path.stem)] == []


def test_no_test_is_switched_off() -> None:
    off = re.compile(r"@pytest\.mark\.(skip|xfail)|\b(it|test|describe)\.(skip|only|todo)\(")
    tests = [path for path in committed(*SOURCES) if "test" in path.name]
    assert [path for path in tests if off.search(path.read_text())] == []


def test_no_browser_test_waits_with_a_script_that_the_policy_refuses_the_second_time() -> None:
    """Playwright evaluates such a script again in the page, where no string may become code."""
    tests = [path for path in committed(".py") if "browser" in path.parts]
    assert [path for path in tests if ".wait_for_function(" in path.read_text()] == []


def test_migrations_are_one_line_without_branches() -> None:
    """Two changes that each came after the same one would leave every installation stuck."""
    versions = ScriptDirectory(str(ROOT / "server" / "store" / "migrations"))
    assert len(versions.get_heads()) == 1
    assert len(list(versions.walk_revisions())) == len(committed_migrations())


def committed_migrations() -> list[Path]:
    return [path for path in committed(".py") if path.parent.name == "versions"]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_python_locks_carry_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "index-url" not in text


def test_node_lock_carries_no_address() -> None:
    assert '"resolved"' not in (ROOT / "webclient" / "package-lock.json").read_text()


def test_every_declared_package_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = (ROOT / "requirements.lock").read_text()
    locked_dev = (ROOT / "requirements-dev.lock").read_text()
    for requirement in project["dependencies"]:
        assert re.search(rf"^{_package(requirement)}(\[|==)", locked, re.MULTILINE), requirement
    for requirement in project["optional-dependencies"]["dev"]:
        assert re.search(rf"^{_package(requirement)}(\[|==)", locked_dev, re.MULTILINE), requirement


def test_both_locks_agree() -> None:
    pins = re.compile(r"^([a-z0-9._-]+(?:\[\w+\])?==\S+)", re.MULTILINE)
    runtime = set(pins.findall((ROOT / "requirements.lock").read_text()))
    everything = set(pins.findall((ROOT / "requirements-dev.lock").read_text()))
    assert runtime
    assert runtime <= everything


def _package(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.escape(found.group().lower())
