"""Finding people."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from cohort.accounts.models import SignInFailure, User
from cohort.db import db


def find_user_by_email(email: str) -> User | None:
    """The active person with this address, whatever its case; None when there is none."""
    return db.session.scalar(
        sa.select(User).where(User.email == email.strip().lower(), User.deactivated_at.is_(None))
    )


def count_failures(*, email: str, network: str, since: dt.datetime) -> tuple[int, int]:
    """How many sign-ins failed since a moment: (for this address, from this network)."""
    counts = sa.select(
        sa.select(sa.func.count())
        .where(SignInFailure.email == email, SignInFailure.at >= since)
        .scalar_subquery(),
        sa.select(sa.func.count())
        .where(SignInFailure.network == network, SignInFailure.at >= since)
        .scalar_subquery(),
    )
    by_email, by_network = db.session.execute(counts).one()
    return by_email, by_network
