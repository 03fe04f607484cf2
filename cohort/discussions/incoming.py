"""What takes the replies among the mail that comes in."""

from __future__ import annotations

from cohort.discussions.by_mail import take_reply

HANDLERS = (take_reply,)
