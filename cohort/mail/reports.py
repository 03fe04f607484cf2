"""Reads bounce reports: webhooks' JSON, and mail that follows RFC 3464 or some other format
(odd_reports.py)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any

from cohort.kernel import ids
from cohort.kernel.errors import DomainError
from cohort.mail import odd_reports
from cohort.mail.bounces import Report
from cohort.mail.smtp_replies import SmtpReply, decoded

_ACTIONS = {"failed", "delayed", "delivered", "relayed", "expanded"}  # RFC 3464


class UnreadableReport(DomainError):
    """The body is not JSON in a shape that we know."""


def from_webhook(body: bytes) -> list[Report]:
    """The bounces in a webhook's body, in our own format (docs/operators/mail.md) or that of
    Amazon SES through SNS, Postmark or Mailgun.

    Raises UnreadableReport.
    """
    try:
        told = json.loads(body)
        return list(_reports(told))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableReport(
            "The report is not JSON in a shape we know. See docs/operators/mail.md."
        ) from error


def _reports(told: Any) -> Iterator[Report]:
    if isinstance(told, list):
        for one in told:
            yield from _reports(one)
    elif "Type" in told and isinstance(told.get("Message"), str):  # SNS wraps SES in a text
        if told["Type"] == "Notification":
            yield from _reports(json.loads(told["Message"]))
    elif "notificationType" in told or "eventType" in told:
        yield from _from_ses(told)
    elif "RecordType" in told:
        yield from _from_postmark(told)
    elif "event-data" in told:
        yield from _from_mailgun(told["event-data"])
    else:
        key = told.get("key")
        yield Report(
            address=_text(told["address"]),
            permanent=bool(told.get("permanent", True)),
            said=_text(told.get("said", "")),
            source="webhook",
            about=_text(told.get("message_id", "")),
            key=f"webhook:{_text(key)}" if key else None,
        )


def _from_ses(told: Mapping[str, Any]) -> Iterator[Report]:
    if told.get("notificationType", told.get("eventType")) != "Bounce":
        return
    bounce, mail = told["bounce"], told.get("mail", {})
    about = mail.get("commonHeaders", {}).get("messageId", "")
    for person in bounce["bouncedRecipients"]:
        yield Report(
            address=_text(person["emailAddress"]),
            permanent=bounce.get("bounceType") == "Permanent",
            said=_text(person.get("diagnosticCode", bounce.get("bounceSubType", ""))),
            source="webhook",
            about=_text(about),
            key=f"ses:{_text(bounce['feedbackId'])}:{_text(person['emailAddress'])}",
        )


def _from_postmark(told: Mapping[str, Any]) -> Iterator[Report]:
    if told["RecordType"] == "Bounce":
        yield Report(
            address=_text(told["Email"]),
            permanent=told["Type"] in ("HardBounce", "BadEmailAddress", "ManuallyDeactivated"),
            said=_text(told.get("Details") or told.get("Description", "")),
            source="webhook",
            key=f"postmark:{told['ID']}",
        )


def _from_mailgun(event: Mapping[str, Any]) -> Iterator[Report]:
    if event["event"] == "failed":
        status = event.get("delivery-status", {})
        yield Report(
            address=_text(event["recipient"]),
            permanent=event.get("severity") == "permanent",
            said=_text(f"{status.get('code', '')} {status.get('message', '')}"),
            source="webhook",
            about=_text(event.get("message", {}).get("headers", {}).get("message-id", "")),
            key=f"mailgun:{_text(event['id'])}",
        )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return decoded(value)


def from_mail(raw: bytes, bounce_address: str = "") -> list[Report]:
    """The bounces that a mail to our return address reports; [] for any other mail."""
    try:
        mail = message_from_bytes(raw, policy=default)
        if _has_delivery_status(mail):
            return list(_from_delivery_status(mail, bounce_address))
        return list(_from_an_odd_report(raw, mail, bounce_address))
    except (ValueError, KeyError, TypeError, AttributeError, LookupError, RecursionError):
        return []  # the standard library stumbles over some broken mail, which we then ignore


def _has_delivery_status(mail: EmailMessage) -> bool:
    """Whether it reports on any recipient as in RFC 3464, even that all went well."""
    return any(_action_of(block) in _ACTIONS for block in _status_blocks(mail))


def _from_delivery_status(mail: EmailMessage, bounce_address: str) -> Iterator[Report]:
    for block in _status_blocks(mail):
        if _action_of(block) not in ("failed", "delayed"):
            continue
        recipient = _after_type(block["original-recipient"] or block["final-recipient"])
        status = str(block["status"] or "").strip()
        said = decoded(f"{status} {_after_type(block['diagnostic-code'])}")
        code = 550 if status.startswith("5") else 450
        yield _report(mail, bounce_address, recipient, code, said)


def _from_an_odd_report(raw: bytes, mail: EmailMessage, bounce_address: str) -> Iterator[Report]:
    for failure in odd_reports.failures(raw):
        yield _report(mail, bounce_address, failure.address, failure.code, failure.said)


def _report(
    mail: EmailMessage, bounce_address: str, recipient: str, code: int, said: str
) -> Report:
    # Not hash(): it differs from process to process, and the same mail would count twice.
    known_as = mail["message-id"] or hashlib.sha256(mail.as_bytes()).hexdigest()
    return Report(
        address=recipient,
        permanent=SmtpReply(code, said).is_about_the_address,
        said=f"{code} {said}".strip(),
        source="mailbox",
        about=_quoted_message_id(mail),
        message_id=_id_in_address(mail, bounce_address),
        key=f"mailbox:{known_as}:{recipient}"[:200],
    )


def _status_blocks(mail: EmailMessage) -> Iterator[Message]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (block for block in part.get_payload() if isinstance(block, Message))


def _action_of(block: Message) -> str:
    return str(block["action"] or "").strip().lower()


def _after_type(value: Any) -> str:
    """`rfc822; tom@example.org` -> `tom@example.org`."""
    return decoded(str(value or "").partition(";")[2].strip())


def _quoted_message_id(mail: EmailMessage) -> str:
    """The Message-ID of the message that bounced, from the part that is quoted."""
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            if isinstance(inner, Message) and inner["message-id"]:
                return str(inner["message-id"]).strip()
        if part.get_content_type() == "text/rfc822-headers":
            found = re.search(r"(?im)^message-id:\s*(<[^>\s]+>)", str(part.get_content()))
            if found:
                return found[1]
    return odd_reports.message_id_in(odd_reports.plain_text(mail))


def _id_in_address(mail: EmailMessage, bounce_address: str) -> int | None:
    """The id in the return address that the mail came to, if it holds one."""
    if "{id}" not in bounce_address:
        return None
    pattern = re.escape(bounce_address).replace(re.escape("{id}"), r"([0-9a-z]{13})")
    for name in ("to", "delivered-to", "x-original-to"):
        for value in mail.get_all(name, []):
            found = re.search(pattern, str(value), re.IGNORECASE)
            if found:
                return ids.read_id(found[1].lower())
    return None
