"""What every answer says about how it may be used: security headers, no-store, CORS."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request
from flask_cors import CORS

from server.config import Config

_API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"
_PAGE_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types maraude",
    )
)
_EVERYWHERE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The camera reads an invite or a case code; nothing else of the phone is ever used.
    "Permissions-Policy": (
        "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
}
_CORS_HEADERS: Final = ("Authorization", "Content-Type", "Content-Encoding")
_FOR_PROGRAMS: Final = frozenset(("/api", "/hsds", "/healthz", "/readyz", "/metrics"))
_CORS_METHODS: Final = ("GET", "POST", "PATCH", "DELETE")


def install(app: Flask, config: Config) -> None:
    app.after_request(_add)
    if config.cors_origins:
        # Tokens only: a browser never sends our cookie from another origin.
        CORS(
            app,
            resources={r"/(api|hsds)/.*": {"origins": list(config.cors_origins)}},
            allow_headers=list(_CORS_HEADERS),
            methods=list(_CORS_METHODS),
            supports_credentials=False,
            max_age=600,
        )


def is_api(path: str) -> bool:
    """Whether an answer is for programs, not for the address bar."""
    return path.startswith(("/api/", "/hsds/")) or path in _FOR_PROGRAMS


def _is_published(path: str) -> bool:
    """What anybody may read may be kept by anybody, as long as its view says."""
    return path.startswith("/hsds/")


def _add(response: Response) -> Response:
    for name, value in _EVERYWHERE.items():
        response.headers.setdefault(name, value)
    if is_api(request.path):
        response.headers.setdefault("Content-Security-Policy", _API_POLICY)
        if not (_is_published(request.path) and response.status_code in (200, 304)):
            response.headers["Cache-Control"] = "no-store"
    else:
        response.headers.setdefault("Content-Security-Policy", _PAGE_POLICY)
    return response
