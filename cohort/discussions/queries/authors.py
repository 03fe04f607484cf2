"""Who wrote a post, as far as the viewer may know: the one way to an author, for every query.

A post without a name has no author for anybody but the person who wrote it: not a number, not a
role, not an organisation. Whoever needs a post's author joins by `shown_author` and nothing else.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from cohort.accounts.models import Profile, User
from cohort.discussions.models import Post, Thread
from cohort.programmes.models import Membership

NAMELESS = "A member of this cohort"
OWN_NAMELESS = "you, without your name"
VIEWER = sa.bindparam("viewer_id", type_=sa.BigInteger)


def shown_author(post: Any = Post) -> sa.Case[Any]:
    """The id of the author of a Post or Thread, or NULL where the viewer may not know it. Needs
    `viewer_id`."""
    hidden = sa.and_(post.is_nameless, post.author_id != VIEWER)
    return sa.case((hidden, sa.null()), else_=post.author_id)


def shown_name(user: Any = User) -> sa.ColumnElement[str]:
    """The name to stand beside a post whose author was joined as `user`, by `shown_author`."""
    return sa.func.coalesce(user.name, NAMELESS)


def shown_beginner(user: Any = User) -> sa.ColumnElement[str]:
    """Who began a Thread whose author was joined as `user`, by `shown_author(Thread)`: after
    "Started by"."""
    own = sa.and_(Thread.is_nameless, Thread.author_id == VIEWER)
    return sa.case((own, OWN_NAMELESS), else_=shown_name(user))


def with_authors(query: sa.Select[Any]) -> sa.Select[Any]:
    """Join the author of each Post of a query: User, Profile, and Membership in the cohort."""
    return (
        query.outerjoin(User, User.id == shown_author())
        .outerjoin(Profile, Profile.user_id == User.id)
        .outerjoin(
            Membership,
            sa.and_(
                Membership.user_id == User.id,
                Membership.cohort_id == sa.bindparam("cohort_id"),
            ),
        )
    )
