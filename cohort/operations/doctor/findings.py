"""One thing that the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`is_well` is None where no program can tell. `words` say what was seen and, where it is not
    well, what to do."""

    name: str
    is_well: bool | None
    words: str

    def __str__(self) -> str:
        mark = {True: "[x]", False: "[ ]", None: "[?]"}[self.is_well]
        return f"{mark} {self.name}. {self.words}"
