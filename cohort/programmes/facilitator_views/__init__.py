"""Looking after a cohort's people: invitations and members."""

from __future__ import annotations

from cohort.programmes.facilitator_views import invitations, members
from cohort.programmes.facilitator_views.blueprint import blueprint

__all__ = ["blueprint", "invitations", "members"]
