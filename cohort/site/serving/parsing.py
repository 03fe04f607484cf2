"""What waitress' reader of requests lets through, and a server that strangers reach must not."""

from __future__ import annotations

from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest

LONGEST_CHUNK_SIZE = 1024  # bytes: a chunk's size with its extensions, in one line
LONGEST_TRAILER = 16 * 1024  # bytes


class RequestReader(HTTPRequestParser):
    """Refuses, with 400, a request whose end two servers could see in two places (RFC 9112,
    sections 6.1 and 6.3), and one that has this process keep what is no part of its body."""

    completed: bool

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the headers. Raises ParsingError."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a number of more digits than Python reads
            raise ParsingError("a number is too long") from error
        two_lengths = self.chunked and "CONTENT_LENGTH" in self.headers
        if two_lengths or "TRANSFER_ENCODING" in self.headers:  # waitress left it: HTTP/1.0
            raise ParsingError("the length is said in two ways")

    def received(self, data: bytes) -> int:
        """Take what arrived; returns how many bytes of it are this request's."""
        taken = int(super().received(data))
        if not self.completed and _keeps_too_much(self.body_rcv):
            self.error, self.completed = BadRequest("a line is too long"), True
        return taken


def _keeps_too_much(body: Any) -> bool:
    return isinstance(body, ChunkedReceiver) and (
        len(body.control_line) > LONGEST_CHUNK_SIZE or len(body.trailer) > LONGEST_TRAILER
    )
