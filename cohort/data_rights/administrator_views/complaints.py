"""Data-protection complaints: those that are due, and working on one."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.data_rights import queries
from cohort.data_rights.actions import complaints
from cohort.data_rights.administrator_views.blueprint import blueprint
from cohort.data_rights.forms.complaint import WorkOnComplaintForm
from cohort.kernel import clock
from cohort.web.guard import allowed, viewer
from cohort.web.paging import key_asked


@blueprint.get("/complaints")
@allowed(Can.ADMINISTER)
def list_complaints() -> ResponseReturnValue:
    """Open complaints, the first due first; then the answered ones."""
    return render_template(
        "data_rights/administrator/complaints.html",
        waiting=queries.open_complaints(),
        answered=queries.answered_complaints(before=key_asked()),
        today=clock.in_zone(clock.now(), clock.LONDON).date(),
    )


@blueprint.get("/complaints/<id:complaint_id>")
@allowed(Can.ADMINISTER)
def show_complaint(complaint_id: int) -> ResponseReturnValue:
    """One complaint in full, with its state."""
    complaint = queries.get_complaint(complaint_id)
    form = WorkOnComplaintForm(obj=complaint)
    return render_template(
        "data_rights/administrator/complaint.html", complaint=complaint, form=form
    )


@blueprint.post("/complaints/<id:complaint_id>")
@allowed(Can.ADMINISTER)
def save_complaint(complaint_id: int) -> ResponseReturnValue:
    """Save state and notes, unless somebody else changed them meanwhile."""
    complaint, form = queries.get_complaint(complaint_id), WorkOnComplaintForm()
    saved = {"state": complaint.state, "outcome": complaint.outcome}
    if not form.validate_on_submit() or form.clashes_with(complaint.version, saved):
        page = render_template(
            "data_rights/administrator/complaint.html", complaint=complaint, form=form
        )
        return page, form.answer_status
    complaints.work_on(viewer(), complaint, state=form.state.data, outcome=form.outcome.data or "")
    flash(f"Complaint {complaint.reference} is saved.", "success")
    return redirect(url_for(".show_complaint", complaint_id=complaint_id), 303)


@blueprint.post("/complaints/<id:complaint_id>/release")
@allowed(Can.ADMINISTER)
def release_complaint(complaint_id: int) -> ResponseReturnValue:
    """Mark it as genuine, and acknowledge it now."""
    complaint = queries.get_complaint(complaint_id)
    complaints.release(viewer(), complaint)
    flash(f"Complaint {complaint.reference} is acknowledged by mail.", "success")
    return redirect(url_for(".show_complaint", complaint_id=complaint_id), 303)
