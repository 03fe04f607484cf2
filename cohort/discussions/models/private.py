"""What a facilitator and the author of a post wrote to each other privately."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cohort.db import Base, HasId, points_to
from cohort.kernel import clock


class PrivateReply(HasId, Base):
    """One message between a facilitator and the author of a post; all with the same two are their
    exchange. `from_author`: the post's author wrote it, else the facilitator. It does not hold the
    author: the post does, who may have written it without a name. Sent once, never changed."""

    __tablename__ = "private_reply"
    __table_args__ = (
        sa.UniqueConstraint("post_id", "facilitator_id", "from_author", "submission_key"),
    )

    post_id: Mapped[int] = points_to("post.id", index=False, ondelete="CASCADE")
    facilitator_id: Mapped[int] = points_to("user_account.id")
    from_author: Mapped[bool] = mapped_column(default=False)
    body: Mapped[str] = mapped_column(sa.Text)
    body_html: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    submission_key: Mapped[str] = mapped_column(sa.String(13))
