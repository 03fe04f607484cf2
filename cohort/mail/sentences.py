"""The audit log's sentences about mail."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.MAIL: {
        "mail:resend": "sent a message again",
        "mail:cancel": "stopped a message that waited to be sent",
        "mail:clear-bounces": "let mail go to an address again that had refused it",
        "mail:test": "sent a test mail",
    },
}
