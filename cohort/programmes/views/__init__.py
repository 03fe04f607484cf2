"""Public programme pages, and a member's way into a cohort."""

from __future__ import annotations

from cohort.programmes.views import agreement, cohorts, invitations, people
from cohort.programmes.views.blueprint import blueprint

__all__ = ["agreement", "blueprint", "cohorts", "invitations", "people"]
