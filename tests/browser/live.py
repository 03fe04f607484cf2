"""A site that does everything a real one does: web server, worker, and mail over real SMTP.

Each test makes people of its own through `world`, so that none finds what another one did.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from cohort.access.actor import Role
from cohort.app import create_app
from tests.accounts import provider as providers
from tests.accounts.provider import Provider
from tests.browser import server
from tests.browser.server import Site
from tests.conftest import config_for
from tests.mail.servers import Smtp, smtp_server
from tests.patience import wait_until
from tests.world import Person, World

COHORT = "spring-cohort"
CODE = re.compile(r"^(\d{3} \d{3})\s*$", re.MULTILINE)
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Mail:
    """One message as its reader sees it."""

    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain part."""
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def code(self) -> str:
        """The six digits, as they are written: '123 456'."""
        return CODE.findall(self.text)[0]  # type: ignore[no-any-return]

    @property
    def links(self) -> list[str]:
        """Every web address in the plain part."""
        return LINK.findall(self.text)

    @property
    def link(self) -> str:
        """The first of them: what the mail is about."""
        return self.links[0]


@dataclass(frozen=True)
class Live:
    """The running site with its mail server, and a way to make people for it."""

    site: Site
    smtp: Smtp
    provider: Provider
    world: World

    def member(self, role: Role = Role.PARTICIPANT) -> Person:
        """Somebody new in the spring cohort who has agreed to its agreement, with a password."""
        person = self.stranger()
        self.world.join(person, COHORT, role)
        self.world.agree(person, COHORT)
        return person

    def stranger(self) -> Person:
        """Somebody new with a password, in no cohort."""
        return self.world.person(f"Robin {secrets.token_hex(4)}")

    def mails_to(self, email: str, subject: str = "") -> list[Mail]:
        """What has come for this address so far, oldest first."""
        found = [Mail(message) for message in list(self.smtp.taken)]
        return [one for one in found if email in str(one.message["To"]) and subject in one.subject]

    def mail_to(self, email: str, subject: str = "", count: int = 1) -> Mail:
        """Wait until `count` such mails have come; gives the newest."""
        wait_until(lambda: len(self.mails_to(email, subject)) >= count, self._what_came(email))
        return self.mails_to(email, subject)[count - 1]

    def _what_came(self, email: str) -> Callable[[], str]:
        def words() -> str:
            subjects = [mail.subject for mail in self.mails_to(email)]
            log = (self.site.folder / "worker.log").read_text()[-2000:]
            return f"{email} got only {subjects}\n{log}"

        return words


@contextmanager
def running(folder: Path, made: Path | None = None) -> Iterator[Live]:
    """The demo, with hosts who need a second factor and a Microsoft that is on this machine."""
    with providers.running() as provider, smtp_server() as smtp:
        settings = {
            "SMTP_URL": smtp.url,
            "SECOND_FACTOR": "on",
            "OIDC_CLIENT_ID": providers.CLIENT,
            "OIDC_CLIENT_SECRET": providers.SECRET,
            "OIDC_TENANTS": providers.TENANT,
            "OIDC_AUTHORITY": provider.entra.authority,
            "NO_PROXY": "127.0.0.1",
        }
        running_site = server.running(server.set_up(folder, made), **settings)
        with running_site as site, server.working(site, **settings):
            yield Live(site, smtp, provider, _world(site))


def _world(site: Site) -> World:
    """The app over the same database, in this process, for making people."""
    url = f"sqlite:///{site.folder / 'cohort.db'}"
    return World(create_app(config_for(url, site.folder)))
