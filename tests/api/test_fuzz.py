"""Requests made up from the server's own description: none may end in a 5xx (SEC-H3).

`make simulate` makes up more of them: FUZZ_EXAMPLES for each operation.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .world import World

# It names what earlier answers named, and so would block this very phone. Schemathesis asks for the
# description itself, and tries that no more.
LEFT_OUT = ("/api/devices/{device_id}/revoke", "/api/openapi.json")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))
SECONDS_MAX = 240 * max(1, EXAMPLES // 4)


@pytest.mark.timeout(SECONDS_MAX + 60)
def test_sec_h3_what_the_description_allows_never_breaks_the_server(
    own_world: World, tmp_path: Path
) -> None:
    phone = own_world.phone(role="coordinator")
    phone.create("activity", own_world.activity())
    phone.sync()
    token = phone.wire.headers["Authorization"]
    command = [str(Path(sys.executable).with_name("schemathesis")), "run"]
    command += [f"{own_world.server.base}/api/openapi.json", "-H", f"Authorization: {token}"]
    command += ["--checks", "not_a_server_error", "--phases", "coverage,fuzzing"]
    command += ["--max-examples", str(EXAMPLES), "--exclude-path", LEFT_OUT[0]]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS_MAX, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:]
    described = phone.wire.send("GET", "/api/openapi.json").json()["paths"]
    operations = sum(len(methods) for path, methods in described.items() if path not in LEFT_OUT)
    tested = re.search(r"Tested: *(\d+)", done.stdout)
    assert tested is not None and int(tested.group(1)) == operations, done.stdout[-3000:]
    assert phone.once()["reset"] is None
