"""Pictures and files in the composer of a post, and what they show."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, FieldList, FormField, HiddenField, StringField
from wtforms.validators import Optional, ValidationError

from cohort.db.write_lock import release_write_lock
from cohort.discussions.models import LONGEST_ALT
from cohort.discussions.queries import FileRow
from cohort.files.kinds import BadFile
from cohort.files.member_files import MOST_BYTES, MOST_FILES, WHAT_IS_TAKEN, SafeFile, look_through
from cohort.kernel import ids
from cohort.web.forms import Form, at_most

CHOOSE_AGAIN = "Choose your pictures and files again: they were not kept."
LIMITS = (
    f"Up to {MOST_FILES} a post, {MOST_BYTES // 1024**2} MB each. {WHAT_IS_TAKEN}. "
    "A draft does not keep them."
)


def files_field() -> MultipleFileField:
    """The field, for the place it has among a form's others: a summary of errors goes by that."""
    return MultipleFileField("Add pictures or files", description=LIMITS)


class TakesFiles(Form):
    """A form with pictures and files. Validate it before anything is looked up: looking through
    them takes long, and ends the transaction so far so that others can write meanwhile."""

    files: MultipleFileField

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.safe_files: list[SafeFile] = []

    @property
    def chose_files(self) -> bool:
        """Whether the request brought files, which a browser forgets when the form comes back."""
        return request.method == "POST" and any(f.filename for f in request.files.getlist("files"))

    def validate_files(self, field: MultipleFileField) -> None:
        """Look each through; the first that cannot be kept is said."""
        sent = [file for file in field.data or () if file and file.filename]
        self.safe_files = []
        if not sent:
            return
        if len(sent) > MOST_FILES:
            raise ValidationError(
                f"You chose {len(sent)} files. A post has at most {MOST_FILES}. {CHOOSE_AGAIN}"
            )
        release_write_lock()
        try:
            for file in sent:
                content = file.stream.read(MOST_BYTES + 1)
                self.safe_files.append(look_through(file.filename, content))
        except BadFile as fault:
            self.safe_files = []
            raise ValidationError(_said(fault)) from None

    def refuse(self, fault: BadFile) -> None:
        """Say beside the field why the files cannot be kept."""
        self.files.errors = [_said(fault)]


def _said(fault: BadFile) -> str:
    return f"{str(fault).rstrip('.')}. {CHOOSE_AGAIN}"


class OneFileForm(Form):
    """A file that stands beside a post."""

    class Meta(Form.Meta):
        csrf: ClassVar[bool] = False  # its form has the token

    file = HiddenField()
    alt = StringField(
        "What the picture shows",
        validators=[Optional(), at_most(LONGEST_ALT, "What the picture shows")],
    )
    remove = BooleanField("Remove it")

    @property
    def file_id(self) -> int:
        """Its id; 0, which no file has, when the field was tampered with."""
        try:
            return ids.read_id(self.file.data or "")
        except ValueError:
            return 0


class DescribeForm(Form):
    """What the pictures of a post show."""

    beside = FieldList(FormField(OneFileForm), "Pictures and files", max_entries=MOST_FILES)

    @property
    def described(self) -> dict[int, str]:
        """{file id: what it shows}."""
        return {line.form.file_id: line.form.alt.data or "" for line in self.beside}

    @property
    def to_remove(self) -> list[int]:
        """The ids of the files that are to go."""
        return [line.form.file_id for line in self.beside if line.form.remove.data]


def lines_of(files: list[FileRow]) -> list[dict[str, Any]]:
    """What fills in `beside`: one line a file, in their order."""
    return [{"file": ids.write_id(file.id), "alt": file.alt_text} for file in files]
