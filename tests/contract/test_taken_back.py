"""What a part of an agreement closes when it is taken back alone, on both databases: point 126 of
`docs/protocol.md`. Who sees what of a dossier is in tests/unit/domain/test_access.py, the contact
in test_sealed_contact.py."""

from __future__ import annotations

from .network import TestNetwork
from .test_answer_links import SUMMARY, Linked, link_of, make_outside
from .test_steps import Referral


def test_health_taken_back_alone_takes_the_words_off_the_page_and_leaves_the_referral(
    network: TestNetwork,
) -> None:
    make_outside(network)
    cleared = network.phone("coordinator", clearances=["health"])
    more = {"referral_type": "health_primary", "urgency": "normal", "summary": SUMMARY}
    referral = Referral.between(cleared, network.phone("coordinator", org=1), **more)
    sent = referral.step(cleared, "sent")
    consent = str(referral.shown()["consent"])
    cleared.write(f"consent/{consent}", {"scopes/health_information": True})
    linked = Linked(referral, sent, link_of(referral, cleared))
    assert linked.look().content.summaries == (SUMMARY,)
    told = {"consent": consent, "told_by": "person", "scopes/health_information": True}
    cleared.create("consent_withdrawal", told)
    sight = linked.look()
    assert (sight.content.summaries, SUMMARY in repr(sight)) == (None, False)
    kept = linked.answer("accepted", seen=sight.seen)
    assert (kept.withdrawn, kept.following is not None) == (False, True)
