"""The notices of threads: what is meant for one person, and summaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cohort.discussions.queries import visible_threads
from cohort.discussions.queries.told import ToldPost, posts_told
from cohort.discussions.queries.unmaskings import unmaskings_of
from cohort.discussions.queries.unseen import unseen_threads
from cohort.discussions.reading_place import mark_threads_read
from cohort.kernel import ids
from cohort.notices.kinds import EXCERPT, Happened, Kind, Line, Reader, excerpt_of, path_to

REPLY, MENTION, ANSWER, SUMMARY = "reply", "mention", "answer", "summary"
UNMASKED = "unmasked"
_SAYS = {
    REPLY: "{} answered your post",
    MENTION: "{} mentioned you",
    ANSWER: "{} answered a post that you follow",
    SUMMARY: "There is a new summary of this thread",
}


def place_of(thread_id: int) -> str:
    """The place of a thread's posts."""
    return f"thread:{thread_id}"


def place_of_post(post_id: int) -> str:
    """The place of what is told of one post alone."""
    return f"post:{post_id}"


def _lines(reader: Reader, notices: Sequence[Happened]) -> Mapping[int, Line]:
    posts = posts_told(reader, [notice.subject_id for notice in notices])
    return {
        notice.id: _line(reader, notice.kind, posts[notice.subject_id])
        for notice in notices
        if notice.subject_id in posts
    }


def path_to_post(cohort_slug: str, thread_id: int, post_id: int) -> str:
    """The address of a post on its thread's page, from / on."""
    written = ids.write_id(post_id)
    return path_to(
        "discussions.read_thread",
        cohort_slug=cohort_slug,
        thread_id=thread_id,
        post=written,
        anchor=f"post-{written}",
    )


def _line(reader: Reader, kind: str, post: ToldPost) -> Line:
    return Line(
        words=_SAYS[kind].format(post.author),
        url=path_to_post(reader.standings[post.cohort_id].cohort.slug, post.thread_id, post.id),
        about=post.title,
        excerpt=excerpt_of(post.body_html),
        author=post.author,
    )


def _unmasked_lines(reader: Reader, notices: Sequence[Happened]) -> Mapping[int, Line]:
    """To the author of a post without a name: who asked for it, and why."""
    asked = {row.id: row for row in unmaskings_of(reader, [n.subject_id for n in notices])}
    return {
        notice.id: Line(
            words=f"{row.by} now knows that you wrote a post without your name",
            url=path_to_post(
                reader.standings[row.cohort_id].cohort.slug, row.thread_id, row.post_id
            ),
            about=row.title,
            excerpt=row.reason[:EXCERPT],
        )
        for notice in notices
        if (row := asked.get(notice.subject_id)) and row.cohort_id in reader.standings
    }


def _read_all(reader: Reader) -> None:
    """Mark every thread that the reader may read as read."""
    for actor in reader.standings.values():
        mark_threads_read(reader.user_id, visible_threads(actor))


DERIVED = (unseen_threads,)
READ_ALL = (_read_all,)
KINDS = (
    Kind(
        UNMASKED, "Your name was asked for", True, category="direct", rank=5, lines=_unmasked_lines
    ),
    Kind(REPLY, "Replies to you", True, category=REPLY, rank=10, lines=_lines),
    Kind(MENTION, "Mentions of you", True, category=MENTION, rank=20, lines=_lines),
    Kind(ANSWER, "Answers to posts you follow", True, category=ANSWER, rank=30, lines=_lines),
    Kind(SUMMARY, "Summaries of threads", False, category=SUMMARY, rank=40, lines=_lines),
)
