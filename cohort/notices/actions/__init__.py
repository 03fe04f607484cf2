"""Making notices, and noting how far somebody has read."""

from cohort.notices.actions.reading import (
    forget_gone,
    mark_all_read,
    note_shown,
    seen,
    trail,
    trail_of_notices,
)
from cohort.notices.actions.telling import Told, bring_back, tell, withdraw

__all__ = [
    "Told",
    "bring_back",
    "forget_gone",
    "mark_all_read",
    "note_shown",
    "seen",
    "tell",
    "trail",
    "trail_of_notices",
    "withdraw",
]
