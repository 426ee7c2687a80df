"""`make test`: every suite in turn, then one plain summary of all of them.

A test that could not run is named at the end; with CI=true it fails the run, as does a suite
without tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = ROOT / "test-results"
PYTEST: Final = (sys.executable, "-m", "pytest", "-q")


@dataclass(frozen=True, slots=True)
class Suite:
    name: str
    command: tuple[str, ...]
    folder: Path = ROOT

    @property
    def report(self) -> Path:
        return RESULTS / f"{self.name}.xml"


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    exit_code: int
    passed: int
    failed: int
    skipped: tuple[str, ...]
    seconds: float
    gates: tuple[str, ...]
    """What the tests of `security.md` section 8 say they did: pytest's property `gate`."""


def suites() -> tuple[Suite, ...]:
    """Return the suites, one after the other, each on all cores."""
    spread = (*PYTEST, "--numprocesses=auto", "--dist=loadfile")
    python = (*spread, "--ignore=tests/browser", "tests")
    vitest = ("npx", "--no-install", "vitest", "run", "--reporter=default", "--reporter=junit")
    return (
        Suite("typescript", vitest, ROOT / "webclient"),
        Suite("python", python),
        Suite("browser", (*spread, "tests/browser")),
    )


def run(suite: Suite) -> Outcome:
    print(f"\n== {suite.name} ==", flush=True)
    suite.report.unlink(missing_ok=True)
    option = "--outputFile.junit" if suite.name == "typescript" else "--junit-xml"
    started = time.monotonic()
    done = subprocess.run(
        [*suite.command, f"{option}={suite.report}"],
        cwd=suite.folder,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return read_report(suite, done.returncode, time.monotonic() - started)


def read_report(suite: Suite, exit_code: int, seconds: float) -> Outcome:
    """Count the cases of a JUnit report; without one, nothing ran."""
    cases = list(ElementTree.parse(suite.report).iter("testcase")) if suite.report.exists() else []
    failed = [case for case in cases if _has(case, "failure") or _has(case, "error")]
    skipped = [_why(case) for case in cases if _has(case, "skipped")]
    passed = len(cases) - len(failed) - len(skipped)
    gates = tuple(each.get("value", "") for case in cases for each in _gates(case))
    return Outcome(suite.name, exit_code, passed, len(failed), tuple(skipped), seconds, gates)


def _has(case: ElementTree.Element, tag: str) -> bool:
    return case.find(tag) is not None


def _gates(case: ElementTree.Element) -> list[ElementTree.Element]:
    return case.findall("properties/property[@name='gate']")


def _why(case: ElementTree.Element) -> str:
    skipped = case.find("skipped")
    reason = skipped.get("message", "") if skipped is not None else ""
    return f"{case.get('classname', '')}.{case.get('name', '')}: {reason or 'no reason given'}"


def problems(outcome: Outcome, *, strict: bool) -> list[str]:
    """Say why a suite does not count as passed."""
    found = []
    if outcome.passed + outcome.failed == 0:
        found.append(f"{outcome.name}: no test ran")
    if outcome.exit_code != 0 or outcome.failed:
        found.append(f"{outcome.name}: failed (exit code {outcome.exit_code})")
    if strict and outcome.skipped:
        found.append(f"{outcome.name}: {len(outcome.skipped)} could not run")
    return found


def main() -> int:
    RESULTS.mkdir(exist_ok=True)
    strict = os.environ.get("CI") == "true"
    outcomes = [run(suite) for suite in suites()]
    print("\n== all ==")
    for outcome in outcomes:
        counts = f"{outcome.passed} passed, {outcome.failed} failed, {len(outcome.skipped)} skipped"
        print(f"{outcome.name:<12}{counts} in {outcome.seconds:.0f} s")
    for line in (line for outcome in outcomes for line in outcome.gates):
        print(f"gate: {line}")
    for line in (line for outcome in outcomes for line in outcome.skipped):
        print(f"could not run: {line}")
    found = [problem for outcome in outcomes for problem in problems(outcome, strict=strict)]
    for problem in found:
        print(f"not passed: {problem}")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    skipped = sum(len(outcome.skipped) for outcome in outcomes)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
