"""Reporting a post, and one post's address."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions.actions import reporting
from cohort.discussions.actions.hosting_mail import deadline_of
from cohort.discussions.forms.hosting import ReportForm
from cohort.discussions.models import Reason
from cohort.discussions.notices import SETTLED
from cohort.discussions.queries.hosted import HostedPost, get_hosted_post
from cohort.discussions.queries.reports import find_own_report
from cohort.discussions.views.blueprint import blueprint
from cohort.kernel import clock
from cohort.notices.actions import note_shown
from cohort.web.guard import allowed, viewer


@blueprint.get("/posts/<id:post_id>/report")
@allowed(Can.REPORT_POST)
def ask_report(cohort_slug: str, post_id: int) -> ResponseReturnValue:
    """The form; or, for whoever has reported the post, what became of it."""
    own = find_own_report(viewer(), post_id)
    post = get_hosted_post(viewer(), post_id, hidden_too=own is not None)
    return _page(post, ReportForm())


@blueprint.post("/posts/<id:post_id>/report")
@allowed(Can.REPORT_POST)
def report_post(cohort_slug: str, post_id: int) -> ResponseReturnValue:
    """Tell the facilitators. Its own page confirms it."""
    post, form = get_hosted_post(viewer(), post_id), ReportForm()
    if not form.validate_on_submit():
        return _page(post, form), 422
    reporting.report_post(
        viewer(), post, reason=Reason(form.reason.data), words=form.words.data or ""
    )
    return redirect(url_for(".ask_report", cohort_slug=cohort_slug, post_id=post_id), 303)


def _page(post: HostedPost, form: ReportForm) -> Response:
    own = find_own_report(viewer(), post.id)
    text = render_template(
        "discussions/report.html",
        post=post,
        form=form,
        own=own,
        deadline=deadline_of(own.reported_at if own else clock.now(), viewer().cohort.time_zone),
    )
    answer = make_response(text)
    if own and own.settled_at:
        note_shown(answer, viewer().user_id, SETTLED, [own.id])
    return answer
