"""Making accounts."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.accounts.models import User
from cohort.accounts.passwords import hash_password
from cohort.db import db
from cohort.kernel import clock
from cohort.kernel.errors import Clash


def create_user(
    *, name: str, email: str, password: str | None, administrator: bool = False
) -> User:
    """Make a new account. Raises Clash when the address has one already."""
    email = email.strip().lower()
    if db.session.scalar(sa.select(User.id).where(User.email == email)):
        raise Clash("There is already an account with this email address.", field="email")
    user = User(
        email=email,
        name=name,
        password_hash=hash_password(password) if password else None,
        administrator_since=clock.now() if administrator else None,
    )
    db.session.add(user)
    db.session.flush()
    return user
