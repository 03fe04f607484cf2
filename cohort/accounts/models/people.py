"""People: accounts, profiles and days away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, PersonName, points_to
from cohort.kernel import clock


class User(HasId, Base):
    """A person with an account. `email` is stored in lower case.

    Raising `epoch` ends all the person's sign-ins at once. `time_zone` is empty for somebody who
    reads times in each cohort's own zone. `last_seen_on` is a day in UTC, one of the last-seen
    marks. `leaving_at`: when the account is to be deleted; until then the person may sign in to
    keep it. `erased_at`: the person is gone and the row, without a name, only holds their place
    beside posts that stay. `notice_seen_at`: when they last hid the message that the privacy
    notice had changed.
    """

    __tablename__ = "user_account"

    email: Mapped[str] = mapped_column(sa.String(320), unique=True)
    name: Mapped[str] = mapped_column(PersonName())
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    epoch: Mapped[int] = mapped_column(default=0)
    time_zone: Mapped[str] = mapped_column(sa.String(60), default="")
    mail_choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    administrator_since: Mapped[dt.datetime | None]
    deactivated_at: Mapped[dt.datetime | None]
    leaving_at: Mapped[dt.datetime | None]
    erased_at: Mapped[dt.datetime | None]
    last_seen_on: Mapped[dt.date | None]
    notice_seen_at: Mapped[dt.datetime | None]


class Profile(Base):
    """What a person says about themselves: all optional. `seen_by` says who sees each field:
    {"place": "cohort"}; fields without an entry have the defaults of cohort.access.profiles.

    `photo_key` names the re-encoded picture in the file store (with a small one beside it).
    Changing the photo alone leaves `version` as it is: the text was not touched.
    """

    __tablename__ = "profile"

    user_id: Mapped[int] = points_to(
        "user_account.id", primary_key=True, index=False, ondelete="CASCADE"
    )
    job: Mapped[str] = mapped_column(sa.String(200), default="")
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    working_on: Mapped[str] = mapped_column(sa.Text, default="")
    can_help_with: Mapped[str] = mapped_column(sa.Text, default="")
    pronouns: Mapped[str] = mapped_column(sa.String(60), default="")
    photo_key: Mapped[str | None] = mapped_column(sa.String(200))
    seen_by: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Away(HasId, Base):
    """Days on which a person is away, both ends included, so that no silence worries anybody."""

    __tablename__ = "away"
    __table_args__ = (sa.CheckConstraint("last_day >= first_day", name="order"),)

    user_id: Mapped[int] = points_to("user_account.id", ondelete="CASCADE")
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
