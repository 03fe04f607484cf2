"""The category of mail about threads, which people can decline. No such mail exists yet."""

from __future__ import annotations

from cohort.accounts.mail_choices import Category, Wish

CATEGORIES = (
    Category(
        "news",
        "News of your cohorts",
        "news of your cohorts",
        "New threads, and what was said in those you follow.",
        Wish.DIGEST,
    ),
)
