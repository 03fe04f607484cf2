"""The forms of what is done to threads."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from wtforms import BooleanField, SelectField, StringField, TextAreaField

from cohort.course_modules.queries import ModuleRow
from cohort.discussions.queries import OpenThread
from cohort.kernel import ids
from cohort.markdown import LONGEST
from cohort.web.forms import EditForm, Form, OnceForm, at_most, required

TELL = "Tell the people who follow this thread"
NO_MODULE = "none"


class TendForm(Form):
    """One act, and whether people are told of it."""

    tell = BooleanField(TELL)


class CloseForm(TendForm):
    """Closing a thread."""

    reason = StringField(
        "Why is it closed?",
        description="Everybody who opens the thread reads this above the posts.",
        validators=[required("Say why the thread is closed"), at_most(300, "The reason")],
    )


class PlaceForm(EditForm):
    """A thread's title, and for facilitators the module it belongs to."""

    title = StringField(
        "Title", validators=[required("Enter a title for the thread"), at_most(160, "Title")]
    )
    module = SelectField("Module", description="None, when it is about no module.")
    tell = BooleanField(TELL)

    @classmethod
    def of(cls, thread: OpenThread, modules: Sequence[ModuleRow] | None) -> PlaceForm:
        """The form, filled in; without modules, and nobody to tell, where `modules` is None."""
        form = cls(data=saved(thread) | {"version": str(version_of(thread))})
        if modules is None or thread.prompt_id is not None:
            del form.module
        else:
            rows = [(ids.write_id(row.id), f"{row.number}. {row.title}") for row in modules]
            form.module.choices = [(NO_MODULE, "None"), *rows]
        if modules is None:
            del form.tell
        return form

    def clashes(self, thread: OpenThread) -> bool:
        """Whether somebody else changed the title or module since this form was opened."""
        kept = {name: value for name, value in saved(thread).items() if name in self}
        return self.clashes_with(version_of(thread), kept)

    @property
    def module_id(self) -> int | None:
        """The chosen module."""
        chosen = self.module.data
        return None if chosen in (None, NO_MODULE) else ids.read_id(chosen)


class SummaryForm(EditForm, OnceForm):
    """The summary on top of a thread. Its key is that of a draft."""

    body = TextAreaField(
        "Summary", validators=[required("Write something first"), at_most(LONGEST, "A summary")]
    )
    tell = BooleanField(TELL)

    @property
    def seen_version(self) -> int:
        """The version that was changed; 0 for none, and when the field was tampered with."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


class SeenForm(EditForm):
    """A button that acts on a version."""

    seen_version = SummaryForm.seen_version


def saved(thread: OpenThread) -> dict[str, str]:
    """What PlaceForm changes, as it stands."""
    module = NO_MODULE if thread.module_id is None else ids.write_id(thread.module_id)
    return {"title": thread.title, "module": module}


def version_of(thread: OpenThread) -> int:
    """A number that differs when the title or module does."""
    return zlib.crc32("\n".join(saved(thread).values()).encode())
