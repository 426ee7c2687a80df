"""`python -m tests.api.killed N …`: `flask --app wsgi …`, killed by SIGKILL before the Nth step
that lasts: a flush to the disk, a file that is renamed, linked or removed, a commit.

Says on stderr how many such steps there were when it was not killed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from flask.cli import main
from sqlalchemy.engine.base import RootTransaction

STEPS = ("fsync", "replace", "unlink", "link")
done = 0


def dying(step: Callable[..., Any], at: int) -> Callable[..., Any]:
    def count_then(*args: Any, **kwargs: Any) -> Any:
        global done  # noqa: PLW0603
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*args, **kwargs)

    return count_then


def run() -> None:
    at = int(sys.argv.pop(1))
    for name in STEPS:
        setattr(os, name, dying(getattr(os, name), at))
    RootTransaction._do_commit = dying(RootTransaction._do_commit, at)  # type: ignore[method-assign]
    os.environ["FLASK_RUN_FROM_CLI"] = "true"
    sys.argv[1:1] = ["--app", "wsgi"]
    try:
        main()
    finally:
        print(f"{done} steps", file=sys.stderr)


if __name__ == "__main__":
    run()
