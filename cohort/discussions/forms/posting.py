"""The composer of a post."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, TextAreaField

from cohort.kernel import ids
from cohort.markdown import LONGEST
from cohort.web.forms import EditForm, OnceForm, at_most, required

BODY = (required("Write something first"), at_most(LONGEST, "A post"))


class PostForm(OnceForm):
    """A post in a thread."""

    body = TextAreaField("Your post", validators=BODY)
    without_name = BooleanField("Post this without my name")


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


class EditPostForm(EditForm, OnceForm):
    """Changing a post. Its key is that of a draft."""

    body = TextAreaField("Your post", validators=BODY)
