"""Who is asking, and whether this view may answer. Closed by default.

Every view declares a policy; an application with a view that has none does not start. Enforcing
is central, before any view runs; the decorator only declares.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from flask import Flask, current_app, g, request
from werkzeug.exceptions import NotFound

from server.clock import now_ms
from server.config import LOOPBACK
from server.domain import devices, sessions
from server.domain.errors import (
    CsrfRefused,
    DeskOnly,
    Forbidden,
    InsecureTransport,
    NotSignedIn,
    ReauthenticationRequired,
    SetUpRequired,
)
from server.domain.secrets import TOKEN_LENGTH_MAX
from server.domain.sessions import Known
from server.domain.who import ROLES, Who
from server.settings import settings

COOKIE: Final = "__Host-maraude"
# Scripts, unlike browsers, keep no Secure cookie on plain http, not even on this machine: there,
# and only in a demonstration, the session has a second cookie.
PLAIN_COOKIE: Final = "maraude-demo"
COOKIES: Final = (COOKIE, PLAIN_COOKIE)
# Of the page without storage: names of its own, so that one browser may be at the desk too.
ONLINE_COOKIES: Final = ("__Host-maraude-online", "maraude-online-demo")
CSRF_HEADER: Final = "X-CSRF-Token"
# A page asks by itself, nobody pressed anything: it keeps no session from ending.
BACKGROUND_HEADER: Final = "X-Background"
_SAFE_METHODS: Final = frozenset(("GET", "HEAD", "OPTIONS"))
_SAME_ORIGIN: Final = frozenset(("same-origin", "none"))

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Policy:
    """`public`: anybody. `device`: phones only, not browsers. `desk`: browsers only. Else: these
    roles. `proved`: browsers prove again who asks; phones have a lock of their own.
    `setting_up`: also before a second factor was set up."""

    roles: frozenset[str] = frozenset(ROLES)
    public: bool = False
    device: bool = False
    desk: bool = False
    proved: bool = False
    setting_up: bool = False


class UndeclaredPolicy(RuntimeError):
    """A view without a policy: a mistake in the program, found when it starts."""


def policy(
    *,
    roles: Collection[str] | None = None,
    public: bool = False,
    device: bool = False,
    desk: bool = False,
    proved: bool = False,
    setting_up: bool = False,
) -> Callable[[View], View]:
    """Declare who may call a view. `roles` None means every signed-in role."""
    assert roles is None or set(roles) <= set(ROLES), roles
    allowed = frozenset(ROLES if roles is None else roles)
    declared = Policy(allowed, public, device, desk, proved, setting_up)

    def declare(view: View) -> View:
        view.policy = declared  # type: ignore[attr-defined]
        return view

    return declare


def the_who() -> Who:
    """Who is asking; only in views that are not public."""
    who: Who = g.who
    return who


def the_session() -> Known | None:
    """The session of a browser; None for a phone."""
    found: Known | None = g.get("session")
    return found


def own_session() -> Known:
    """The session of a browser; only in views that are for browsers."""
    found = the_session()
    assert found is not None, request.endpoint
    return found


def require_proof() -> None:
    """Of a browser, that its password was typed within ten minutes.

    A phone cannot type one: its token lies behind the lock of its own, which is its proof.
    """
    session = the_session()
    if session is not None and not session.proof_left_ms(now_ms()):
        raise ReauthenticationRequired


def must_set_up(session: Known) -> bool:
    """Everybody at the desk has a second factor; in a demonstration whoever wants one."""
    return not session.has_otp and not settings().demo


def install(app: Flask) -> None:
    app.before_request(_enforce)


def check_policies(app: Flask) -> None:
    """Raises UndeclaredPolicy, naming the views."""
    lacking = [name for name, view in app.view_functions.items() if _policy_of(view) is None]
    if lacking:
        raise UndeclaredPolicy(f"views without a declared policy: {', '.join(sorted(lacking))}")


def is_loopback_host() -> bool:
    return request.host.rsplit(":", 1)[0].strip("[]") in LOOPBACK


def require_secure_transport() -> None:
    """Passwords, codes and tokens travel over https, or within one machine."""
    if not request.is_secure and not is_loopback_host():
        raise InsecureTransport


def require_same_origin() -> None:
    """Fetch metadata and Origin, where the browser sends them, must name our own pages."""
    if request.headers.get("Sec-Fetch-Site", "none") not in _SAME_ORIGIN:
        raise CsrfRefused
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        raise CsrfRefused


def require_own_form() -> None:
    """A form of a page without a referrer says `Origin: null`: its fetch metadata then decides,
    and where there is none, the secret in its address."""
    if request.headers.get("Sec-Fetch-Site", "none") not in _SAME_ORIGIN:
        raise CsrfRefused
    if request.headers.get("Origin", "null") not in ("null", request.host_url.rstrip("/")):
        raise CsrfRefused


def require_csrf(known: Known, said: str) -> None:
    """What a form or a header says must be what the session was told."""
    if not hmac.compare_digest(said.encode("utf-8", "replace"), known.csrf.encode()):
        raise CsrfRefused


def _policy_of(view: Callable[..., Any]) -> Policy | None:
    return getattr(view, "policy", None)


def _enforce() -> None:
    if request.endpoint is None or request.method == "OPTIONS":
        return
    declared = _policy_of(current_app.view_functions[request.endpoint])
    if declared is None:
        raise NotFound
    if declared.public:
        return
    g.who = _authenticate(declared)
    if g.who.role not in declared.roles:
        raise Forbidden
    # No object is called so, and PostgreSQL does not even take it as text.
    if any("\0" in str(name) for name in (request.view_args or {}).values()):
        raise NotFound
    session = the_session()
    if session is None:
        if declared.desk:
            raise DeskOnly
        return
    if must_set_up(session) and not declared.setting_up:
        raise SetUpRequired
    if declared.proved:
        require_proof()


def _authenticate(declared: Policy) -> Who:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return devices.find(token.strip())
    if declared.device:
        raise NotSignedIn
    return _from_cookie()


def allows_plain_cookie() -> bool:
    """Elsewhere it is not even read: other sites of a domain can plant cookies of any plain name,
    and so a session of their own."""
    return settings().demo and not request.is_secure and is_loopback_host()


def session_token(names: tuple[str, str] = COOKIES) -> str | None:
    secure, plain = names
    token = request.cookies.get(secure)
    if token is None and allows_plain_cookie():
        token = request.cookies.get(plain)
    return token if token and len(token) <= TOKEN_LENGTH_MAX else None


def _from_cookie() -> Who:
    token = session_token()
    background = BACKGROUND_HEADER in request.headers
    known = sessions.find(token, now_ms(), background=background) if token else None
    if known is None:
        raise NotSignedIn
    if request.method not in _SAFE_METHODS:
        require_same_origin()
        require_csrf(known, request.headers.get(CSRF_HEADER, ""))
    g.session = known
    return known.who
