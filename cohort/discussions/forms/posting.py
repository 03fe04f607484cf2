"""The composer of a post."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, TextAreaField

from cohort.discussions.forms.files import DescribeForm, TakesFiles, files_field
from cohort.files.kinds import BadFile
from cohort.kernel import ids
from cohort.kernel.errors import DomainError
from cohort.markdown import LONGEST
from cohort.web.forms import EditForm, OnceForm, at_most, required

BODY = (required("Write something first"), at_most(LONGEST, "A post"))


class PostForm(OnceForm, TakesFiles):
    """A post in a thread."""

    body = TextAreaField("Your post", validators=BODY)
    files = files_field()
    without_name = BooleanField("Post this without my name")

    def say(self, fault: DomainError) -> None:
        """Say beside the field that it is about why this could not be posted."""
        if isinstance(fault, BadFile):
            self.refuse(fault)
        else:
            self.body.errors = [str(fault)]


class ReplyForm(PostForm):
    """A post in an open thread, perhaps in answer to another post."""

    reply_to = HiddenField()

    @property
    def reply_to_id(self) -> int | None:
        """The post it answers; None without one, and when the field was tampered with."""
        try:
            return ids.read_id(self.reply_to.data or "")
        except ValueError:
            return None


class EditPostForm(EditForm, OnceForm, DescribeForm, TakesFiles):
    """Changing a post. Its key is that of a draft."""

    body = TextAreaField("Your post", validators=BODY)
    files = files_field()
