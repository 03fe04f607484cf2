"""How a message leaves the machine: to an SMTP server, or into files in a folder."""

from __future__ import annotations

import re
import smtplib
import ssl
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import idna
from werkzeug.urls import iri_to_uri

from cohort.kernel import ids
from cohort.kernel.person_names import LONGEST_NAME
from cohort.mail.header_lines import HeaderPolicy
from cohort.mail.models import OutboxMessage
from cohort.settings.current import current
from cohort.settings.settings import REPLY_TO, SITE_NAME
from config import Config

SMTP_TIMEOUT_SECONDS = 30
POLICY = HeaderPolicy(linesep="\r\n", cte_type="7bit")  # seven-bit: every server accepts it
IN_UTF8 = POLICY.clone(utf8=True)
JOINERS = "\u200c\u200d"  # some scripts, and emoji, are misspelt without them
PLAIN_LOCAL = re.compile(r"[\w.+-]+")
Send = Callable[[OutboxMessage], None]


@dataclass(frozen=True)
class Sender:
    """Where mail goes, and from whom. `bounce_address` may hold `{id}`: then each message has its
    own return address, so that even a report that quotes nothing else names it."""

    url: str | None
    from_name: str
    from_address: str
    folder: Path
    bounce_address: str = ""
    reply_to: str = ""

    @classmethod
    def of(cls, config: Config) -> Sender:
        """The sender that the environment and the site's settings describe."""
        return cls(
            config.smtp_url,
            current(SITE_NAME),
            config.mail_from,
            config.instance_path / "mailbox",
            config.bounce_address,
            current(REPLY_TO),
        )

    @contextmanager
    def connection(self) -> Iterator[Send]:
        """A function that sends one message. Raises OSError or SMTPException, here only while the
        connection is made: nothing depends on how it ends."""
        if self.url is None:
            yield self._keep_as_file
            return
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port
        smtp: smtplib.SMTP
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            smtp = smtplib.SMTP_SSL(
                host, port or 465, timeout=SMTP_TIMEOUT_SECONDS, context=context
            )
        else:
            smtp = smtplib.SMTP(host, port or 25, timeout=SMTP_TIMEOUT_SECONDS)
        try:
            smtp.ehlo_or_helo_if_needed()
            if parts.scheme == "smtp+starttls":
                smtp.starttls(context=ssl.create_default_context())
            if parts.username:
                smtp.login(unquote(parts.username), unquote(parts.password or ""))
            yield lambda row: self._hand_over(smtp, row)
        finally:
            with suppress(OSError):  # SMTPException is one
                smtp.quit()
            smtp.close()

    def _hand_over(self, smtp: smtplib.SMTP, row: OutboxMessage) -> None:
        # Not smtp.send_message, which writes ">From" where a line begins with "From".
        message, to = as_email(row, self), ascii_domain(row.to_address)
        if to.isascii():
            smtp.sendmail(self.returns_to(row), [to], message.as_bytes())
            return
        if not smtp.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("our mail server takes no such letters in it")
        options = ["SMTPUTF8", "BODY=8BITMIME"]
        smtp.sendmail(self.returns_to(row), [to], message.as_bytes(), options)

    def _keep_as_file(self, row: OutboxMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = row.message_id.strip("<>").partition("@")[0]
        message = as_email(row, self)
        # Under another name first: the mailbox page never reads half a message.
        half = self.folder / f".{name}.part"
        half.write_bytes(message.as_bytes())
        half.replace(self.folder / f"{name}.eml")

    def returns_to(self, row: OutboxMessage) -> str:
        """The envelope's sender: where a bounce goes if the message cannot be delivered."""
        return (self.bounce_address or self.from_address).replace("{id}", ids.write_id(row.id))


def as_email(row: OutboxMessage, sender: Sender) -> EmailMessage:
    """The message as it goes over the wire.

    Raises ValueError for an address that no header can hold. Everything else people typed is
    made harmless: EmailMessage itself refuses line ends in headers.
    """
    to = ascii_domain(row.to_address)
    message = EmailMessage(policy=POLICY if to.isascii() else IN_UTF8)
    message["From"] = _mailbox(sender.from_name, sender.from_address)
    message["To"] = _mailbox(row.to_name, row.to_address)
    if row.reply_to or sender.reply_to:
        message["Reply-To"] = _mailbox("", row.reply_to or sender.reply_to)
    message["Subject"] = in_a_header(row.subject)
    message["Date"] = row.created_at
    message["Message-ID"] = row.message_id
    if row.place:  # no mail has this id: it stands for what all mail with it is about (RFC 5322)
        message["References"] = message["In-Reply-To"] = _root(row)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    if row.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{iri_to_uri(row.unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(row.text, cte="quoted-printable")
    message.add_alternative(row.html, subtype="html", cte="quoted-printable")
    return message


def _root(row: OutboxMessage) -> str:
    """An id for a message's place, on the same host as its own id."""
    return f"<{row.place.replace(':', '.')}@{row.message_id.strip('<>').rpartition('@')[2]}>"


def in_a_header(text: str) -> str:
    """`text` on one line, without characters that hide or reverse others, and with nothing that
    reads as an encoded word (RFC 2047), which could hide a line end."""
    kept = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter
        for letter in text
        if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn") or letter in JOINERS
    )
    return " ".join(kept.replace("=?", "= ?").split())


def ascii_domain(address: str) -> str:
    """`tom@bücher.example` as servers without SMTPUTF8 know it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain}" if domain.isascii() else f"{local}@{idna.encode(domain).decode()}"


def _mailbox(name: str, address: str) -> Address:
    """Both as an Address."""
    name = in_a_header(name)[:LONGEST_NAME].strip()
    local, _, domain = ascii_domain(address).rpartition("@")
    if not local.isascii() and PLAIN_LOCAL.fullmatch(local):
        return Address(name, local, domain)  # as an addr_spec it would be refused
    try:
        return Address(name, addr_spec=f"{local}@{domain}")
    except (MessageError, IndexError) as error:  # how the parser rejects what is no address
        raise ValueError(f"not an address: {error}") from error
