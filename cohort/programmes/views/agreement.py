"""The cohort's agreement: reading it at any time, and agreeing to it."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts import sign_in
from cohort.kernel.comparing import compare_lines
from cohort.kernel.errors import Clash
from cohort.programmes.actions import agreements
from cohort.programmes.forms.agreements import AgreeForm
from cohort.programmes.queries.agreements import agreement_for
from cohort.programmes.views.blueprint import blueprint
from cohort.web.guard import allowed, viewer
from cohort.web.redirects import own_path


@blueprint.get("/cohorts/<cohort_slug>/agreement")
@allowed(Can.READ_AGREEMENT)
def show_agreement(cohort_slug: str) -> ResponseReturnValue:
    """The wording, what changed since the member agreed, and a button if they must agree."""
    return _page(AgreeForm(next=request.args.get("next")))


@blueprint.post("/cohorts/<cohort_slug>/agreement")
@allowed(Can.READ_AGREEMENT)
def agree(cohort_slug: str) -> ResponseReturnValue:
    """Agree to the wording that was shown."""
    form = AgreeForm()
    try:
        agreements.agree(viewer(), form.wording)
    except Clash:
        return _page(form, was_reworded=True), 409
    flash("Thank you. You agreed to how the cohort works.", "success")
    home = url_for("site.cohort_home", cohort_slug=cohort_slug)
    return sign_in.arrive(own_path(form.next.data, home))


def _page(form: AgreeForm, *, was_reworded: bool = False) -> str:
    agreement = agreement_for(viewer())
    changes = []
    if agreement.current and agreement.agreed and agreement.has_changed:
        changes = compare_lines(agreement.agreed.text, agreement.current.text)
    form.number.data = str(agreement.current.number if agreement.current else 0)
    return render_template(
        "programmes/agreement.html",
        form=form,
        agreement=agreement,
        changes=changes,
        was_reworded=was_reworded,
    )
