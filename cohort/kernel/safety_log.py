"""What matters for safety, as events that are declared where they happen:

    FAILED = event("sign_in.failed", "A try to sign in failed", "way")
    FAILED.note(user.id if user else 0, way=Way.PASSWORD)

Each becomes one line of the server's log (cohort/web/safety_log.py adds what is known of the
request). A fact is a number or one of an enumeration's words: nothing that somebody typed fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Fact = int | StrEnum
Level = Literal["info", "warning", "error"]


@dataclass(frozen=True)
class Event:
    """Something that operators need to be able to find again. `fields` are the facts that each
    line has besides those of the request. `is_change`: it did not happen if the request's
    transaction is rolled back."""

    name: str
    meaning: str
    fields: tuple[str, ...]
    level: Level = "info"
    is_change: bool = False

    def note(self, account: int = 0, **facts: Fact) -> None:
        """Record that it happened to the account with this id; 0 stands for whoever is signed in.

        Raises TypeError for facts that the event does not have, and for text.
        """
        if set(facts) != set(self.fields):
            raise TypeError(f"{self.name} has the facts {self.fields}, not {tuple(facts)}.")
        if wrong := _texts(facts):
            raise TypeError(f"{self.name}: {', '.join(wrong)} must be a number or a StrEnum.")
        _log.keep(Noted(self, account, facts))


@dataclass(frozen=True)
class Noted:
    """An event that happened. `error` is the fault that its line shows the traceback of."""

    event: Event
    account: int
    facts: Mapping[str, Fact] = field(default_factory=dict)
    error: BaseException | None = None


class _Log:
    keep: Callable[[Noted], None] = staticmethod(lambda _noted: None)


_log = _Log()
_declared: dict[str, Event] = {}


def event(
    name: str, meaning: str, *fields: str, level: Level = "info", is_change: bool = False
) -> Event:
    """Declare an event. Raises ValueError for a name that another one has."""
    if name in _declared:
        raise ValueError(f"Two events are called {name}: rename one of them.")
    _declared[name] = Event(name, meaning, fields, level, is_change)
    return _declared[name]


def declared() -> Mapping[str, Event]:
    """{name: event} of all that the modules loaded so far declare."""
    return MappingProxyType(_declared)


def keep_with(keep: Callable[[Noted], None]) -> None:
    """Hand what is noted from now on to `keep`."""
    _log.keep = keep  # one for the whole process, as logging has


def _texts(facts: Mapping[str, object]) -> list[str]:
    return [name for name, fact in facts.items() if not isinstance(fact, Fact)]
