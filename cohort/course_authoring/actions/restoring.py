"""Going back to an earlier revision: its text is saved once more, so nothing after it is lost."""

from __future__ import annotations

from cohort.access.actor import Actor
from cohort.course_authoring.actions import editing
from cohort.course_authoring.queries.content import EditableText
from cohort.course_authoring.queries.versions import RevisionRow
from cohort.kernel import clock
from cohort.kernel.errors import Clash


def restore(actor: Actor, text: EditableText, revision: RevisionRow) -> bool:
    """Save an earlier text again; False when it is what is saved already.

    Raises Clash when a prompt of it stands on another page by now.
    """
    look = editing.look_over(actor, text, revision.text)
    if look.taken:
        key, place = next(iter(look.taken.items()))
        raise Clash(f"The prompt “{key}” of that revision stands on {place} by now.")
    note = f"As it was on {clock.say_moment(revision.made_at)}"
    return editing.save_text(actor, text, revision.text, note=note, origin="restore")
