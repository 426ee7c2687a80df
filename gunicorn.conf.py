"""How gunicorn serves `wsgi:app`; every value can be overridden on the command line."""

import gc
import logging
import os
import socket
import struct
import sys
from types import TracebackType
from typing import Any

from gunicorn.errors import HaltServer

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(4, os.cpu_count() or 1))
worker_class = "gthread"
# Threads of a worker share one interpreter. More of them do not serve a crowd of phones sooner:
# who holds the network's write lock only gets less of it (`make bench`, 100 phones at once).
threads = 2
# A worker takes no more than it can soon serve: the rest of a crowd of phones waits where the
# other workers see it, and not in the queue of the first that woke up.
worker_connections = 8 * threads
timeout = 60  # seconds without a sign of life from a worker
graceful_timeout = 20
keepalive = 5
max_requests = 20_000  # a worker is replaced now and then, against slow leaks
max_requests_jitter = 2_000
accesslog = None  # the application logs requests itself, without addresses or query strings
control_socket_disable = True


# How long a client may say nothing in the middle of a request. Without an end, as many as there are
# threads would keep everybody else waiting.
SILENCE_S = 20


class WithoutRequests(logging.Filter):
    """gunicorn tells of a request that it cannot read by its client's address and the line that was
    wrong, and of one that failed by its path: there are secrets and names in both."""

    def filter(self, record: logging.LogRecord) -> bool:
        for told in ("Invalid request", "Error handling request"):
            if str(record.msg).startswith(told):
                kind = record.exc_info[0] if record.exc_info else None
                record.msg = f"{told} {kind.__name__}" if kind else told
                record.args, record.exc_info = (), None
        return True


# gunicorn itself would say that it is ready when it listens, seconds before a worker has loaded the
# application, and also where none ever will: systemd then calls an unsafe setting a good start.
NOTIFY_SOCKET = os.environ.pop("NOTIFY_SOCKET", None)


def tell_systemd(state: str) -> None:
    """As sd_notify(3) says. Nothing where no systemd waits, and after a reload."""
    if NOTIFY_SOCKET:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.sendto(state.encode(), NOTIFY_SOCKET.replace("@", "\0", 1))


def end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """While gunicorn ends because one worker refused to start, another that refuses cuts it short,
    and the exit code with it: systemd would start for ever what an unsafe setting stops."""
    if isinstance(error, HaltServer):
        sys.exit(error.exit_status)
    sys.__excepthook__(kind, error, trace)


sys.excepthook = end


def on_starting(server: Any) -> None:
    server.log.error_log.addFilter(WithoutRequests())


def when_ready(server: Any) -> None:
    """Connections inherit it from where they are accepted; gunicorn itself sets none."""
    silence = struct.pack("ll", SILENCE_S, 0)
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, silence)


def post_worker_init(_worker: object) -> None:
    """What is loaded now stays as long as the worker: looking through it for garbage costs each
    tenth request about 100 ms. Commands do without: what is frozen is never closed, and SQLite
    then leaves its log beside the database."""
    gc.freeze()
    tell_systemd("READY=1")
