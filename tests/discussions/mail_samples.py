"""Mail about posts, and about replies by mail."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from cohort.accounts.models import User
from cohort.discussions import emails
from cohort.discussions.by_mail import answers
from cohort.discussions.emails import private
from cohort.discussions.models import Unmasking
from cohort.discussions.queries.mailed import WholePost
from cohort.discussions.queries.told_privately import ToldPrivately
from cohort.mail.outbox import Message
from cohort.notices.actions.mailing import stops
from cohort.notices.sources import Letter
from tests.discussions import hosting_samples
from tests.mail.samples import PUBLIC_URL
from tests.notices.mail_samples import addressee, news

THREAD = f"{PUBLIC_URL}/cohorts/spring/threads/0000000000001"


def _priya(typed: str) -> User:
    return User(id=1, name=typed, email="priya@council.example")


def not_posted(typed: str) -> Message:
    """A thread was closed meanwhile; the words come back whole."""
    reason, words = answers.Reason.CLOSED, f"{typed}\n\n- by patience\n- with *lunch*"
    return answers.not_posted(_priya(typed), typed, THREAD, reason, words)


def without_files(typed: str) -> Message:
    """Somebody attached files."""
    return answers.without_files(_priya(typed), typed, THREAD, [typed, "terms.pdf"])


def from_elsewhere(typed: str) -> Message:
    """Somebody else wrote, or they did from another address."""
    return answers.from_elsewhere(_priya(typed))


def posts(typed: str) -> Message:
    """A reply, and a post with files in another thread that is followed."""
    found = [news(typed, emails.REPLY, 10, 1), news(typed, emails.FOLLOWED, 11, 2)]
    whole = {
        1: WholePost(1, typed, "<p>What it answers</p>"),
        2: WholePost(2, typed, "", pictures=2, files=1),
    }
    letter = Letter(addressee(typed), found, stops(1, [emails.REPLY, emails.FOLLOWED]))
    return emails._posts(letter, whole)


def private_reply(typed: str) -> Message:
    """A facilitator wrote to the author of a post."""
    one = replace(news(typed, emails.REPLY, 10, 1), area=private.AREA, place="private:1")
    letter = Letter(addressee(typed), [one], stops(1, [emails.REPLY]))
    at = dt.datetime(2027, 3, 2, 9, tzinfo=dt.UTC)
    written = ToldPrivately(1, 1, 1, 10, 2, typed, False, typed, typed, "", "<p>A post</p>", at)
    return private._letter(letter, {1: written})


def unmasked(typed: str) -> Message:
    """A facilitator asked for the author of a post without a name."""
    at = dt.datetime(2027, 3, 2, 12, tzinfo=dt.UTC)
    asking = Unmasking(id=1, post_id=1, unmasked_by=2, reason=typed, unmasked_at=at)
    cohort = addressee(typed).reader.standings[2].cohort
    return emails.unmasked(_priya(typed), asking, thread=(1, typed), by=typed, cohort=cohort)


SAMPLES = hosting_samples.SAMPLES | {
    "discussions/unmasked": unmasked,
    "discussions/posts": posts,
    "discussions/private_reply": private_reply,
    answers.NOT_POSTED: not_posted,
    answers.FILES: without_files,
    answers.OTHER_SENDER: from_elsewhere,
}
