"""Mail about replies by mail."""

from __future__ import annotations

from cohort.accounts.models import User
from cohort.discussions.by_mail import answers
from cohort.mail.outbox import Message
from tests.mail.samples import PUBLIC_URL

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


SAMPLES = {
    answers.NOT_POSTED: not_posted,
    answers.FILES: without_files,
    answers.OTHER_SENDER: from_elsewhere,
}
