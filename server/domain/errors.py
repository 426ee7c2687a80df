"""Expected failures of the domain, each with a stable code; `server/api/errors.py` answers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """`fields` names the members of the body that are wrong, and why, in codes."""

    code = "failed"
    message = "This did not work."

    def __init__(self, fields: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(self.code)
        self.fields = fields


class NotSignedIn(DomainError):
    code = "not_signed_in"
    message = "Sign in first."


class UnknownToken(NotSignedIn):
    code = "unknown_token"
    message = "This phone is not known here; it needs a new invite."


class BadCredentials(NotSignedIn):
    code = "bad_credentials"
    message = "The e-mail address or the password is wrong."


class OtpRequired(NotSignedIn):
    """The password was right, and is not enough."""

    code = "otp_required"
    message = "Give the code of your second factor too."


class OtpWrong(NotSignedIn):
    code = "otp_wrong"
    message = "This code is wrong, or was used before. Wait for the next one."


class Forbidden(DomainError):
    code = "not_permitted"
    message = "Your role does not allow this."


class ReferralsOff(Forbidden):
    code = "referrals_off"
    message = "Referrals are not switched on: the network has not confirmed its papers."


class ContactClosed(Forbidden):
    code = "contact_closed"
    message = "The person does not agree, or no longer, that a way to reach them is passed on."


class CsrfRefused(Forbidden):
    code = "csrf"
    message = "This request did not come from the page that you signed in to."


class ReauthenticationRequired(Forbidden):
    code = "reauthenticate"
    message = "Say again that it is you: this needs a password typed within ten minutes."


class DeskOnly(Forbidden):
    code = "desk_only"
    message = "This is about a signed-in browser, not about a phone."


class SetUpRequired(Forbidden):
    code = "otp_setup_required"
    message = "Set up the second factor first."


class RecoveryInvalid(Forbidden):
    code = "recovery_invalid"
    message = "This recovery code is wrong, was used, or is too old. Ask for a new one."


class DeviceRevoked(Forbidden):
    code = "device_revoked"
    message = "This phone was blocked by a coordinator."


class InviteInvalid(Forbidden):
    code = "invite_invalid"
    message = "This invite is wrong, was used, or is too old. Ask your coordinator for a new one."


class InsecureTransport(Forbidden):
    code = "insecure_transport"
    message = (
        "Secrets are taken over https only. Behind a reverse proxy, set MARAUDE_PROXIES "
        "and let it pass X-Forwarded-Proto."
    )


class NotFound(DomainError):
    """Missing, or somebody else's: the same answer for both."""

    code = "not_found"
    message = "There is nothing here."


class AnswerLinkUnknown(NotFound):
    """A link that was never made, or was forgotten."""


class AnswerLinkEnded(DomainError):
    """A link behind which nothing is shown any more. `why`: used, expired, revoked, withdrawn,
    closed, review. `sender` is whom to ask: name and telephone number."""

    code = "link_ended"
    message = "This link is not good for an answer any more."

    def __init__(self, why: str, sender: tuple[str, str | None] = ("", None)) -> None:
        super().__init__()
        self.why = why
        self.sender = sender


class Invalid(DomainError):
    code = "invalid"
    message = "Some of this cannot be accepted."

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        super().__init__(fields)


class ContactUnreadable(DomainError):
    """Sealed to a key that is lost or was never ours, damaged, or sealed for another place."""

    code = "contact_unreadable"
    message = "This contact cannot be opened. Ask the sender for another way to reach the person."


class FormUsed(DomainError):
    """Its page is shown again, as another entry; nothing was changed."""

    code = "form_used"
    message = "This form was saved already, with other values."


class Throttled(DomainError):
    code = "throttled"
    message = "Too many failed attempts. Try again later."

    def __init__(self, retry_after_s: int) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s
