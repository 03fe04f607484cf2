"""Inviting people to a cohort, and the state of each invitation."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.access.actor import Role
from cohort.programmes import queries
from cohort.programmes.actions import invitations as actions
from cohort.programmes.facilitator_views.blueprint import blueprint
from cohort.programmes.forms.invitations import InviteForm, ResendForm
from cohort.programmes.queries import invitations
from cohort.web.filters import plural
from cohort.web.guard import allowed, viewer
from cohort.web.paging import key_asked


@blueprint.get("/invitations")
@allowed(Can.INVITE)
def list_invitations(cohort_slug: str) -> ResponseReturnValue:
    """Who was invited, and the state of each invitation."""
    page = invitations.invitations_visible_to(viewer(), key_asked())
    return render_template("programmes/facilitator/invitations.html", page=page)


@blueprint.get("/invitations/new")
@allowed(Can.INVITE)
def new_invitations(cohort_slug: str) -> ResponseReturnValue:
    """A box for one person or many, one on each line."""
    return render_template("programmes/facilitator/invite.html", form=InviteForm())


@blueprint.post("/invitations/check")
@allowed(Can.INVITE)
def check_invitations(cohort_slug: str) -> ResponseReturnValue:
    """Who will be invited, or which lines have errors. Sends nothing."""
    form = InviteForm()
    is_valid = form.validate_on_submit()
    read = form.read()
    if not is_valid or read.faults:
        return render_template("programmes/facilitator/invite.html", form=form), 422
    standing = invitations.standing_of(viewer().cohort.id, [one.email for one in read.invitees])
    return render_template(
        "programmes/facilitator/invite_check.html", form=form, read=read, standing=standing
    )


@blueprint.post("/invitations")
@allowed(Can.INVITE)
def invite(cohort_slug: str) -> ResponseReturnValue:
    """Send them. Members, and people invited already, get nothing more."""
    form = InviteForm()
    is_valid = form.validate_on_submit()
    read = form.read()
    if not is_valid or read.faults:
        return render_template("programmes/facilitator/invite.html", form=form), 422
    cohort = queries.get_cohort(viewer())
    sent = actions.invite(viewer(), cohort, read.invitees, Role(form.role.data))
    if sent:
        flash(f"{plural(len(sent), 'invitation')} on the way.", "success")
    else:
        flash("Nobody new to invite: all of them are in, or were invited already.", "notice")
    return redirect(url_for(".list_invitations", cohort_slug=cohort_slug), 303)


@blueprint.get("/invitations/<id:invitation_id>")
@allowed(Can.INVITE)
def show_invitation(cohort_slug: str, invitation_id: int) -> ResponseReturnValue:
    """One invitation: its state, and its text to send by hand."""
    invitation, line = invitations.get_line(viewer(), invitation_id)
    return render_template(
        "programmes/facilitator/invitation.html",
        line=line,
        text=actions.words_to_send(invitation),
        link=invitations.link_of(invitation),
        form=ResendForm(times_sent=str(invitation.times_sent)),
    )


@blueprint.post("/invitations/<id:invitation_id>/resend")
@allowed(Can.INVITE)
def resend_invitation(cohort_slug: str, invitation_id: int) -> ResponseReturnValue:
    """Send it again, valid from now."""
    count = ResendForm().count
    invitation = actions.resend_invitation(viewer(), invitation_id, times_sent=count)
    flash(f"The invitation is on the way to {invitation.email} again.", "success")
    return _to(cohort_slug, invitation_id)


@blueprint.post("/invitations/<id:invitation_id>/revoke")
@allowed(Can.INVITE)
def revoke_invitation(cohort_slug: str, invitation_id: int) -> ResponseReturnValue:
    """Revoke it."""
    invitation = actions.revoke_invitation(viewer(), invitation_id)
    flash(f"The invitation to {invitation.email} is revoked: its link opens nothing.", "success")
    return _to(cohort_slug, invitation_id)


def _to(cohort_slug: str, invitation_id: int) -> ResponseReturnValue:
    page = url_for(".show_invitation", cohort_slug=cohort_slug, invitation_id=invitation_id)
    return redirect(page, 303)
