"""The members of a cohort: who they are, what they agreed to, whose mail bounces."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.access.actor import Role
from cohort.accounts.actions.spoken_codes import make_read_out_code
from cohort.programmes.actions import memberships as actions
from cohort.programmes.facilitator_views.blueprint import blueprint
from cohort.programmes.forms.members import ReasonForm, RoleForm
from cohort.programmes.queries import members
from cohort.programmes.queries.administration import is_host
from cohort.web.guard import allowed, viewer


@blueprint.get("/members")
@allowed(Can.INVITE)
def list_members(cohort_slug: str) -> ResponseReturnValue:
    """Everybody, with the wording each agreed to."""
    people = members.members_to_look_after(viewer())
    return render_template("programmes/facilitator/members.html", people=people)


@blueprint.get("/members/<id:membership_id>")
@allowed(Can.INVITE)
def show_member(cohort_slug: str, membership_id: int) -> ResponseReturnValue:
    """One member, and the actions available."""
    member = members.get_member(viewer(), membership_id)
    return render_template("programmes/facilitator/member.html", member=member)


@blueprint.get("/members/<id:membership_id>/removal")
@allowed(Can.INVITE)
def ask_removal(cohort_slug: str, membership_id: int) -> ResponseReturnValue:
    """What removing means, and a box for the reason."""
    return _removal(members.get_member(viewer(), membership_id), ReasonForm())


@blueprint.post("/members/<id:membership_id>/removal")
@allowed(Can.INVITE)
def remove_member(cohort_slug: str, membership_id: int) -> ResponseReturnValue:
    """Take somebody out of the cohort, with a reason."""
    member, form = members.get_member(viewer(), membership_id), ReasonForm()
    if not form.validate_on_submit():
        return _removal(member, form), 422
    actions.remove_member(viewer(), membership_id, reason=form.reason.data or "")
    flash(f"{member.name} is out of the cohort. What they wrote is still there.", "success")
    return _to(cohort_slug, member)


@blueprint.post("/members/<id:membership_id>/removal/undo")
@allowed(Can.INVITE)
def bring_back(cohort_slug: str, membership_id: int) -> ResponseReturnValue:
    """Undo it."""
    member = members.get_member(viewer(), membership_id)
    actions.bring_back(viewer(), membership_id)
    flash(f"{member.name} is in the cohort again.", "success")
    return _to(cohort_slug, member)


@blueprint.get("/members/<id:membership_id>/role")
@allowed(Can.EDIT_COHORT)
def ask_role(cohort_slug: str, membership_id: int) -> ResponseReturnValue:
    """Participant or facilitator: for the people who run the programme."""
    member = members.get_member(viewer(), membership_id)
    return _role(member, RoleForm(role=member.role))


@blueprint.post("/members/<id:membership_id>/role")
@allowed(Can.EDIT_COHORT)
def change_role(cohort_slug: str, membership_id: int) -> ResponseReturnValue:
    """Save the new role, with its reason."""
    member, form = members.get_member(viewer(), membership_id), RoleForm()
    if not form.validate_on_submit():
        return _role(member, form), 422
    role, reason = Role(form.role.data), form.reason.data or ""
    actions.change_role(viewer(), membership_id, role, reason=reason)
    flash(f"{member.name} is a {role} now.", "success")
    return _to(cohort_slug, member)


@blueprint.get("/members/<id:membership_id>/code")
@allowed(Can.READ_OUT_CODE)
def ask_code(cohort_slug: str, membership_id: int) -> ResponseReturnValue:
    """What a code to read out opens, and what it does not."""
    member = members.get_participant(viewer(), membership_id)
    return render_template("programmes/facilitator/code.html", member=member, code=None)


@blueprint.post("/members/<id:membership_id>/code")
@allowed(Can.READ_OUT_CODE)
def make_code(cohort_slug: str, membership_id: int) -> ResponseReturnValue:
    """Make a code and show it, only this once."""
    member = members.get_participant(viewer(), membership_id)
    code = make_read_out_code(viewer(), member.user_id, is_host=is_host(member.user_id))
    return render_template("programmes/facilitator/code.html", member=member, code=code)


def _removal(member: members.Member, form: ReasonForm) -> str:
    return render_template("programmes/facilitator/removal.html", member=member, form=form)


def _role(member: members.Member, form: RoleForm) -> str:
    return render_template("programmes/facilitator/role.html", member=member, form=form)


def _to(cohort_slug: str, member: members.Member) -> ResponseReturnValue:
    page = url_for(".show_member", cohort_slug=cohort_slug, membership_id=member.membership_id)
    return redirect(page, 303)
