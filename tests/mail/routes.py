"""What the addresses and forms of mail are filled in with."""

from __future__ import annotations

from cohort.kernel import ids
from cohort.mail import bounces, outbox
from tests.access.scene import Form, Parameter, Scene


def _message_that_bounced(scene: Scene) -> str:
    with scene.world.database():
        message = outbox.post(outbox.Message("test", "a@example.org", "A", "S", "T", "H"))
        refused = bounces.Report("a@example.org", True, "550 5.1.1 no such person", "webhook")
        bounces.record(refused)
        return ids.write_id(message.id)


def _mail_in_the_mailbox(scene: Scene) -> str:
    mailbox = scene.world.app.extensions["config"].instance_path / "mailbox"
    mailbox.mkdir(exist_ok=True)
    (mailbox / "0mail.eml").write_text(
        "Subject: Hello\nTo: a@example.org\nDate: Mon, 1 Mar 2027 09:00:00 +0000\n"
        "Content-Type: text/html\n\n<p>Some text</p>"
    )
    return "0mail"


PARAMETERS = (
    Parameter("message_id", _message_that_bounced),
    Parameter("mail_name", _mail_in_the_mailbox, "nosuchmail"),
)
FORMS = (Form("/admin/mail/test", {"address": "ops@example.org"}),)
