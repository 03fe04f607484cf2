"""Reading `?before=` from the address of a list paged by key."""

from __future__ import annotations

from flask import request

from cohort.kernel import ids
from cohort.kernel.errors import NotFound


def key_asked(name: str = "before") -> int | None:
    """The key in the address, or None for the first page. Raises NotFound for a broken one."""
    text = request.args.get(name)
    if text is None:
        return None
    try:
        return ids.read_id(text)
    except ValueError:
        raise NotFound("This list has no such page. Go back to its first page.") from None
