"""Named bad requests as bytes, as no HTTP library would send them (SEC-H3).

`BROKEN` are not HTTP: gunicorn answers them, or hangs up. `REFUSED` reach the application and get a
4xx of its own shape. `ODD` are strange but mean something: whatever they get, it is no 5xx.
`TOKEN` stands for the header with a coordinator's token.
"""

from __future__ import annotations

import gzip
import zlib
from typing import Final

from .bad_inputs import UUID

JSON: Final = "Content-Type: application/json"
FORM: Final = "Content-Type: application/x-www-form-urlencoded"
TOKEN: Final = "TOKEN"
SECRET: Final = "A" * 43
EMPTY: Final = b"{}"


def raw(method: str, target: str, *headers: str, body: bytes | None = None) -> bytes:
    """A request of these lines; its length is told unless a header tells one."""
    lines = [f"{method} {target} HTTP/1.1", "Host: HOST", "Connection: close", *headers]
    if body is not None and not any(line.lower().startswith(LENGTHS) for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + (body or b"")


LENGTHS: Final = ("content-length", "transfer-encoding")

# --- no HTTP


def _post(*headers: str, body: bytes = EMPTY) -> bytes:
    return raw("POST", "/api/login", JSON, *headers, body=body)


BROKEN: Final[dict[str, bytes]] = {
    "no request line": b"\r\n\r\n",
    "a request line of one word": b"GET\r\n\r\n",
    "HTTP/9.9": b"GET /api/me HTTP/9.9\r\nHost: x\r\n\r\n",
    "a version in words": b"GET /api/me HTTP/one\r\nHost: x\r\n\r\n",
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64 + b"\r\n\r\n",
    "an SSH greeting": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "binary": bytes(range(256)) + b"\r\n\r\n",
    "a header without a colon": raw("GET", "/api/me", "Authorization"),
    "a header without a name": raw("GET", "/api/me", ": x"),
    "a header name with a space": raw("GET", "/api/me", "X Y: z"),
    "a header name with NUL": raw("GET", "/api/me", "X\0Y: z"),
    "a folded header": raw("GET", "/api/me", "X: a", " b"),
    "NUL in a header": raw("GET", "/api/me", "X: a\0b"),
    "a bare return in a header": raw("GET", "/api/me", "X: a\rb"),
    "a header of 100,000 bytes": raw("GET", "/api/me", "X: " + "a" * 100_000),
    "a cookie of 10,000 bytes": raw("GET", "/api/me", "Cookie: __Host-maraude=" + "a" * 10_000),
    "a token of 10,000 bytes": raw("GET", "/api/me", "Authorization: Bearer " + "a" * 10_000),
    "300 headers": raw("GET", "/api/me", *(f"X-{n}: y" for n in range(300))),
    "a path of 10,000 bytes": raw("GET", "/api/" + "a" * 10_000),
    "a query of 10,000 bytes": raw("GET", "/api/me?q=" + "a" * 10_000),
    "a method of 300 letters": raw("A" * 300, "/api/me"),
    "a method with a bracket": raw("GE(T", "/api/me"),
    "a length that is negative": _post("Content-Length: -1"),
    "a length with a plus": _post("Content-Length: +2"),
    "a length in words": _post("Content-Length: two"),
    "a length in hexadecimal": _post("Content-Length: 0x2"),
    "two lengths in one": _post("Content-Length: 2, 2"),
    "two lengths": _post("Content-Length: 2", "Content-Length: 3"),
    "a length and chunks": _post("Content-Length: 2", "Transfer-Encoding: chunked"),
    "chunks twice": _post("Transfer-Encoding: chunked, chunked"),
    "an unknown transfer": _post("Transfer-Encoding: xchunked"),
    "chunks before another": _post("Transfer-Encoding: chunked, gzip"),
    "a chunk of no number": _post("Transfer-Encoding: chunked", body=b"zz\r\n{}\r\n0\r\n\r\n"),
    "a chunk below zero": _post("Transfer-Encoding: chunked", body=b"-2\r\n{}\r\n0\r\n\r\n"),
    "a chunk that is longer": _post("Transfer-Encoding: chunked", body=b"1\r\n{}\r\n0\r\n\r\n"),
    "chunks without an end": _post("Transfer-Encoding: chunked", body=b"2\r\n{}\r\n"),
    "a body shorter than told": _post("Content-Length: 50"),
    "a length of 10^30": _post("Content-Length: 1" + "0" * 30),
}

# --- refused by the application

_TOKENS: Final = {
    "none": "",
    "a space": " ",
    "of another scheme": "Basic YTpi",
    "without a scheme": SECRET,
    "unknown": f"Bearer {SECRET}",
    "of one letter": "Bearer x",
    "of two words": f"Bearer {SECRET} {SECRET}",
    "of 5,000 letters": "Bearer " + "a" * 5_000,
    "in other letters": "Bearer é\xff",
    "a JWT": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
    "a statement": "Bearer ' OR 1=1 --",
    "null": "Bearer null",
}
_COOKIES: Final = {
    "empty": "__Host-maraude=",
    "unknown": f"__Host-maraude={SECRET}",
    "of 5,000 letters": "__Host-maraude=" + "a" * 5_000,
    "in other letters": "__Host-maraude=é\xff",
    "in quotes": '__Host-maraude="\\000\\377"',
    "of nothing but signs": "; ; =; ==; ,",
    "twice": f"__Host-maraude={SECRET}; __Host-maraude=x",
    "of the demonstration": f"maraude-demo={SECRET}",
    "500 of them": "; ".join(f"c{n}=v" for n in range(500)),
}
_TYPES: Final = {
    "none": "X-Nothing: x",
    "empty": "Content-Type:",
    "text": "Content-Type: text/plain",
    "a form": FORM,
    "parts": "Content-Type: multipart/form-data; boundary=x",
    "parts without a boundary": "Content-Type: multipart/form-data",
    "almost JSON": "Content-Type: application/jsonx",
    "JSON of another tree": "Content-Type: text/json",
    "JSON with a suffix": "Content-Type: application/ld+json",
    "two types": "Content-Type: application/json, text/plain",
    "anything": "Content-Type: */*",
    "other letters": "Content-Type: application/jsoné",
    "no slash": "Content-Type: json",
    "XML": "Content-Type: application/xml",
}
_CODINGS: Final = {
    "twice": "gzip, gzip",
    "brotli": "br",
    "deflate": "deflate",
    "zstd": "zstd",
    "old": "x-gzip",
    "with a quality": "gzip;q=1",
    "after identity": "identity, gzip",
    "chunks": "chunked",
    "other letters": "gzipé",
}
_PACKED: Final = gzip.compress(b"{}")
_GZIPS: Final = {
    "empty": b"",
    "plain": EMPTY,
    "its head alone": _PACKED[:10],
    "without its end": _PACKED[:-4],
    "with a wrong sum": _PACKED[:-8] + b"\0" * 8,
    "with something after it": _PACKED + b"x",
    "twice": _PACKED * 2,
    "inside of itself": gzip.compress(_PACKED),
    "zlib instead": zlib.compress(EMPTY),
    "a wrong method": b"\x1f\x8b\x07" + _PACKED[3:],
    "reserved flags": b"\x1f\x8b\x08\xe0" + _PACKED[4:],
    "a bomb": gzip.compress(b" " * 20_000_000),
    "a bomb in a string": gzip.compress(b'"' + b"a" * 20_000_000 + b'"'),
}
_WRONG_METHODS: Final = ("PUT", "TRACE", "PROPFIND", "FOO", "DELETE", "PATCH", "LINK", "PURGE")
_NOWHERE: Final = {
    "dots": "/api/../etc/passwd",
    "packed dots": "/api/%2e%2e/%2e%2e/etc/passwd",
    "a second slash": "/api//me",
    "a last slash": "/api/me/",
    "capitals": "/API/ME",
    "NUL": "/api/me%00",
    "an overlong slash": "/api%c0%afme",
    "no UTF-8": "/api/%ff%fe",
    "half an escape": "/api/%",
    "a wrong escape": "/api/%zz",
    "a parameter in the path": "/api/me;admin=1",
    "a backslash": "/api\\me",
    "a newline": "/api/me%0a",
    "a file": "/api/.git/config",
    "the key": "/api/secret-key",
    "an environment": "/api/.env",
    "a script": "/api/index.php",
    "another kind": "/api/records/user",
    "a kind in capitals": "/api/records/ACTIVITY",
    "a file that was not built": "/assets/../../wsgi.py",
    "a packed file outside": "/assets/..%2f..%2fwsgi.py",
    "a directory of the standard": "/hsds/people",
    "a letter of Unicode": "/api/%F0%9F%A7%A5",
}
_IDS: Final = {
    "zero": "0",
    "minus one": "-1",
    "null": "null",
    "in capitals": UUID.upper(),
    "in braces": "%7B" + UUID + "%7D",
    "without dashes": UUID.replace("-", ""),
    "of version 1": UUID.replace("-4e0f-", "-1e0f-"),
    "of no variant": UUID.replace("-9d3b-", "-1d3b-"),
    "with a space": UUID + "%20",
    "with a newline": UUID + "%0A",
    "with NUL": UUID + "%00",
    "a URN": "urn:uuid:" + UUID,
    "two at once": UUID + "," + UUID,
    "a wildcard": "*",
    "a statement": "'%20OR%201=1%20--",
    "of 3,000 letters": "a" * 3_000,
    "in Arabic digits": "%D9%A1",
    "no UTF-8": "%FF",
}
_OBJECTS: Final = (
    ("GET", "/api/records/activity/{}"),
    ("DELETE", "/api/records/activity/{}"),
    ("POST", "/api/held/{}/release"),
    ("POST", "/api/devices/{}/revoke"),
    ("PATCH", "/api/users/{}"),
    ("GET", "/api/referrals/{}/links"),
    ("GET", "/hsds/services/{}"),
)
TIMES: Final = {
    "nothing": "",
    "a word": "now",
    "a day": "2026-01-01",
    "no such day": "2026-02-30T00:00:00Z",
    "hour 24": "2026-01-01T24:00:00Z",
    "a leap second": "2026-12-31T23:59:60Z",
    "an offset": "2026-01-01T00:00:00%2B02:00",
    "no zone": "2026-01-01T00:00:00",
    "a fraction": "2026-01-01T00:00:00.000Z",
    "small letters": "2026-01-01t00:00:00z",
    "wide digits": "%EF%BC%92026-01-01T00:00:00Z",
    "year zero": "0000-01-01T00:00:00Z",
    "year 10,000": "10000-01-01T00:00:00Z",
    "before Christ": "-2026-01-01T00:00:00Z",
    "a number": "1764000000",
    "a week": "2026-W01-1",
    "NUL": "2026-01-01T00:00:00Z%00",
    "a newline": "2026-01-01T00:00:00Z%0a",
}
_DAYS: Final = {name: time for name, time in TIMES.items() if name not in ("nothing", "a day")}
_LISTS: Final = ("/api/records/activity", "/api/export/activity.csv", "/api/reports/summary")
_NO_NUMBERS: Final = ("0", "-1", "x", "1.5", "1e3", "%00", "%D9%A1", "9" * 40, "%2B1", "0x1")
_PAGED: Final = ("/api/issues", "/api/held", "/hsds/services")
_ANSWER: Final = f"/answer/{SECRET}"
_FORMS: Final = {
    "in parts": ("Content-Type: multipart/form-data; boundary=x", b"--x\r\n\r\n--x--"),
    "in JSON": (JSON, EMPTY),
    "without a type": ("X-Nothing: x", b"to=received"),
    "of 17 KiB": (FORM, b"note=" + b"a" * 17_000),
    "of 100 fields": (FORM, b"&".join(b"f%d=1" % n for n in range(100))),
    "with a wrong escape": (FORM, b"note=%ff%fe"),
    "in other letters": (FORM, "note=é".encode("latin-1")),
    "of a link that nobody has": (FORM, b"to=received&form=x"),
    "of nothing": (FORM, b""),
}
_GUESSED: Final = ("PUT", "DELETE")

REFUSED: Final[dict[str, bytes]] = {
    **{
        f"a token {name}": raw("GET", "/api/me", f"Authorization: {said}")
        for name, said in _TOKENS.items()
    },
    "two tokens": raw("GET", "/api/me", f"Authorization: Bearer {SECRET}", "Authorization: x"),
    **{f"a cookie {name}": raw("GET", "/api/me", f"Cookie: {c}") for name, c in _COOKIES.items()},
    **{
        f"type {name} on {path}": raw("POST", path, kind, TOKEN, body=EMPTY)
        for path in ("/api/sync", "/api/login", "/api/records/activity")
        for name, kind in _TYPES.items()
    },
    **{
        f"coding {name}": raw(
            "POST", "/api/sync", JSON, TOKEN, f"Content-Encoding: {c}", body=EMPTY
        )
        for name, c in _CODINGS.items()
    },
    **{
        f"gzip {name} on {path}": raw("POST", path, JSON, TOKEN, GZIP, body=packed)
        for GZIP in ("Content-Encoding: gzip",)
        for path in ("/api/sync", "/api/changes")
        for name, packed in _GZIPS.items()
    },
    **{
        f"{method} on {path}": raw(method, path, TOKEN)
        for method in _WRONG_METHODS
        for path in ("/api/sync", "/api/me", "/api/login", "/api/issues")
    },
    **{f"a path of {name}": raw("GET", path, TOKEN) for name, path in _NOWHERE.items()},
    **{
        f"{method} {path} with an id {name}": raw(
            method, path.format(one), TOKEN, JSON, body=b'{"seen":[]}' if method != "GET" else None
        )
        for method, path in _OBJECTS
        for name, one in _IDS.items()
    },
    **{
        f"since {name}": raw("GET", f"/api/devices/{UUID}/take-back?since={time}", TOKEN)
        for name, time in TIMES.items()
    },
    **{
        f"{path} {side} {name}": raw("GET", f"{path}?{side}={time}", TOKEN)
        for path in _LISTS
        for side in ("from", "to")
        for name, time in _DAYS.items()
    },
    **{
        f"{path} page {number[:12]}": raw("GET", f"{path}?page={number}", TOKEN)
        for path in _PAGED
        for number in _NO_NUMBERS
    },
    **{f"{path} two pages": raw("GET", f"{path}?page=1&page=2", TOKEN) for path in _PAGED},
    **{
        f"{path} a parameter that is none": raw("GET", f"{path}?nothing_declared=1", TOKEN)
        for path in (*_PAGED, "/api/records/activity", "/api/reports/summary")
    },
    **{
        f"a form {name}": raw("POST", _ANSWER, kind, body=body)
        for name, (kind, body) in _FORMS.items()
    },
    **{f"{method} of a form": raw(method, _ANSWER) for method in _GUESSED},
    "a form from another site": raw(
        "POST", _ANSWER, FORM, "Sec-Fetch-Site: cross-site", body=b"to=received"
    ),
}

# --- strange, and not wrong

ODD: Final[dict[str, bytes]] = {
    **{
        f"{name}": raw("GET", target, *headers)
        for name, (target, *headers) in {
            "an absolute address": ("http://elsewhere.example/api/me", TOKEN),
            "a host of another": ("/api/me", "Host: elsewhere.example", TOKEN),
            "a fragment": ("/api/me#x", TOKEN),
            "an empty query": ("/api/me?", TOKEN),
            "a query of signs": ("/api/me?&&=&?=%", TOKEN),
            "a query of half an escape": ("/api/issues?kind=%", TOKEN),
            "a tag that never closes": ("/api/issues", 'If-None-Match: "abc', TOKEN),
            "any tag": ("/api/issues", "If-None-Match: *", TOKEN),
            "2,000 tags": ("/api/issues", "If-None-Match: " + ",".join(['"a"'] * 1_500), TOKEN),
            "a date of no calendar": ("/sw.js", "If-Modified-Since: 31 Feb"),
            "a range that ends before it begins": ("/pages.css", "Range: bytes=5-1"),
            "a range in words": ("/pages.css", "Range: bytes=a-b"),
            "a range beyond": ("/pages.css", "Range: bytes=99999999999-"),
            "300 ranges": ("/pages.css", "Range: bytes=" + ",".join(["0-1"] * 300)),
            "a coding with odd weight": ("/api/openapi.json", "Accept-Encoding: br;q=x, *;q=9"),
            "every coding refused": ("/api/openapi.json", "Accept-Encoding: *;q=0"),
            "a language of no people": ("/directory", "Accept-Language: é;q=a,,;;-"),
            "500 languages": ("/directory", "Accept-Language: " + ",".join(["xx"] * 500)),
            "a language asked for": ("/directory?language=../../etc", "X: y"),
            "a forwarded address": ("/api/me", "X-Forwarded-For: ' OR 1", TOKEN),
            "a forwarded port": ("/api/me", "X-Forwarded-Port: x", "X-Forwarded-Host: ]", TOKEN),
            "another method in a header": ("/api/me", "X-HTTP-Method-Override: DELETE", TOKEN),
            "an expectation": ("/api/me", "Expect: nonsense", TOKEN),
            "an upgrade": ("/api/me", "Connection: Upgrade", "Upgrade: websocket", TOKEN),
            "an origin of nobody": ("/api/me", "Origin: null", TOKEN),
            "an origin of signs": ("/api/me", "Origin: http://[", TOKEN),
            "a proxy's password": ("/api/me", "Proxy-Authorization: Basic x", TOKEN),
            "a content of a GET": ("/api/me", JSON, "Content-Length: 0", TOKEN),
            "a HEAD of a list": ("/api/issues", TOKEN),
        }.items()
    },
    "OPTIONS of everything": raw("OPTIONS", "*"),
    "OPTIONS of a route": raw("OPTIONS", "/api/sync"),
    "CONNECT": raw("CONNECT", "elsewhere.example:443"),
    "HEAD": raw("HEAD", "/api/me", TOKEN),
    "a host of signs": b"GET /api/me HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n",
    "a host of a port": b"GET /api/me HTTP/1.1\r\nHost: x:99999999\r\nConnection: close\r\n\r\n",
    "no host": b"GET /api/me HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": b"GET /api/me HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
    "HTTP/1.0": b"GET /api/me HTTP/1.0\r\n\r\n",
    "a method in small letters": raw("get", "/api/me"),
    "JSON in UTF-16, as it says": raw(
        "POST", "/api/login", f"{JSON}; charset=utf-16", body="{}".encode("utf-16")
    ),
}
