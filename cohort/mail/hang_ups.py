"""Messages on which the server hung up: is the message at fault, or the server?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

IN_A_ROW = 6  # hang-ups on so many different messages: the server is down
SLOW_IN_A_ROW = 2  # the same where each took as long as the connection's time limit


class HungUp(Exception):
    """The server hung up on a message, or said that it is closing (421).

    `said`: its words, or what happened. `unheard`: it had heard nothing of the message yet.
    `slow`: it had said nothing for as long as we wait.
    """

    def __init__(self, said: str, *, unheard: bool = False, slow: bool = False) -> None:
        super().__init__(said)
        self.said, self.unheard, self.slow = said, unheard, slow


class Suspect(NamedTuple):
    """A message that may be at fault, and what the server said to it."""

    message_id: int
    said: str


@dataclass
class Suspects:
    """The messages on which the server hung up since it last took one."""

    found: list[Suspect] = field(default_factory=list)
    slow: int = 0

    def add(self, message_id: int, error: HungUp) -> None:
        """One more."""
        self.found.append(Suspect(message_id, error.said))
        self.slow += error.slow

    @property
    def clear_the_messages(self) -> bool:
        """Whether there are so many that the server must be at fault."""
        return len(self.found) >= IN_A_ROW or self.slow >= SLOW_IN_A_ROW

    def take(self) -> list[Suspect]:
        """All of them, in the order of the hang-ups. From now on there are none."""
        taken, self.found, self.slow = self.found, [], 0
        return taken
