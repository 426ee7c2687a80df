"""What can go wrong with input from outside; each class has one stable `code`."""

from __future__ import annotations


class SyncError(Exception):
    """Base of the family. `detail` is for the log: ids, counts and codes, never field values."""

    code = "sync_error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class Unreadable(SyncError):
    """The bytes are not the strict JSON of this protocol."""

    code = "unreadable"


class InvalidRequest(SyncError):
    """Readable JSON, but not a request of this protocol; `field` names the member."""

    code = "invalid_request"

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


class ProtocolTooOld(SyncError):
    """The caller speaks a version of the protocol that is no longer, or not yet, spoken here."""

    code = "protocol_too_old"


class TooLarge(SyncError):
    """More than one request may carry; the caller halves the batch."""

    code = "too_large"


class MalformedChange(SyncError):
    """A change that can never be accepted; `index` is its place in the push, when known."""

    code = "malformed_change"

    def __init__(self, detail: str = "", index: int | None = None) -> None:
        super().__init__(detail)
        self.index = index
