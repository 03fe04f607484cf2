"""Pictures and files beside posts: put there, described, taken away.

They were looked through before the transaction (cohort/files/member_files.py). The store's own copy
follows the transaction; what a killed request leaves behind is swept (sweeping.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from cohort.db import change, db
from cohort.discussions.models import Post, PostFile
from cohort.files import store
from cohort.files.kinds import BadFile
from cohort.files.member_files import MOST_FILES, SafeFile, ending_for
from cohort.kernel import ids

FOLDER = "posts"  # of the file store
NAMELESS_PICTURE = "picture.webp"
TELLS_NAME = (
    "Without your name you can add pictures only. A document can hold its author’s name where it "
    "does not show"
)


def check_new(files: Sequence[SafeFile], *, nameless: bool, held: int = 0) -> None:
    """Raise BadFile, before anything is written, where a post that has `held` files would have too
    many, or one could tell who wrote a post without a name."""
    if held + len(files) > MOST_FILES:
        raise BadFile(f"A post has at most {MOST_FILES} pictures and files")
    if nameless and any(not file.is_picture for file in files):
        raise BadFile(TELLS_NAME)


def change_files(post_id: int, add: Sequence[SafeFile], without: Collection[int] = ()) -> int:
    """Put files beside a post of one's own, but for those that stand there already, and remove some
    of its files, from the store too once this is committed. Returns how many came or went.

    Raises BadFile as `check_new` does, and has changed nothing then.
    """
    if not add and not without:
        return 0
    of_post = PostFile.post_id == post_id
    held = db.session.execute(
        sa.select(PostFile.id, PostFile.digest, PostFile.file_key).where(of_post)
    ).all()
    gone = [row for row in held if row.id in without]
    stays = {row.digest for row in held if row.id not in without}
    first = {file.digest: file for file in reversed(add)}  # of two that are the same
    fresh = [file for file in add if file is first[file.digest] and file.digest not in stays]
    nameless = db.session.scalars(sa.select(Post.is_nameless).where(Post.id == post_id)).one()
    check_new(fresh, nameless=nameless, held=len(held) - len(gone))
    if gone:
        change(sa.delete(PostFile).where(of_post, PostFile.id.in_([row.id for row in gone])))
    for row in gone:
        store.delete_after_commit(row.file_key)
    for file in fresh:
        _put(post_id, file, name=NAMELESS_PICTURE if nameless else file.name)
    db.session.flush()
    return len(gone) + len(fresh)


def describe(post_id: int, said: Mapping[int, str]) -> None:
    """Say what pictures of a post show: {file id: words}. Others are left as they are."""
    for file_id, words in said.items():
        change(
            sa.update(PostFile)
            .where(PostFile.post_id == post_id, PostFile.id == file_id, PostFile.width > 0)
            .values(alt_text=words)
        )


def _put(post_id: int, file: SafeFile, *, name: str) -> None:
    key = f"{FOLDER}/{ids.write_id(ids.new_id())}.{ending_for(file.media_type)}"
    store.put(key, file.content, file.media_type)
    db.session.add(
        PostFile(
            id=ids.new_id(),
            post_id=post_id,
            name=name,
            file_key=key,
            media_type=file.media_type,
            digest=file.digest,
            size=len(file.content),
            width=file.width,
            height=file.height,
        )
    )
