"""A scanner on every mail that is sent: nothing changes, and every link works afterwards."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser as Chrome

from cohort.accounts.actions.codes import answer_requests
from cohort.db import db
from cohort.mail.models import OutboxMessage
from cohort.mail.outbox import Message, post
from tests.client import Browser
from tests.mail.samples import all_samples
from tests.scanner import Scanner, links_in
from tests.world import World

# The buttons that need nothing typed on the pages that mail leads a stranger to, and why a
# scanner that presses buttons does no harm with them.
HARMLESS = {
    "POST /unsubscribe/…",  # it stops a kind of mail, says so, and can be undone there
}


def send_real_mail(world: World, browser: Browser) -> None:
    """By doing what makes it be sent: with tokens that work."""
    slug = world.programme(contact_email="hello@example.org")
    cohort = world.cohort(slug, "Autumn", status="open_for_interest")
    world.interest(slug, cohort)
    world.join(world.person("Amira Okafor", email="amira@example.org"), cohort)
    for path in ("/sign-in/code", "/password/forgotten"):
        browser.submit(path, path, email="amira@example.org")
    with world.database():
        answer_requests()


def test_a_scanner_of_every_mail_changes_nothing_and_uses_nothing_up(
    app: Flask, world: World, browser: Browser, chrome: Chrome
) -> None:
    send_real_mail(world, browser)
    with app.app_context():
        sent = list(db.session.scalars(sa.select(OutboxMessage)))
    real = {message.kind: message for message in sent}
    assert {"interest/acknowledgement", "accounts/sign_in_code", "accounts/reset"} == set(real)
    with app.test_request_context():
        samples = [compose("Amira Okafor") for compose in all_samples().values()]
    messages = [*sent, *samples]
    scanner = Scanner(app)
    with scanner.nothing_changes():
        assert len(scanner.open_plainly(messages)) >= len(all_samples())
        buttons = scanner.press(chrome, messages)
        scanner.open_plainly(messages)
    assert buttons <= HARMLESS, buttons - HARMLESS
    # The browser that asked can still use its link.
    (link,) = links_in(real["accounts/sign_in_code"])
    path = link.removeprefix("http://localhost")
    assert browser.submit(path).location == "/cohorts/autumn"
    assert browser.get("/cohorts").h1 == "Your cohorts"


def test_the_scanner_notices_a_change(app: Flask) -> None:
    def change() -> None:
        with Scanner(app).nothing_changes(), app.app_context():
            post(Message("test", "a@example.org", "A", "S", "T", "H"))
            db.session.commit()

    with pytest.raises(AssertionError, match="a scanner changed outbox_message"):
        change()
