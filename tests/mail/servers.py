"""Real mail servers on this machine for tests: SMTP with every mood, and a little IMAP."""

from __future__ import annotations

import asyncio
import email
import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Smtp:
    """Keeps what it takes, and does as told otherwise."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)  # recipient: answer to RCPT
    refuse_senders: str = ""
    after_data: str = ""  # the answer to DATA instead of 250
    # recipient: where to hang up on it, and how often; see WAYS_TO_HANG_UP
    hang_up: dict[str, tuple[str, int]] = field(default_factory=dict)
    hung_up: int = 0  # so often it did
    at_a_time: int = 0  # 421 to the next message once so many have come over one connection
    is_going_down: bool = False  # hang up on everybody who says hello
    drop_in_data: int = 0  # so many times: hang up before the message has been read
    drop_after_data: int = 0  # so many times: keep the message, hang up without an answer
    delay: float = 0.0
    answering: int = 0  # so many messages are being taken just now

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def ids(self) -> list[str]:
        """The Message-IDs, in the order in which they came."""
        return [str(message["Message-ID"]) for message in self.taken]

    async def handle_EHLO(
        self, server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name, session.taken = hostname, 0
        if self.is_going_down:
            server.transport.abort()
        return responses

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.at_a_time and session.taken >= self.at_a_time:
            asyncio.get_running_loop().call_soon(server.transport.close)
            return "421 4.7.0 too many messages in this connection"
        session.taken += 1
        if self.refuse_senders:
            return self.refuse_senders
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if said := self._hangs_up_at("rcpt", address, server):
            return said
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        self.answering += 1
        try:
            return await self._take(server, envelope)
        finally:
            self.answering -= 1

    async def _take(self, server: Any, envelope: Any) -> str:
        if self.delay:
            await asyncio.sleep(self.delay)
        if said := self._hangs_up_at("data", envelope.rcpt_tos[0], server):
            return said
        if self.drop_in_data:
            self.drop_in_data -= 1
            server.transport.abort()
            return "250 never heard"
        if self.after_data:
            return self.after_data
        self.raw.append(envelope.original_content)
        message = email.message_from_bytes(envelope.original_content, policy=default)
        self.taken.append(message)  # type: ignore[arg-type]
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        if self.drop_after_data:
            self.drop_after_data -= 1
            server.transport.abort()
        return "250 OK"

    def _hangs_up_at(self, place: str, address: str, server: Any) -> str:
        way, times = self.hang_up.get(address, self.hang_up.get("*", ("", 0)))
        where, _, how = way.partition(" ")
        if where != place or times <= 0:
            return ""
        self.hung_up += 1
        self.hang_up[address] = (way, times - 1)
        if how == "aborts":
            server.transport.abort()
        if how == "says 421 and closes":
            asyncio.get_running_loop().call_soon(server.transport.close)
        return "421 4.3.2 closing"


WAYS_TO_HANG_UP = [
    f"{where} {how}"
    for where in ("rcpt", "data")
    for how in ("aborts", "says 421 and closes", "says 421")
]


@contextmanager
def smtp_server(**options: Any) -> Iterator[Smtp]:
    """An SMTP server in a thread of its own."""
    handler = Smtp(free_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port, **options)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Imap(socketserver.ThreadingTCPServer):
    """A mailbox of some messages, with as much of IMAP4rev1 as reading it needs."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mails: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _ImapTalk)
        self.mails = mails
        self.seen: set[int] = set()
        self.flagged: set[int] = set()
        self.fetched: set[int] = set()  # whole
        self.url = f"imap://bounces:a%20secret@127.0.0.1:{self.server_address[1]}/INBOX"


class _ImapTalk(socketserver.StreamRequestHandler):
    server: Imap

    def handle(self) -> None:
        self._say("* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            if not self._answer(tag, command):
                return

    def _answer(self, tag: str, command: str) -> bool:
        mails, seen = self.server.mails, self.server.seen
        word = command.upper()
        if word.startswith("CAPABILITY"):
            self._say("* CAPABILITY IMAP4rev1")
        elif word.startswith("LOGIN") and command.split()[1:] != ["bounces", '"a', 'secret"']:
            self._say(f"{tag} NO wrong")
            return True
        elif word.startswith("SELECT"):
            self._say(f"* {len(mails)} EXISTS")
        elif word.startswith("UID SEARCH UNSEEN"):
            unseen = [str(n) for n in range(1, len(mails) + 1) if n not in seen]
            self._say(f"* SEARCH {' '.join(unseen)}")
        elif found := re.match(r"UID FETCH (\d+) \(RFC822.SIZE\)", word):
            size = len(mails[int(found[1]) - 1])
            self._say(f"* {found[1]} FETCH (UID {found[1]} RFC822.SIZE {size})")
        elif found := re.match(r"UID FETCH (\d+) \(BODY.PEEK\[(HEADER)?\]", word):
            number = int(found[1])
            raw = mails[number - 1]
            if found[2]:
                raw = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            else:
                self.server.fetched.add(number)
            self._say(f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}")
            self.wfile.write(raw)
            self._say(")")
        elif found := re.match(r"UID STORE (\d+) \+FLAGS \(\\SEEN( \\FLAGGED)?\)", word):
            seen.add(int(found[1]))
            if found[2]:
                self.server.flagged.add(int(found[1]))
        elif word.startswith("LOGOUT"):
            self._say("* BYE")
        self._say(f"{tag} OK done")
        return not word.startswith("LOGOUT")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def imap_server(mails: list[bytes]) -> Iterator[Imap]:
    """A mailbox that holds `mails`, all unread; its user is bounces, its password "a secret"."""
    with Imap(mails) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
