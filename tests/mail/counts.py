"""The queries of pages that list mail, and mail for them."""

from __future__ import annotations

from cohort.mail.outbox import Message, post
from tests.architecture.counting import A_PAGE, ListPage, Rows

PAGES = (
    ListPage("/admin/mail", "administrator", 4),
    ListPage("/admin/mail?kind=test", "administrator", 3, "Message row {n}", A_PAGE),
)
NOT_COUNTED = ("mail.list_mailbox",)  # it shows files of a development machine


def _messages(rows: Rows) -> None:
    for n in rows.numbers:
        post(Message("test", f"asked{n}@example.org", "P", f"Message row {n}", "T", "H"))


ROWS = (_messages,)
