"""What the page shows below a discuss prompt."""

from __future__ import annotations

from cohort.discussions.queries import threads_on

FILLS = {"discuss": threads_on}
