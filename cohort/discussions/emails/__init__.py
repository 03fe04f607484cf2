"""Mail about threads, and its categories, which people can decline.

`news` was one category before there were these kinds of it: who chose it then has chosen for all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from cohort.access.actor import CohortScope
from cohort.accounts.mail_choices import Category, Wish
from cohort.accounts.models import User
from cohort.discussions.by_mail.addresses import reply_address
from cohort.discussions.emails import private, tended
from cohort.discussions.models import Unmasking
from cohort.discussions.notices import ANSWER, MENTION, REPLY, SUMMARY, path_to_post, place_of
from cohort.discussions.queries import mailed
from cohort.discussions.queries.mailed import NewPost, WholePost
from cohort.kernel import clock, ids
from cohort.mail.outbox import Message, compose
from cohort.notices.emails import USEFUL_FOR, whole, whole_of
from cohort.notices.kinds import EXCERPT, excerpt_of, path_to
from cohort.notices.sources import Area, Batch, Letter, News, Source
from cohort.settings.current import current
from cohort.settings.settings import CONTACT_EMAIL

DIRECT, NEWS = "direct", "news"
NOTICEBOARD, FOLLOWED, THREADS = "noticeboard", "followed", "threads"
NAME = "discussions"
LIST = "discussions.list_threads"

CATEGORIES = (
    Category(
        REPLY,
        "Replies to you",
        "replies to you",
        "Somebody answered what you wrote.",
        Wish.AT_ONCE,
        group=DIRECT,
    ),
    Category(
        MENTION,
        "Mentions of you",
        "mentions of you",
        "Somebody wrote your name with an @.",
        Wish.AT_ONCE,
        group=DIRECT,
    ),
    Category(
        ANSWER,
        "Answers to a post you follow",
        "answers to posts you follow",
        "You asked to be told when somebody answers it.",
        Wish.AT_ONCE,
        group=DIRECT,
    ),
    Category(
        NEWS,
        "News of your cohorts",
        "news of your cohorts",
        "New threads, and what was said in those you follow.",
        Wish.DIGEST,
        is_group=True,
    ),
    Category(
        NOTICEBOARD,
        "The noticeboard",
        "your cohorts’ noticeboards",
        "What facilitators tell everybody.",
        Wish.DIGEST,
        must=Wish.DIGEST,
        group=NEWS,
    ),
    Category(
        FOLLOWED,
        "Posts in threads you follow",
        "posts in threads you follow",
        "You began them, wrote in them or follow them.",
        Wish.DIGEST,
        group=NEWS,
    ),
    Category(
        THREADS,
        "New threads",
        "new threads",
        "Somebody began to talk about something.",
        Wish.DIGEST,
        group=NEWS,
    ),
    Category(
        SUMMARY,
        "Summaries",
        "summaries of threads",
        "A facilitator has summed up a thread, closed or merged it, and wants its followers told.",
        Wish.DIGEST,
        group=NEWS,
    ),
)


FOR_YOU = Area("for_you", "For you", "1 thing for you", "{} things for you", 10, NAME, LIST)
AREAS = {  # mail category: its part of a digest
    REPLY: FOR_YOU,
    MENTION: FOR_YOU,
    ANSWER: FOR_YOU,
    NOTICEBOARD: Area(
        NOTICEBOARD,
        "Noticeboard",
        "1 new on the noticeboard",
        "{} new on the noticeboard",
        20,
        NAME,
        LIST,
    ),
    THREADS: Area(THREADS, "New threads", "1 new thread", "{} new threads", 40, NAME, LIST),
    FOLLOWED: Area(
        FOLLOWED,
        "Threads that you follow",
        "news in 1 thread",
        "news in {} threads",
        60,
        NAME,
        LIST,
    ),
}
WHY = {  # completes "You get this because …"
    REPLY: "it answers what you wrote",
    MENTION: "your name is in it",
    ANSWER: "it answers a post that you follow",
    NOTICEBOARD: "it is on the noticeboard",
    THREADS: "it begins a thread",
    FOLLOWED: "you follow this thread",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A post in a mail: its words whole, at most 200 characters of what it answers, what stands
    beside it ("with 2 pictures and a file") and the whole address of its exact place."""

    words: str
    author: str
    title: str
    answered: str
    beside: str
    url: str


@dataclass(frozen=True, slots=True)
class MuteLink:
    """A thread, and the whole address of the page that stops all mail about it."""

    title: str
    url: str


def _gather(batch: Batch) -> Iterator[News]:
    known: dict[int, tuple[str, str]] = {}  # a post is new to many: its path and line are made once
    for post, due in mailed.new_posts(batch):
        kind = _kind_of(post)
        actor = batch.people[post.user_id].reader.standings[post.cohort_id]
        if post.post_id not in known:
            known[post.post_id] = _path(actor.cohort.slug, post), excerpt_of(post.html)
        url, line = known[post.post_id]
        yield News(
            user_id=post.user_id,
            cohort_id=post.cohort_id,
            kind=kind,
            area=AREAS[kind],
            place=place_of(post.thread_id),
            subject_id=post.post_id,
            due=due,
            about=post.title,
            url=url,
            line=line,
            author=post.author,
        )


def _kind_of(post: NewPost) -> str:
    """The mail category of a new post: the most direct reason there is."""
    if post.kind in AREAS:
        return str(post.kind)
    if post.is_on_noticeboard:
        return NOTICEBOARD
    return THREADS if post.is_first else FOLLOWED


def _path(slug: str, post: NewPost) -> str:
    written = ids.write_id(post.post_id)
    return path_to(
        "discussions.read_thread",
        f"post-{written}",
        cohort_slug=slug,
        thread_id=post.thread_id,
        post=written,
    )


def _stirred(since: dt.datetime, until: dt.datetime) -> Collection[int]:
    return mailed.stirred((NOTICEBOARD, THREADS, FOLLOWED), since, until)


def _write(letters: Sequence[Letter]) -> list[Message]:
    wanted = [news.subject_id for letter in letters for news in letter.news]
    posts = mailed.whole_posts(wanted)
    return [_posts(letter, posts) for letter in letters]


def _posts(letter: Letter, posts: dict[int, WholePost]) -> Message:
    """The posts that are due to somebody, in one mail: of one thread, or of several."""
    first = letter.news[0]
    threads = {news.place: news for news in letter.news}
    is_one = len(threads) == 1
    standings = letter.to.reader.standings
    # Mail about several threads says on each one's page who may write there.
    is_read_only = is_one and _only_facilitators_write(letter, posts[first.subject_id])
    reasons = list(dict.fromkeys(WHY[news.kind] for news in letter.news))
    places = list(dict.fromkeys(standings[news.cohort_id].cohort.name for news in letter.news))
    return compose(
        "discussions/posts",
        **letter.options,
        reply_to=_reply_to(letter) if is_one and not is_read_only else "",
        place=first.place if is_one else "",
        useful_until=clock.now() + USEFUL_FOR,
        subject=first.about if is_one else f"{len(letter.news)} new posts in {places[0]}",
        posts=[_shown(news, posts[news.subject_id]) for news in letter.news],
        is_one_thread=is_one,
        is_read_only=is_read_only,
        why=" and ".join(reasons),
        where=" and ".join(places),
        threads=[
            MuteLink(news.about, _mute_url(standings[news.cohort_id].cohort.slug, news))
            for news in threads.values()
        ],
    )


def _only_facilitators_write(letter: Letter, post: WholePost) -> bool:
    """Whether the reader may not write where this post stands."""
    actor = letter.to.reader.standings[letter.news[0].cohort_id]
    return post.is_on_noticeboard and not actor.is_facilitator


def _reply_to(letter: Letter) -> str:
    last = letter.news[-1]
    return reply_address(letter.to.reader.user_id, _thread_of(last), last.subject_id)


def _shown(news: News, post: WholePost) -> Shown:
    return Shown(
        words=post.body.strip(),
        author=news.author,
        title=news.about,
        answered=excerpt_of(post.answered_html)[:EXCERPT],
        beside=_beside(post),
        url=whole_of(news.url),
    )


def _beside(post: WholePost) -> str:
    """What a mail cannot carry, in words; empty where there is nothing."""
    counts = ((post.pictures, "a picture", "pictures"), (post.files, "a file", "files"))
    said = [one if count == 1 else f"{count} {many}" for count, one, many in counts if count]
    return f"with {' and '.join(said)}" if said else ""


def unmasked(
    author: User, asking: Unmasking, *, thread: tuple[int, str], by: str, cohort: CohortScope
) -> Message:
    """Tells the author of a post without a name who asked for it, and why. Not to be declined."""
    return compose(
        "discussions/unmasked",
        to_address=author.email,
        to_name=author.name,
        user_id=author.id,
        once_key=f"unmasked:{asking.id}",
        user=author,
        by=by,
        cohort=cohort.name,
        zone=author.time_zone or cohort.time_zone,
        at=asking.unmasked_at,
        title=thread[1],
        reason=asking.reason,
        url=whole_of(path_to_post(cohort.slug, thread[0], asking.post_id)),
        help_address=current(CONTACT_EMAIL),
    )


def _thread_of(news: News) -> int:
    return int(news.place.rpartition(":")[2])


def _mute_url(slug: str, news: News) -> str:
    return whole("discussions.read_thread", "follow", cohort_slug=slug, thread_id=_thread_of(news))


SOURCES = (Source(NAME, _gather, _stirred, _write), tended.SOURCE, private.SOURCE)
