"""One page of a list that is paged by key, never by offset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, and the key for the next page (None at the end)."""

    rows: Sequence[T]
    next_key: int | None

    @classmethod
    def cut(cls, fetched: Sequence[T], size: int, key: str = "id") -> Page[T]:
        """Make a page of `size` from `size + 1` fetched rows; the extra one says "more"."""
        if len(fetched) <= size:
            return cls(fetched, None)
        return cls(fetched[:size], int(getattr(fetched[size - 1], key)))
