"""Posting without one's name, ending that choice, and asking who wrote such a post."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions import actions, queries
from cohort.discussions.forms import PostForm, UnmaskForm
from cohort.discussions.models import ThreadKind
from cohort.discussions.queries.naming import find_unmasked, nameless_choice, nameless_ended_at
from cohort.discussions.views.blueprint import blueprint
from cohort.kernel.errors import NotFound
from cohort.web.guard import allowed, viewer

SETTING = "/threads/without-names"
REFUSED = "Not posted. Your words are below. If you post them now, they stand with your name"


@blueprint.app_template_global("nameless_choice")
def choice_for_viewer(kind: str = ThreadKind.OPEN) -> object:
    """Whether whoever looks at a composer may post without their name."""
    return nameless_choice(viewer(), kind)


def is_refused(form: PostForm, kind: str = ThreadKind.OPEN) -> bool:
    """Whether somebody wants to post without their name and may not: the form then says so."""
    if not form.without_name.data or nameless_choice(viewer(), kind).is_offered:
        return False
    form.without_name.data = False
    form.without_name.errors = [REFUSED]
    return True


@blueprint.get(SETTING)
@allowed(Can.SET_NAMELESS)
def show_nameless(cohort_slug: str) -> ResponseReturnValue:
    """Whether participants may post without their name, and the button that changes it."""
    ended_at = nameless_ended_at(viewer())
    return render_template("discussions/without_names.html", ended_at=ended_at)


@blueprint.post(SETTING)
@allowed(Can.SET_NAMELESS)
def set_nameless(cohort_slug: str) -> ResponseReturnValue:
    """End it, or allow it again."""
    wanted = request.form.get("allowed") == "yes"
    if actions.allow_nameless(viewer(), allowed=wanted):
        now = "can post without their names now" if wanted else "cannot post without names any more"
        flash(f"Participants {now}.", "success")
    return redirect(url_for(".show_nameless", cohort_slug=cohort_slug), 303)


@blueprint.get("/threads/without-names/<id:nameless_id>")
@allowed(Can.UNMASK)
def ask_to_unmask(cohort_slug: str, nameless_id: int) -> ResponseReturnValue:
    """Say what will happen and ask why; afterwards, to the facilitator who asked, who it was."""
    return _show(_nameless(nameless_id), UnmaskForm())


@blueprint.post("/threads/without-names/<id:nameless_id>")
@allowed(Can.UNMASK)
def unmask(cohort_slug: str, nameless_id: int) -> ResponseReturnValue:
    """Record it, tell the author, and lead to the page that says the name."""
    post, form = _nameless(nameless_id), UnmaskForm()
    if not form.validate_on_submit():
        return _show(post, form), 422
    actions.unmask(viewer(), post, reason=form.reason.data or "")
    return redirect(
        url_for(".ask_to_unmask", cohort_slug=cohort_slug, nameless_id=nameless_id), 303
    )


def _show(post: queries.OnePost, form: UnmaskForm) -> str:
    found = find_unmasked(viewer(), post.id)
    return render_template("discussions/unmask.html", post=post, form=form, found=found)


def _nameless(post_id: int) -> queries.OnePost:
    """A post without a name of somebody else. Raises NotFound."""
    post = queries.get_post(viewer(), post_id)
    if not post.is_nameless or post.is_own:
        raise NotFound("No such post without a name.")
    return post
