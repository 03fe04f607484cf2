"""Mail that comes in, from a mailbox or a webhook, and who takes it.

A feature's `incoming.py` declares HANDLERS: functions that take a mail (received.py) and say what
became of it, or return None when it is not for them. The first that does not is the one.
"""

from __future__ import annotations

from cohort.mail.incoming.bounce_reports import take_bounces

HANDLERS = (take_bounces,)
