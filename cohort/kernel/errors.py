"""What can go wrong, in the words of the domain. The web floor turns them into pages."""

from __future__ import annotations


class DomainError(Exception):
    """The domain refuses an act; `str(error)` is a sentence for the person."""


class NotFound(DomainError):
    """No such thing within the viewer's reach. Never says whether it exists elsewhere."""


class NotAllowed(DomainError):
    """The thing is within reach but the rule book refuses this act."""


class Clash(DomainError):
    """Someone else changed the same thing first, or the name is taken."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Closed(DomainError):
    """The thing no longer takes this: a locked thread, interest that has closed."""
