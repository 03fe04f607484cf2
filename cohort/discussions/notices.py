"""The notices of threads: what is meant for one person, and summaries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cohort.discussions.models import Outcome
from cohort.discussions.queries.reports import settled_reports_of
from cohort.discussions.queries.tended import Tended, tended
from cohort.discussions.queries.told import ToldPost, posts_told
from cohort.discussions.queries.told_privately import (
    PRIVATE_REPLY,
    ToldPrivately,
    told_privately,
)
from cohort.discussions.queries.unmaskings import unmaskings_of
from cohort.discussions.queries.unseen import unseen_threads
from cohort.discussions.reading_place import mark_threads_read
from cohort.kernel import ids
from cohort.notices.kinds import EXCERPT, Happened, Kind, Line, Reader, excerpt_of, path_to

REPLY, MENTION, ANSWER, SUMMARY = "reply", "mention", "answer", "summary"
UNMASKED, SETTLED = "unmasked", "report_settled"
_SAYS = {
    REPLY: "{} answered your post",
    MENTION: "{} mentioned you",
    ANSWER: "{} answered a post that you follow",
}
# What a facilitator did, in the audit log's word for it: (kind of notice, what it says, whether
# it is still so). A notice's subject is the row of thread_telling, not a post.
TENDING: Mapping[str, tuple[str, str, Callable[[Tended], bool]]] = {
    "thread:summarise": (SUMMARY, "wrote a summary of this thread", lambda it: bool(it.html)),
    "thread:close": ("thread_closed", "closed this thread", lambda it: it.reason is not None),
    "thread:open-again": (
        "thread_opened",
        "opened this thread again",
        lambda it: it.reason is None,
    ),
    "thread:rename": ("thread_renamed", "gave this thread its title", lambda _: True),
    "thread:move": ("thread_moved", "moved this thread to another module", lambda _: True),
    "thread:merge": ("thread_merged", "merged another thread into this one", lambda _: True),
    "thread:pin": ("thread_pinned", "pinned this thread", lambda it: it.is_pinned),
}


def place_of(thread_id: int) -> str:
    """The place of a thread's posts."""
    return f"thread:{thread_id}"


def place_of_post(post_id: int) -> str:
    """The place of what is told of one post alone."""
    return f"post:{post_id}"


def place_of_report(report_id: int) -> str:
    """The place of what somebody hears of their report."""
    return f"report:{report_id}"


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


def _settled_lines(reader: Reader, notices: Sequence[Happened]) -> Mapping[int, Line]:
    """To whoever reported a post: what was done, as the mail about it says."""
    found = {row.id: row for row in settled_reports_of(reader, [n.subject_id for n in notices])}
    return {
        notice.id: Line(
            words=f"You reported a post. {Outcome(row.outcome).words}",
            url=path_to(
                "discussions.ask_report",
                cohort_slug=reader.standings[row.cohort_id].cohort.slug,
                post_id=row.post_id,
            ),
            about=row.title,
            excerpt=row.answer[:EXCERPT],
        )
        for notice in notices
        if (row := found.get(notice.subject_id)) and row.cohort_id in reader.standings
    }


def private_place(post_id: int) -> str:
    """The place of what is written privately about a post."""
    return f"private:{post_id}"


def path_of_private(slug: str, it: ToldPrivately) -> str:
    """The address of a private reply, from / on."""
    return path_to(
        "discussions.read_private",
        f"private-{ids.write_id(it.id)}",
        cohort_slug=slug,
        private_id=it.id,
    )


def _private_lines(reader: Reader, notices: Sequence[Happened]) -> Mapping[int, Line]:
    found = {it.id: it for it in told_privately(reader, [n.subject_id for n in notices])}
    return {
        notice.id: Line(
            words=f"{it.by} {'answered' if it.from_author else 'wrote to'} you privately",
            url=path_of_private(reader.standings[it.cohort_id].cohort.slug, it),
            about=it.title,
            excerpt=excerpt_of(it.html),
            author=it.by,
        )
        for notice in notices
        if (it := found.get(notice.subject_id))
    }


def _tended_lines(reader: Reader, notices: Sequence[Happened]) -> Mapping[int, Line]:
    found = tended(reader, [notice.subject_id for notice in notices])
    return {
        notice.id: _tended_line(reader, found[notice.subject_id])
        for notice in notices
        if notice.subject_id in found and is_still_so(found[notice.subject_id])
    }


def is_still_so(it: Tended) -> bool:
    """Whether what was done to the thread was not undone since."""
    return it.act in TENDING and TENDING[it.act][2](it)


def excerpt_of_tended(it: Tended) -> str:
    """The beginning of the summary, or the reason for closing."""
    if it.act == "thread:summarise":
        return excerpt_of(it.html)
    return (it.reason or "") if it.act == "thread:close" else ""


def path_of_tended(slug: str, it: Tended) -> str:
    """The address of the thread, from /; of its summary."""
    anchor = "summary" if it.act == "thread:summarise" else ""
    return path_to("discussions.read_thread", anchor, cohort_slug=slug, thread_id=it.thread_id)


def _tended_line(reader: Reader, it: Tended) -> Line:
    return Line(
        words=f"{it.by} {TENDING[it.act][1]}",
        url=path_of_tended(reader.standings[it.cohort_id].cohort.slug, it),
        about=it.title,
        excerpt=excerpt_of_tended(it),
        author=it.by,
    )


def _read_all(reader: Reader) -> None:
    """Mark every thread that the reader may read as read."""
    for actor in reader.standings.values():
        mark_threads_read(actor)


_OTHERS = (
    ("thread_closed", "Threads that were closed"),
    ("thread_opened", "Threads that were opened again"),
    ("thread_renamed", "Threads with another title"),
    ("thread_moved", "Threads that were moved"),
    ("thread_merged", "Threads that were merged"),
    ("thread_pinned", "Threads that were pinned"),
)
DERIVED = (unseen_threads,)
READ_ALL = (_read_all,)
KINDS = (
    Kind(
        UNMASKED, "Your name was asked for", True, category="direct", rank=5, lines=_unmasked_lines
    ),
    Kind(SETTLED, "Posts you reported", True, category="direct", rank=6, lines=_settled_lines),
    Kind(PRIVATE_REPLY, "Private replies", True, category=REPLY, rank=8, lines=_private_lines),
    Kind(REPLY, "Replies to you", True, category=REPLY, rank=10, lines=_lines),
    Kind(MENTION, "Mentions of you", True, category=MENTION, rank=20, lines=_lines),
    Kind(ANSWER, "Answers to posts you follow", True, category=ANSWER, rank=30, lines=_lines),
    Kind(SUMMARY, "Summaries of threads", False, category=SUMMARY, rank=40, lines=_tended_lines),
    *(
        Kind(name, words, False, category=SUMMARY, rank=rank, lines=_tended_lines)
        for rank, (name, words) in enumerate(_OTHERS, 41)
    ),
)
