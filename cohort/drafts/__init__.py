"""Floor 4: unfinished text of every feature, kept until exactly that text was saved.

A feature declares in its `drafts.py` what somebody may keep a draft of (`KINDS`, see
cohort.drafts.kinds). Its views call `compose` for the page, and `settle_sent` once the text was
saved; its template gives what `compose` returned to the macros of components/composer.html.
"""

from cohort.drafts.composing import Composing, compose, compose_each, keep_sent, settle_sent
from cohort.drafts.kinds import Kind, Place, id_in

__all__ = [
    "Composing",
    "Kind",
    "Place",
    "compose",
    "compose_each",
    "id_in",
    "keep_sent",
    "settle_sent",
]
