"""Guards at the door: who comes in, and what every answer carries."""

from __future__ import annotations

from typing import Final

from flask import request

from server.api import auth, body, headers, health, online, static
from server.config import Config
from server.domain import second_factor, secrets, sessions, table, throttle, who
from tests.guards.taking import (
    Guard,
    any_csrf,
    any_role,
    any_session,
    blocked_phones_go_on,
    cookie_is_a_phone,
    gone,
    here,
    log_mistakes_whole,
    log_paths,
    loose_json,
    no_limit,
    unbounded,
    without_header,
)

SESSIONS: Final = "tests/unit/server/test_sessions.py::"
ACCOUNT: Final = "tests/unit/server/test_own_account.py::"
FACTOR: Final = "tests/contract/test_second_factor.py::"
INVITES: Final = "tests/unit/server/test_invites.py::"
THROTTLE: Final = "tests/unit/server/test_throttle.py::"
BODY: Final = "tests/unit/server/test_body.py::"
ONLINE: Final = "tests/unit/server/test_online.py::"
PAGES: Final = "tests/unit/server/test_pages.py::"
TROUBLE: Final = "tests/unit/server/test_trouble.py::"


DOOR: Final = (
    Guard(
        "a view needs a declared policy",
        gone(auth, "check_policies"),
        [SESSIONS + "test_sec_u6_a_view_without_a_policy_keeps_the_application_from_starting"],
    ),
    Guard(
        "the role is looked at",
        any_role,
        [SESSIONS + "test_sec_u6_a_volunteer_gets_nothing_of_the_desk"],
    ),
    Guard(
        "the exchange is for phones",
        cookie_is_a_phone,
        [SESSIONS + "test_a_cookie_is_not_a_phone"],
    ),
    Guard(
        "the CSRF token is compared",
        any_csrf,
        [SESSIONS + "test_sec_u4_a_change_by_cookie_needs_the_page_that_signed_in"],
    ),
    Guard(
        "fetch metadata name our own pages",
        gone(auth, "require_same_origin"),
        [SESSIONS + "test_sec_u4_another_site_cannot_sign_somebody_in"],
    ),
    Guard(
        "a session that began with an invite is none of the desk",
        any_session,
        [ONLINE + "test_sec_u3_an_invite_opens_nothing_of_the_desk"],
    ),
    Guard(
        "a form without script is that of its session",
        here(online, "require_csrf", lambda *_: None),
        [ONLINE + "test_sec_u4_a_count_needs_the_form_that_the_session_was_given"],
    ),
    Guard(
        "a form without script comes from our own page",
        here(online, "require_own_form", lambda: None),
        [ONLINE + "test_sec_u4_another_site_neither_joins_nor_counts"],
    ),
    Guard(
        "secrets travel over https",
        gone(auth, "require_secure_transport"),
        [SESSIONS + "test_passwords_and_codes_are_not_taken_over_plain_http_from_elsewhere"],
    ),
    Guard(
        "a plain cookie is read in a demonstration alone",
        here(auth, "allows_plain_cookie", lambda: True),
        [SESSIONS + "test_sec_u3_a_plain_cookie_that_somebody_planted_is_not_read"],
    ),
    Guard(
        "a silent session ends",
        here(sessions, "IDLE_MS", 2**60),
        [SESSIONS + "test_sec_u3_a_session_ends_after_thirty_minutes_of_silence"],
    ),
    Guard(
        "every session ends",
        here(sessions, "LIFE_MS", 2**60),
        [SESSIONS + "test_sec_u3_a_session_ends_after_twelve_hours"],
    ),
    Guard(
        "a second factor is set up first",
        here(auth, "must_set_up", lambda _session: False),
        [ACCOUNT + "test_sec_u3_outside_of_a_demonstration_a_session_can_only_set_up_first"],
    ),
    Guard(
        "the code is asked for",
        here(second_factor, "spend", lambda *_: None),
        [ACCOUNT + "test_sec_u3_sign_in_asks_for_a_code_and_takes_each_once"],
    ),
    Guard(
        "each code is good once",
        here(second_factor, "_touched", lambda _result: True),
        [ACCOUNT + "test_sec_u3_sign_in_asks_for_a_code_and_takes_each_once"],
    ),
    Guard(
        "what can do much harm asks again",
        gone(auth, "require_proof"),
        [ACCOUNT + "test_sec_u3_roles_links_and_taking_back_ask_again_too"],
    ),
    Guard(
        "nobody is let back in who reads more",
        here(who.Who, "may_stand_in_for", lambda *_: True),
        [FACTOR + "test_sec_u3_who_may_not_read_what_an_account_reads_does_not_recover_it"],
        slow=True,
    ),
    Guard(
        "a blocked phone is turned away",
        blocked_phones_go_on,
        [INVITES + "test_sec_u2_blocking_acts_at_the_next_request_and_for_ever"],
    ),
    Guard(
        "secrets are kept as hashes",
        gone(secrets, "digest", lambda secret: secret),
        [INVITES + "test_sec_u2_secrets_are_kept_as_hashes_only"],
    ),
    Guard(
        "nobody makes somebody mightier",
        here(who.Who, "may_grant", lambda *_: True),
        [INVITES + "test_sec_u6_nobody_makes_somebody_mightier"],
    ),
    Guard(
        "guesses are counted by account",
        gone(throttle, "attempt", no_limit),
        [THROTTLE + "test_sec_u5_the_sixth_guess_at_an_account_is_refused_wherever_it_comes_from"],
    ),
    Guard(
        "guesses are counted by block of addresses",
        here(throttle, "address_block", lambda address: address),
        [THROTTLE + "test_sec_u5_the_21st_guess_from_an_address_is_refused_its_neighbours_too"],
    ),
    Guard(
        "an unsafe setting keeps it from starting",
        here(Config, "problems", lambda _self: ()),
        ["tests/unit/server/test_config.py"],
    ),
    Guard(
        "figures are for this machine or the token",
        here(health, "_may_measure", lambda: True),
        [PAGES + "test_metrics_are_for_this_machine_or_the_token"],
    ),
)

ANSWERS: Final = (
    *(
        Guard(f"answers carry {name}", without_header(name), [PAGES + "test_sec_h1" + rest])
        for name, rest in (
            ("X-Content-Type-Options", "_every_answer_carries_the_common_headers"),
            ("Referrer-Policy", "_every_answer_carries_the_common_headers"),
            ("Strict-Transport-Security", "_every_answer_carries_the_common_headers"),
            ("Cross-Origin-Opener-Policy", "_every_answer_carries_the_common_headers"),
            ("Permissions-Policy", "_every_answer_carries_the_common_headers"),
            ("Cache-Control", "_the_api_is_never_kept_nor_shown_as_a_page"),
        )
    ),
    Guard(
        "the API is never shown as a page",
        here(headers, "_API_POLICY", "default-src 'self'"),
        [PAGES + "test_sec_h1_the_api_is_never_kept_nor_shown_as_a_page"],
    ),
    Guard(
        "pages run our own scripts alone",
        here(headers, "_PAGE_POLICY", "script-src 'self' 'unsafe-inline'"),
        [PAGES + "test_sec_h1_pages_carry_the_policy"],
    ),
    Guard(
        "files outside of the built client are not served",
        here(static, "safe_join", lambda folder, name: f"{folder}/{name}"),
        [PAGES + "test_nothing_else_is_served"],
    ),
    Guard(
        "a packed body is bounded",
        unbounded,
        [BODY + "test_sec_h2_a_bomb_of_1000_to_1_costs_less_than_five_mebibytes"],
    ),
    Guard(
        "a plain body is bounded",
        here(body, "_read_plain", lambda _bytes_max: request.stream.read()),
        [BODY + "test_a_body_without_length_is_bounded_too"],
    ),
    Guard(
        "JSON is read strictly",
        loose_json,
        [BODY + "test_sec_h3_what_two_readers_might_read_differently_is_refused"],
    ),
    Guard(
        "logs name the view, not the address",
        log_paths,
        [TROUBLE + "test_sec_h6_a_request_is_logged_by_view_without_address_query_or_client"],
    ),
    Guard(
        "logs of our mistakes hold no content",
        log_mistakes_whole,
        [TROUBLE + "test_a_mistake_of_ours_is_500_and_logs_no_content"],
    ),
    Guard(
        "no cell of a table is a formula",
        gone(table, "safe", lambda value: value),
        ["tests/unit/server/test_exports.py"],
    ),
)
