"""Forms for a course's files."""

from __future__ import annotations

from flask_wtf.file import FileField, MultipleFileField
from wtforms import SelectField, TextAreaField
from wtforms.validators import Optional, ValidationError

from cohort.web.forms import Form, at_most

MOST_FILES = 20


class FilesForm(Form):
    """Files to add. `beside`: the written id of a module, or empty for the whole course."""

    files = MultipleFileField("Choose files")
    alt = TextAreaField(
        "What the pictures show",
        description="For people who cannot see them. One line for each picture, in their order.",
        validators=[Optional(), at_most(4_000, "What the pictures show")],
    )
    beside = SelectField("Beside the pages of", validate_choice=False)

    def validate_files(self, field: MultipleFileField) -> None:
        """Require at least one file, and not the whole disk."""
        sent = [file for file in field.data or () if file and file.filename]
        if not sent:
            raise ValidationError("Choose a file first")
        if len(sent) > MOST_FILES:
            raise ValidationError(f"Choose {MOST_FILES} files or fewer at a time")


class ReplaceForm(Form):
    """A file to replace another."""

    file = FileField("Choose the new file")

    def validate_file(self, field: FileField) -> None:
        """Require a file."""
        if not field.data:
            raise ValidationError("Choose a file first")
