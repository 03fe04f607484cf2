"""The pages of mail, for the sweeps in a browser."""

from __future__ import annotations

from tests.browser.visiting import ANYBODY, Place, press

PLACES = (
    Place("mail", "mail_administrator.list_messages", "administrator"),
    Place("mail of nobody", "mail_administrator.list_messages", "administrator",
          query={"address": "nobody@example.org"}),
    Place("one message", "mail_administrator.show_message", "administrator",
          {"message_id": "select id from outbox_message order by id limit 1"}),
    Place("test message", "mail_administrator.send_test", "administrator"),
    Place("test message with errors", "mail_administrator.send_test", "administrator",
          status=422, then=press),
    Place("development mailbox", "mail.list_mailbox"),
    Place("mail in the development mailbox", "mail.read_mail", ANYBODY, {"mail_name": "0mail"}),
)  # fmt: skip
NOT_PAGES = ("mail.show_html",)  # the frame of “mail in the development mailbox”
