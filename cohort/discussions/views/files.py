"""Pictures and files beside posts: sent to those who may read the post, and described."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions, queries
from cohort.discussions.forms import DescribeForm, TakesFiles, lines_of
from cohort.discussions.views.blueprint import blueprint, to_post
from cohort.files.member_files import ACCEPT, MOST_BYTES, MOST_FILES
from cohort.files.sending import send
from cohort.kernel.errors import NotFound
from cohort.web.guard import allow, allowed, viewer
from cohort.web.incoming import takes_up_to
from cohort.web.kept import had_files
from cohort.web.limits import limiter

WORDS_BESIDE = 1024 * 1024  # bytes of a form around its files
PICTURES = "/threads/<id:thread_id>/posts/<id:post_id>/pictures"


def takes_files(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that takes a post's pictures and files, some in an hour from one person. What a
    browser sends where nothing is chosen, an empty file, is none."""
    some = limiter.limit("60 per hour", exempt_when=lambda: not had_files())
    return takes_up_to(MOST_FILES * MOST_BYTES + WORDS_BESIDE)(some(view))


@blueprint.app_template_global("accepted_files")
def accepted_files() -> str:
    """What a file chooser offers: the server looks at the content."""
    return ACCEPT


@blueprint.get("/posts/files/<id:post_file_id>")
@allowed(Can.READ_THREADS)
def send_post_file(cohort_slug: str, post_file_id: int) -> ResponseReturnValue:
    """A picture, or a file to save, of a post that the viewer may read now."""
    found = queries.get_file(viewer(), post_file_id)
    return send(found.key, found.name, found.media_type, found.digest)


@blueprint.get(PICTURES)
@allowed(Can.READ_THREADS)
def ask_what_shows(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Ask what the pictures of one's own post show, once they are there."""
    post, pictures = _own_pictures(post_id)
    return _ask(post, pictures, DescribeForm(beside=lines_of(pictures)))


@blueprint.post(PICTURES)
@allowed(Can.READ_THREADS)
def say_what_shows(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Save it."""
    post, pictures = _own_pictures(post_id)
    form = DescribeForm()
    if not form.validate_on_submit():
        return _ask(post, pictures, form), 422
    actions.describe(post.id, form.described)
    flash("What your pictures show is saved.", "success")
    return to_post(cohort_slug, actions.Posted(post.thread_id, post.id))


def to_what_was_posted(
    cohort_slug: str, posted: actions.Posted, form: TakesFiles
) -> ResponseReturnValue:
    """To the post; with new pictures first to the page that asks what they show."""
    if not posted.files or not any(file.is_picture for file in form.safe_files):
        return to_post(cohort_slug, posted)
    address = url_for(
        ".ask_what_shows",
        cohort_slug=cohort_slug,
        thread_id=posted.thread_id,
        post_id=posted.post_id,
    )
    return redirect(address, 303)


def _own_pictures(post_id: int) -> tuple[queries.OnePost, list[queries.FileRow]]:
    """The viewer's own post and its pictures. Raises NotFound and NotAllowed."""
    post = queries.get_post(viewer(), post_id)
    allow(Can.CHANGE_POST, post)
    pictures = [file for file in queries.files_of(viewer(), post) if file.is_picture]
    if not pictures:
        raise NotFound("There are no pictures beside this post.")
    return post, pictures


def _ask(post: queries.OnePost, pictures: list[queries.FileRow], form: DescribeForm) -> str:
    return render_template("discussions/pictures.html", post=post, files=pictures, form=form)
