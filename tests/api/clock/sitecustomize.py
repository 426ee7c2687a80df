"""Moves the clock of a server process that is started with this folder on its PYTHONPATH."""

import os
import time

SHIFT_S = int(os.environ.get("CLOCK_SHIFT_S", "0"))
real_time, real_time_ns = time.time, time.time_ns


def shifted_time() -> float:
    return real_time() + SHIFT_S


def shifted_time_ns() -> int:
    return real_time_ns() + SHIFT_S * 1_000_000_000


time.time, time.time_ns = shifted_time, shifted_time_ns
