"""What the page shows below a reflect prompt."""

from __future__ import annotations

from cohort.reflections.queries import answers_to

FILLS = {"reflect": answers_to}
