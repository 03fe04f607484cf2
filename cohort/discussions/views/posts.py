"""One post: its address, changing and removing it, and what it said before."""

from __future__ import annotations

from itertools import pairwise

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions, queries
from cohort.discussions.forms import EditPostForm, lines_of
from cohort.discussions.queries.hosted import get_hosted_post
from cohort.discussions.queries.revisions import wordings_of
from cohort.discussions.views.blueprint import blueprint, to_post
from cohort.discussions.views.composing import changed_post, composing_change
from cohort.discussions.views.files import takes_files, to_what_was_posted
from cohort.drafts import settle_sent
from cohort.files.kinds import BadFile
from cohort.kernel import ids
from cohort.kernel.comparing import compare_lines
from cohort.kernel.errors import Clash, NotFound
from cohort.web.guard import allow, allowed, viewer

ONE = "/threads/<id:thread_id>/posts/<id:post_id>"


@blueprint.get(ONE)
@allowed(Can.READ_THREADS)
def show_post(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Lead to the post, on its page of the thread in which it is now; of a hidden or removed one,
    to the place that says so."""
    try:
        post = get_hosted_post(viewer(), post_id, hidden_too=True)
    except NotFound:
        return _to_round(cohort_slug, thread_id)
    written = ids.write_id(post.id)
    address = url_for(
        ".read_thread",
        cohort_slug=cohort_slug,
        thread_id=post.thread_id,
        post=written,
        _anchor=f"post-{written}",
    )
    return redirect(address, 303)


@blueprint.get(f"{ONE}/edit")
@allowed(Can.READ_THREADS)
def edit_post(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """The post in its composer."""
    post = _own_post(post_id)
    files = queries.files_of(viewer(), post)
    given = {"body": post.body, "version": str(post.version), "beside": lines_of(files)}
    return _composer(post, EditPostForm(data=given))


@blueprint.post(f"{ONE}/edit")
@allowed(Can.READ_THREADS)
@takes_files
def save_post(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Save the changed words; a change made elsewhere meanwhile is shown beside them."""
    form = EditPostForm()
    is_valid = form.validate_on_submit()  # first: to look files through ends the transaction
    post = queries.get_post(viewer(), post_id)
    allow(Can.CHANGE_POST, post)
    saved = {} if post.removed_at else {"body": post.body}
    if not is_valid or form.clashes_with(post.version, saved):
        return _composer(post, form), form.answer_status
    try:
        said = _edit(post, form)
    except BadFile as fault:
        form.refuse(fault)
        return _composer(post, form), 422
    except Clash as clash:  # changed or removed between our looking and our writing
        form.body.errors = [str(clash)]
        return _composer(post, form), 409
    settle_sent(viewer(), "post", changed_post(post.id))
    flash("Your post is changed.", "success")
    files = len(form.safe_files)
    posted = actions.Posted(post.thread_id, post.id, said=said, files=files)
    return to_what_was_posted(cohort_slug, posted, form)


def _edit(post: queries.OnePost, form: EditPostForm) -> str:
    return actions.edit_post(
        post,
        body=form.body.data or "",
        files=form.safe_files,
        without=form.to_remove,
        described=form.described,
    )


@blueprint.get(f"{ONE}/remove")
@allowed(Can.READ_THREADS)
def ask_to_remove(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Ask once."""
    return render_template("discussions/remove.html", post=_own_post(post_id))


@blueprint.post(f"{ONE}/remove")
@allowed(Can.READ_THREADS)
def remove_post(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Remove it."""
    post = queries.get_post(viewer(), post_id)
    allow(Can.CHANGE_POST, post)
    actions.remove_post(viewer(), post)
    flash("Your post is removed. You can put it back for ten minutes.", "success")
    return _to(cohort_slug, post)


@blueprint.post(f"{ONE}/put-back")
@allowed(Can.READ_THREADS)
def put_post_back(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """Undo the removal."""
    post = queries.get_post(viewer(), post_id)
    allow(Can.CHANGE_POST, post)
    if post.removed_at is not None:
        actions.put_back(viewer(), post)
        flash("Your post is back.", "success")
    return _to(cohort_slug, post)


@blueprint.get(f"{ONE}/history")
@allowed(Can.READ_THREADS)
def show_history(cohort_slug: str, thread_id: int, post_id: int) -> ResponseReturnValue:
    """What changed from each wording to the next, the latest change first."""
    post = queries.get_post(viewer(), post_id)
    allow(Can.SEE_POST_HISTORY, post)
    changes = [
        (new.written_at, compare_lines(old.body, new.body))
        for new, old in pairwise(wordings_of(viewer(), post))
    ]
    return render_template("discussions/history.html", post=post, changes=changes)


def _composer(post: queries.OnePost, form: EditPostForm) -> str:
    shown = {"draft": composing_change(post, form), "files": queries.files_of(viewer(), post)}
    return render_template("discussions/edit.html", post=post, form=form, **shown)


def _to_round(cohort_slug: str, thread_id: int) -> ResponseReturnValue:
    """To a quiet round, whose page says what it hides: the same for a post that is not shown and
    for one that is not there. Raises NotFound for another thread."""
    if queries.get_thread(viewer(), thread_id).shows_all:
        raise NotFound("No such post.")
    return redirect(url_for(".read_thread", cohort_slug=cohort_slug, thread_id=thread_id), 303)


def _own_post(post_id: int) -> queries.OnePost:
    """The viewer's own, still with words. Raises NotFound and NotAllowed."""
    post = queries.get_post(viewer(), post_id)
    allow(Can.CHANGE_POST, post)
    if post.removed_at is not None:
        raise NotFound("You removed this post.")
    return post


def _to(cohort_slug: str, post: queries.OnePost) -> ResponseReturnValue:
    return to_post(cohort_slug, actions.Posted(post.thread_id, post.id))
