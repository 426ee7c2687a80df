"""Guards of what is sealed: envelopes from phones, restricted content at rest, and its trail."""

from __future__ import annotations

import gzip
from typing import Any, Final

from server.domain import envelopes, openings, relay
from server.store import at_rest
from tests.guards.taking import Guard, Patch, gone, here

RELAY: Final = "tests/contract/test_relay.py::"
FORGED: Final = "tests/contract/test_forged_envelopes.py::"
AT_REST: Final = "tests/contract/test_at_rest.py::"


def blocked_phones_push(patch: Patch) -> None:
    right = relay.exchange.push_for  # type: ignore[attr-defined]  # as this module sees it

    def push_for(who: Any, entries: Any, *, revoked: bool) -> Any:
        del revoked
        return right(who, entries, revoked=False)

    patch.setattr(relay.exchange, "push_for", push_for)  # type: ignore[attr-defined]  # as above


def kept_in_clear(patch: Patch) -> None:
    def sealed(kept: at_rest.Kept, _key: Any, _row: Any, plain: bytes) -> Any:
        return plain.decode() if kept.is_text else plain

    patch.setattr(at_rest.Kept, "sealed", sealed)


SEALS: Final = (
    Guard(
        "an envelope is signed by its own phone",
        here(envelopes, "_is_genuine", lambda *_: True),
        [FORGED + "test_sec_y3_what_is_not_genuine_is_kept_closed_and_said"],
    ),
    Guard(
        "an envelope unpacks as far as its cap",
        here(envelopes, "_gunzip", gzip.decompress),
        [FORGED + "test_sec_h2_an_envelope_bomb_costs_little"],
    ),
    Guard(
        "what does not open is kept",
        here(relay, "_keep", lambda *_: None),
        [FORGED + "test_sec_y3_what_is_not_genuine_is_kept_closed_and_said"],
    ),
    Guard(
        "a blocked phone's envelopes wait",
        blocked_phones_push,
        [RELAY + "test_sec_l6_a_revoked_phone_hands_in_into_quarantine"],
    ),
    Guard(
        "restricted content is sealed at rest",
        kept_in_clear,
        [AT_REST + "test_sec_h4_no_restricted_word_is_in_the_files_and_the_cleared_read_each"],
    ),
    Guard(
        "what is sealed opens in its own row",
        here(at_rest.Kept, "_place", lambda *_: b""),
        [AT_REST + "test_sec_h4_swapped_rows_do_not_open"],
    ),
    Guard(
        "opening something to more people is audited",
        gone(openings, "note"),
        ["tests/contract/test_audit.py::test_sec_u8_what_is_opened_to_more_people_is_told"],
    ),
)
