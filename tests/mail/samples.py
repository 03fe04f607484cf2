"""A sample of each mail there is, for the tests that every mail must pass.

A feature's tests/<feature>/mail_samples.py holds SAMPLES: {the mail's file under templates/emails/,
without `.md`: a function that composes it through the feature's own emails.py}. The function is
given whatever people could have typed (names, titles) as one text, and puts it wherever the mail
shows such a thing. It runs inside an app's context and may use objects that were never saved.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from cohort.mail.outbox import Message
from tests.declared import files

Compose = Callable[[str], Message]
PUBLIC_URL = "http://localhost"


def all_samples() -> dict[str, Compose]:
    """Every feature's samples, by kind of mail."""
    found: dict[str, Compose] = {}
    for path in files("mail_samples.py"):
        found |= import_module(f"tests.{path.parent.name}.mail_samples").SAMPLES
    return found
