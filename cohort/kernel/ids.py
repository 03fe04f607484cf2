"""Identifiers that tell a stranger nothing but roughly when a thing was made.

Sequential numbers in addresses would let one cohort count another's posts. An id here is a
63-bit number, rising with time: 42 bits of milliseconds since 2020, then 21 random bits.
In addresses and forms it is written as 13 characters of Crockford's base 32.
"""

from __future__ import annotations

import datetime as dt
import secrets
import threading

from cohort.kernel import clock

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
_RANDOM_BITS = 21
# Easy to read out on the telephone: no vowels, no 0/O, 1/I/L.
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
BIGGEST = (1 << 63) - 1  # also serves as a key that sorts after every id
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_LENGTH = 13

_lock = threading.Lock()
_last = 0


def new_id(above: int = 0) -> int:
    """An id above every earlier one of this process, and of others as far as clocks agree; in any
    case above `above`."""
    global _last
    millis = int(clock.now().timestamp() * 1000) - _EPOCH_MS
    fresh = (millis << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    with _lock:
        least = max(_last, above)
        _last = fresh if fresh > least else least + 1 + secrets.randbelow(64)
        return _last


def first_at(moment: dt.datetime) -> int:
    """The lowest id that is made at this moment; 0 for one before ids began. An id may be ahead of
    its moment (see `new_id`), but is never behind it."""
    millis = int(moment.timestamp() * 1000) - _EPOCH_MS
    return max(0, millis) << _RANDOM_BITS


def new_reference() -> str:
    """A code like 7KXP-2M4Q, by which somebody without an account can find what they sent."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def write_id(number: int) -> str:
    """13 letters and digits for an id.

    Raises ValueError when it is negative or over 63 bits.
    """
    if not 0 <= number <= BIGGEST:
        raise ValueError(f"not an id: {number}")
    return "".join(_LETTERS[(number >> shift) & 31] for shift in range(60, -1, -5))


def read_id(text: str) -> int:
    """The id that `write_id` wrote. Raises ValueError for anything else."""
    if len(text) != _LENGTH:
        raise ValueError("an id has 13 characters")
    number = 0
    for letter in text:
        if letter not in _VALUES:
            raise ValueError(f"not a character of an id: {letter!r}")
        number = (number << 5) | _VALUES[letter]
    if number > BIGGEST:
        raise ValueError("an id has 63 bits")
    return number
