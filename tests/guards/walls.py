"""Guards around records: who reads them, who writes them, and what is written down of it."""

from __future__ import annotations

from typing import Final

from server.domain import (
    access,
    audit,
    dossier,
    erasure,
    export,
    held,
    issues,
    listing,
    page,
    permission,
    query,
    records,
    report_services,
    scope,
    sealed_contact,
    throttle,
    verdicts,
)
from server.domain.hsds import catalogue
from server.domain.small_cells import THRESHOLDS
from server.store import changes
from server.store.journal import Journal
from server.store.records import FULL
from tests.guards.taking import (
    Guard,
    always_agreed,
    as_if_of_everybody,
    clearance_for_all,
    content_in_stubs,
    ended_link_counts_as_open,
    gone,
    here,
    network_only,
)

INVITES: Final = "tests/unit/server/test_invites.py::"
LINKS: Final = "tests/contract/test_answer_links.py::"
RECORDS: Final = "tests/contract/test_records.py::"
ERASURE: Final = "tests/contract/test_erasure.py::"
HELD: Final = "tests/contract/test_held.py::"
UNIT_ACCESS: Final = "tests/unit/domain/test_access.py::"
PERMISSION: Final = "tests/unit/domain/test_permission.py::"
EXPORT: Final = "tests/contract/test_export.py::"
PULL: Final = "tests/contract/test_pull.py::"
SCOPE: Final = "tests/contract/test_scope.py::"
REPORTS: Final = "tests/contract/test_reports.py::"
HSDS: Final = "tests/hsds/test_publication.py::"
CONTACT: Final = "tests/contract/test_sealed_contact.py::"
VISIBILITY: Final = (
    "tests/contract/test_visibility.py::test_each_road_shows_each_reader_what_the_tables_give_them"
)


READERS: Final = (
    Guard(
        "lists are narrowed",
        here(query, "scoped_by_sole_key", network_only),
        [RECORDS + "test_nothing_of_others_is_listed"],
    ),
    Guard(
        "pages are for who may read them",
        here(records, "may_read", lambda *_: "full"),
        [RECORDS + "test_nothing_of_others_is_listed"],
    ),
    Guard(
        "a page of a stub shows no history",
        here(records, "may_read", lambda *given: access.may_read(*given) and "full"),
        [RECORDS + "test_the_uncleared_see_the_stub_and_nothing_else"],
    ),
    Guard(
        "lists tell of a stub no more than it",
        here(query, "grade_by_sole_key", lambda _who, asked: asked.seq * 0 + FULL),
        [RECORDS + "test_the_uncleared_see_the_stub_and_nothing_else"],
    ),
    Guard(
        "nobody finds by what is in a stub",
        here(query.Asked, "reads_content", lambda _self: False),
        [RECORDS + "test_no_question_tells_the_uncleared_what_is_in_a_restricted_record"],
    ),
    Guard(
        "files are no wider than lists",
        here(export, "grade_by_sole_key", lambda _who, asked: asked.seq * 0 + FULL),
        [EXPORT + "test_the_export_holds_no_more_than_the_stub_of_what_is_restricted"],
    ),
    Guard(
        "the inbox is narrowed",
        here(issues, "scoped_by_sole_key", network_only),
        [RECORDS + "test_the_inbox_says_of_restricted_records_nothing_to_the_uncleared"],
    ),
    Guard(
        "the quarantine is the organisation's own",
        here(held, "at_the_door", lambda asked, _who: asked),
        [HELD + "test_sec_u7_what_waits_is_there_for_its_own_organisations_alone"],
    ),
    Guard(
        "what is held shows its content to the cleared",
        here(held, "grade_of", lambda *_: "full"),
        [HELD + "test_what_is_held_shows_its_content_to_those_who_may_read_it"],
    ),
    Guard(
        "people and phones are the organisation's own",
        gone(access, "looked_after", lambda asked, _who, _of: asked),
        [INVITES + "test_sec_u6_another_organisation_is_not_there"],
    ),
    Guard(
        "phones get what their keys open",
        here(page, "phone_keys", access.user_keys),
        [VISIBILITY],
        slow=True,
    ),
    Guard(
        "want is answered by the keys too",
        here(page, "readable_seqs", lambda _session, _who, seqs: dict.fromkeys(seqs, FULL)),
        [PULL + "test_want_brings_what_may_be_read_and_gone_for_the_rest"],
    ),
    Guard(
        "restricted records ask for a clearance",
        clearance_for_all,
        [RECORDS + "test_the_uncleared_see_the_stub_and_nothing_else"],
    ),
    Guard(
        "a stub holds nothing of what is inside",
        content_in_stubs,
        [SCOPE + "test_a_record_that_becomes_restricted_is_replaced_by_its_stub"],
    ),
    Guard(
        "a code that nobody knows is closed",
        here(scope, "_unknown_codes", lambda *_: []),
        [UNIT_ACCESS + "test_fields_imply_a_class_and_what_is_unknown_is_closed"],
    ),
    Guard(
        "a referral is shared by consent alone",
        always_agreed,
        [UNIT_ACCESS + "test_without_consent_the_receiver_sees_nothing"],
    ),
    Guard(
        "what was withdrawn is closed",
        here(dossier, "_withdrawn", lambda *_: False),
        [UNIT_ACCESS + "test_a_withdrawal_leaves_the_receiver_the_line_without_content"],
    ),
    Guard(
        "how to reach somebody is for the receiver",
        here(sealed_contact, "_is_receivers", lambda *_: True),
        [CONTACT + "test_nobody_else_learns_that_there_is_one"],
    ),
    Guard(
        "how to reach somebody is told by agreement alone",
        here(dossier, "agrees", lambda *_: True),
        [CONTACT + "test_without_the_agreement_it_is_kept_and_stays_closed"],
    ),
    Guard(
        "only what is published is told to everybody",
        here(catalogue, "published", lambda _kind, _network: []),
        [HSDS + "test_what_is_not_published_does_not_exist"],
        slow=True,
    ),
    Guard(
        "small counts are hidden",
        here(report_services, "THRESHOLDS", dict.fromkeys(THRESHOLDS, 0)),
        [REPORTS + "test_what_leaves_the_association_holds_no_small_count"],
        slow=True,
    ),
)

WRITERS: Final = (
    Guard(
        "who may write is asked",
        here(verdicts, "may_write", lambda *_: None),
        [HELD + "test_each_entry_of_a_push_has_its_own_verdict"],
    ),
    Guard(
        "nobody writes what they may not read",
        here(permission, "may_read", lambda *_: "full"),
        [PERMISSION + "test_a_case_is_changed_by_author_coordinator_and_handler"],
    ),
    Guard(
        "widening asks for a clearance",
        here(permission, "_widens", lambda *_: False),
        [PERMISSION + "test_widening_needs_the_protection_clearance"],
    ),
    Guard(
        "what waits is released by who may write it",
        here(held, "may_write", lambda *_: None),
        [HELD + "test_a_coordinator_releases_only_what_they_may_write"],
    ),
    Guard(
        "restricted readings are audited",
        gone(listing, "note_opened"),
        [RECORDS + "test_the_cleared_see_all_and_that_is_audited"],
    ),
    Guard(
        "opening how to reach somebody is audited",
        here(audit, "note", lambda *_given, **_named: None),
        [CONTACT + "test_every_opening_is_written_down_for_both_and_tells_nothing"],
    ),
    Guard(
        "exports are audited",
        here(export, "_note", lambda *_: None),
        [EXPORT + "test_the_audit_tells_who_how_much_and_the_codes_of_the_filters"],
    ),
    Guard(
        "a link ends with its days",
        ended_link_counts_as_open("expired"),
        [LINKS + "test_a_link_ends_with_its_days"],
    ),
    Guard(
        "a link is good for one answer",
        ended_link_counts_as_open("used"),
        [LINKS + "test_a_link_is_good_for_one_answer_and_the_next_one_for_the_outcome"],
    ),
    Guard(
        "a link can be taken back",
        ended_link_counts_as_open("revoked"),
        [LINKS + "test_a_revoked_link_shows_nothing"],
    ),
    Guard(
        "one link is opened so often and no more",
        gone(throttle, "spend"),
        [LINKS + "test_one_link_is_opened_so_often_and_no_more"],
    ),
    Guard(
        "only the own organisation erases",
        here(erasure, "load", as_if_of_everybody),
        [ERASURE + "test_who_received_a_referral_reads_it_and_does_not_erase_it"],
    ),
    Guard(
        "erasures are written into the journal",
        here(Journal, "append", lambda *_: None),
        [ERASURE + "test_the_journal_is_written_before_anything_is_erased"],
    ),
    Guard(
        "what is erased stays erased",
        here(changes, "erased_among", lambda *_: set()),
        [ERASURE + "test_replaying_the_journal_erases_what_a_backup_brought_back"],
    ),
)
