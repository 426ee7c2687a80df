"""Requests made up from the server's own description: none may end in a 5xx (SEC-H3)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .world import World

EXAMPLES = 8
# Enrolling and signing in are throttled after a few guesses; blocking would hit this very phone.
LEFT_OUT = "enrol|login|logout|revoke"


def test_what_the_description_allows_never_breaks_the_server(
    own_world: World, tmp_path: Path
) -> None:
    phone = own_world.phone(role="coordinator")
    phone.create("activity", own_world.activity())
    phone.sync()
    token = phone.wire.headers["Authorization"]
    command = [str(Path(sys.executable).with_name("schemathesis")), "run"]
    command += [f"{own_world.server.base}/api/openapi.json", "-H", f"Authorization: {token}"]
    command += ["--checks", "not_a_server_error", "--phases", "coverage,fuzzing"]
    command += ["--max-examples", str(EXAMPLES), "--exclude-path-regex", LEFT_OUT]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:]
    tried = [line for line in done.stdout.splitlines() if "Tested:" in line]
    assert tried and int(tried[0].split()[-1]) > 15, done.stdout[-3000:]
    assert phone.once()["reset"] is None
