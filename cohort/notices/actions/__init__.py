"""Making notices, and noting how far somebody has read."""

from cohort.notices.actions.reading import (
    forget_gone,
    mark_all_read,
    note_shown,
    seen,
    trail,
)
from cohort.notices.actions.telling import Told, tell, withdraw

__all__ = [
    "Told",
    "forget_gone",
    "mark_all_read",
    "note_shown",
    "seen",
    "tell",
    "trail",
    "withdraw",
]
