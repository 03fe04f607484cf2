"""How long invitations are kept."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.programmes.models import Invitation
from cohort.programmes.settings import KEEP_INVITATIONS_DAYS
from cohort.settings.retention import Rule, before, in_words, remove

RULES = (
    Rule(
        "Invitations that are over",
        "removed",
        in_words(KEEP_INVITATIONS_DAYS),
        Invitation,
        Invitation.expires_at,
        lambda: (
            sa.func.coalesce(Invitation.revoked_at, Invitation.expires_at)
            < before(KEEP_INVITATIONS_DAYS)
        ),
        remove(Invitation),
    ),
)
