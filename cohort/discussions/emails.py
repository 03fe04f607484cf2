"""The categories of mail about threads, which people can decline.

`news` was one category before there were these kinds of it: who chose it then has chosen for all.
"""

from __future__ import annotations

from cohort.accounts.mail_choices import Category, Wish

DIRECT, NEWS = "direct", "news"

CATEGORIES = (
    Category(
        "reply",
        "Replies to you",
        "replies to you",
        "Somebody answered what you wrote.",
        Wish.AT_ONCE,
        group=DIRECT,
    ),
    Category(
        "mention",
        "Mentions of you",
        "mentions of you",
        "Somebody wrote your name with an @.",
        Wish.AT_ONCE,
        group=DIRECT,
    ),
    Category(
        "answer",
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
        "noticeboard",
        "The noticeboard",
        "your cohorts’ noticeboards",
        "What facilitators tell everybody.",
        Wish.DIGEST,
        must=Wish.DIGEST,
        group=NEWS,
    ),
    Category(
        "followed",
        "Posts in threads you follow",
        "posts in threads you follow",
        "You began them, wrote in them or follow them.",
        Wish.DIGEST,
        group=NEWS,
    ),
    Category(
        "threads",
        "New threads",
        "new threads",
        "Somebody began to talk about something.",
        Wish.DIGEST,
        group=NEWS,
    ),
    Category(
        "summary",
        "Summaries",
        "summaries of threads",
        "A facilitator has summed up a thread.",
        Wish.DIGEST,
        group=NEWS,
    ),
)
