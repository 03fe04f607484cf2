"""Reports of posts: the list, and one of them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.discussions.actions import reporting
from cohort.discussions.actions.hosting_mail import deadline_of
from cohort.discussions.facilitator_views.blueprint import blueprint
from cohort.discussions.forms.hosting import SettleForm
from cohort.discussions.models import Outcome
from cohort.discussions.queries import reports, steps_in
from cohort.kernel.errors import Clash
from cohort.web.guard import allowed, viewer
from cohort.web.paging import key_asked


@blueprint.get("/reports")
@allowed(Can.HOST_THREADS)
def list_reports(cohort_slug: str) -> ResponseReturnValue:
    """Those that wait."""
    page = reports.reports_visible_to(viewer(), before=key_asked())
    return render_template(
        "discussions/facilitator/reports.html",
        page=page,
        settled=False,
        steps_in=steps_in.steps_in(viewer()),
    )


@blueprint.get("/reports/settled")
@allowed(Can.HOST_THREADS)
def list_settled(cohort_slug: str) -> ResponseReturnValue:
    """Those that are settled."""
    page = reports.reports_visible_to(viewer(), settled=True, before=key_asked())
    return render_template(
        "discussions/facilitator/reports.html", page=page, settled=True, steps_in=()
    )


@blueprint.get("/reports/<id:report_id>")
@allowed(Can.HOST_THREADS)
def show_report(cohort_slug: str, report_id: int) -> ResponseReturnValue:
    """The post, what is said of it, and what can be done."""
    return _page(report_id, SettleForm())


@blueprint.post("/reports/<id:report_id>/take")
@allowed(Can.HOST_THREADS)
def take_on(cohort_slug: str, report_id: int) -> ResponseReturnValue:
    """Say that the viewer looks at it."""
    if not reporting.take_on(viewer(), report_id):
        opener = reports.get_report(viewer(), report_id).opener or "Somebody"
        words = "You have" if opener == viewer().name else f"{opener} has"
        flash(f"{words} taken this on already.", "notice")
    return _to(cohort_slug, report_id)


@blueprint.post("/reports/<id:report_id>/settle")
@allowed(Can.HOST_THREADS)
def settle(cohort_slug: str, report_id: int) -> ResponseReturnValue:
    """Say what was done. What was typed stays on the page when another was quicker."""
    report, form = reports.get_report(viewer(), report_id), SettleForm()
    if not form.validate_on_submit() or not form.fits(is_hidden=report.is_hidden):
        return _page(report_id, form), 422
    try:
        reporting.settle(
            viewer(), report.id, outcome=Outcome(form.outcome.data), answer=form.answer.data or ""
        )
    except Clash as fault:
        return _page(report_id, form, str(fault)), 409
    flash("The report is settled, and the person who made it hears by mail.", "success")
    return redirect(url_for(".list_reports", cohort_slug=cohort_slug), 303)


def _page(report_id: int, form: SettleForm, clash: str = "") -> str:
    report = reports.get_report(viewer(), report_id)
    return render_template(
        "discussions/facilitator/report.html",
        report=report,
        form=form,
        clash=clash,
        deadline=deadline_of(report.reported_at, viewer().cohort.time_zone),
    )


def _to(cohort_slug: str, report_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_report", cohort_slug=cohort_slug, report_id=report_id), 303)
