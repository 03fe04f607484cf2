"""What becomes of somebody's words in threads when the account goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from cohort.db import change, db
from cohort.discussions.models import (
    Acknowledgement,
    MailedPost,
    Mention,
    Post,
    PostFile,
    PostFollowing,
    PostRemoval,
    PostRevision,
    PrivateReply,
    ReplyAddress,
    Thread,
    ThreadFollowing,
    ThreadToCome,
)
from cohort.discussions.search import forget_posts, index_threads
from cohort.kernel.data_rights import DataSubject, Erased

AT_ONCE = 500  # rows of the search index
PLAIN_NAME = "picture.webp"
REMOVED_TITLE = "A thread whose title was removed"
REMOVED_WORDS = "These words were removed by the person who wrote them."


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:
    """Keep posts and threads without a name; with `remove_posts` delete their text and files.
    Earlier wordings, small words, mentions, and files that can hold a name go in any case. Private
    replies are as posts, but not counted: a count would tell of posts without a name."""
    me = whose.user_id
    for table in (ThreadFollowing, PostFollowing):
        change(sa.delete(table).where(table.user_id == me))
    change(sa.delete(ReplyAddress).where(ReplyAddress.user_id == me))
    change(sa.delete(MailedPost).where(MailedPost.user_id == me))
    change(sa.delete(ThreadToCome).where(ThreadToCome.author_id == me))
    posts = Post.author_id == me
    own = sa.select(Post.id).where(posts)
    change(sa.delete(PostRevision).where(PostRevision.post_id.in_(own)))
    change(sa.update(PostRemoval).where(PostRemoval.post_id.in_(own)).values(body=None))
    files = _remove_files(own, all_of_them=remove_posts)
    gone = {
        "small words said of posts": change(
            sa.delete(Acknowledgement).where(Acknowledgement.user_id == me)
        ),
        "mentions": change(sa.delete(Mention).where(Mention.user_id == me)),
    }
    removed = {what: count for what, count in gone.items() if count}
    # A count that others read says nothing of posts without a name.
    count = db.session.scalar(sa.select(sa.func.count()).where(posts, ~Post.is_nameless)) or 0
    if not remove_posts:
        return Erased(removed, kept={"posts in threads": count}, files=files)
    change(sa.delete(Mention).where(Mention.post_id.in_(own)))
    for some in _in_parts(own):
        forget_posts(some)
    html = f"<p>{REMOVED_WORDS}</p>"
    change(sa.update(Post).where(posts).values(body=REMOVED_WORDS, body_html=html))
    of_author = sa.and_(PrivateReply.from_author, PrivateReply.post_id.in_(own))
    of_facilitator = sa.and_(~PrivateReply.from_author, PrivateReply.facilitator_id == me)
    private = sa.update(PrivateReply).where(sa.or_(of_author, of_facilitator))
    change(private.values(body=REMOVED_WORDS, body_html=html))
    # The title of a prompt's thread comes from the module, not from whoever posted first.
    titled = sa.and_(Thread.author_id == me, Thread.prompt_id.is_(None))
    change(sa.update(Thread).where(titled).values(title=REMOVED_TITLE))
    for some in _in_parts(sa.select(Thread.id).where(titled)):
        index_threads(some)
    return Erased(removed | {"words of posts in threads": count}, files=files)


def _remove_files(own: sa.Select[int], *, all_of_them: bool) -> tuple[str, ...]:
    """Delete files of these posts; returns their keys. Pictures of posts that stay stay too, under
    a name that tells nothing: they are drawn anew, but a document can hold who wrote it."""
    going: sa.ColumnElement[bool] = PostFile.post_id.in_(own)
    if not all_of_them:
        is_removed = sa.exists().where(PostRemoval.post_id == PostFile.post_id)
        going = sa.and_(going, sa.or_(PostFile.width == 0, is_removed))
    keys = db.session.scalars(sa.select(PostFile.file_key).where(going)).all()
    change(sa.delete(PostFile).where(going))
    change(sa.update(PostFile).where(PostFile.post_id.in_(own)).values({PostFile.name: PLAIN_NAME}))
    return tuple(keys)


def _in_parts(ids: sa.Select[int]) -> Iterator[Sequence[int]]:
    found = db.session.scalars(ids).all()
    for start in range(0, len(found), AT_ONCE):
        yield found[start : start + AT_ONCE]
