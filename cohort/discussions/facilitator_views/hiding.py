"""Hiding posts, and showing them again."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions.actions import hiding as actions
from cohort.discussions.facilitator_views.blueprint import blueprint
from cohort.discussions.forms.hosting import HideForm
from cohort.discussions.queries.hosted import HostedPost, get_hosted_post
from cohort.discussions.queries.reports import find_open_report
from cohort.web.guard import allowed, viewer


@blueprint.get("/posts/<id:post_id>/hide")
@allowed(Can.HOST_THREADS)
def ask_hide(cohort_slug: str, post_id: int) -> ResponseReturnValue:
    """What hiding does, and a box for the reason."""
    return _page(get_hosted_post(viewer(), post_id), HideForm())


@blueprint.post("/posts/<id:post_id>/hide")
@allowed(Can.HOST_THREADS)
def hide_post(cohort_slug: str, post_id: int) -> ResponseReturnValue:
    """Hide it."""
    post, form = get_hosted_post(viewer(), post_id), HideForm()
    if not form.validate_on_submit():
        return _page(post, form), 422
    if actions.hide_post(viewer(), post, reason=form.reason.data or ""):
        flash("The post is hidden. Its author hears why, by mail.", "success")
    else:
        flash("The post was hidden already. The first reason stands.", "notice")
    return _back(cohort_slug, post)


@blueprint.post("/posts/<id:post_id>/restore")
@allowed(Can.HOST_THREADS)
def restore_post(cohort_slug: str, post_id: int) -> ResponseReturnValue:
    """Show it again."""
    post = get_hosted_post(viewer(), post_id)
    if actions.restore_post(viewer(), post):
        flash("The post is shown again. Its author hears of it by mail.", "success")
    return _back(cohort_slug, post)


def _page(post: HostedPost, form: HideForm) -> str:
    return render_template("discussions/facilitator/hide.html", post=post, form=form)


def _back(cohort_slug: str, post: HostedPost) -> ResponseReturnValue:
    """To a report that waits about this post, else to the post."""
    report_id = find_open_report(viewer(), post.id)
    if report_id:
        address = url_for(".show_report", cohort_slug=cohort_slug, report_id=report_id)
    else:
        address = url_for(
            "discussions.show_post",
            cohort_slug=cohort_slug,
            thread_id=post.thread_id,
            post_id=post.id,
        )
    return redirect(address, 303)
