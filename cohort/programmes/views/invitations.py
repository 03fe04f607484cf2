"""An invitation's page. Opening it any number of times changes nothing; one POST accepts it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.accounts import devices, sign_in
from cohort.accounts.actions.password_sign_in import TooManyTries, check_password
from cohort.accounts.actions.throttling import FAILED
from cohort.accounts.models import Way
from cohort.kernel.errors import Clash, Closed
from cohort.kernel.networks import network_of
from cohort.programmes.actions import invitations
from cohort.programmes.forms.invitations import JoinForm, NewMemberForm
from cohort.programmes.queries.invitations import OpenedInvitation, open_by_token
from cohort.programmes.views.blueprint import blueprint
from cohort.settings.current import current
from cohort.settings.settings import CONTACT_EMAIL
from cohort.web.guard import public, viewer
from cohort.web.limits import limiter

STATUS = {"unknown": 404, "expired": 410, "revoked": 410, "used": 410}


@blueprint.get("/invitation/<token>")
@public
def show_invitation(token: str) -> ResponseReturnValue:
    """Who invites the person to what, and the form to accept. Looking uses nothing up."""
    opened = open_by_token(viewer(), token)
    is_new = opened is not None and opened.viewer is None
    form = NewMemberForm(name=opened.invitation.name) if opened and is_new else JoinForm()
    return _page(token, opened, form)


@blueprint.post("/invitation/<token>")
@public
@limiter.limit("30 per minute")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Accept: join with the account that is signed in, or with a new one."""
    opened = open_by_token(viewer(), token)
    form = JoinForm() if opened and opened.viewer else NewMemberForm()
    if opened is None or opened.state != "open":
        return _finished_before(token, opened, form)
    if not _is_complete(opened, form):
        return _page(token, opened, form, 422)
    try:
        accepted = _accept(token, form)
    except Closed:
        return _finished_before(token, open_by_token(viewer(), token), form)
    except Clash as error:
        form.agree.errors, form.agree.data = [str(error)], False
        return _page(token, open_by_token(viewer(), token), form, 409)
    if isinstance(form, NewMemberForm):
        sign_in.begin(accepted.user, Way.INVITATION)
    flash("Welcome. You are in.", "success")
    return _onward(accepted.cohort_slug)


@blueprint.post("/invitation/<token>/sign-out")
@public
def sign_out_of_other(token: str) -> ResponseReturnValue:
    """Sign out of an account that the invitation is not for, and come back to its page."""
    sign_in.end()
    return redirect(url_for(".show_invitation", token=token), 303)


def _is_complete(opened: OpenedInvitation, form: JoinForm) -> bool:
    number = opened.wording.number if opened.wording else 0
    if isinstance(form, NewMemberForm):
        # Somebody with an account must join with it: the page says so.
        return opened.account is None and form.is_complete(opened.invitation.email, number)
    return form.validate_on_submit() and form.agrees(number)


def _accept(token: str, form: JoinForm) -> invitations.Accepted:
    if isinstance(form, NewMemberForm):
        return invitations.accept_as_new(
            token,
            name=form.name.data or "",
            password=form.new_password.data or "",
            wording=form.wording,
        )
    return invitations.accept_as(viewer(), token, wording=form.wording)


def _finished_before(
    token: str, opened: OpenedInvitation | None, form: JoinForm
) -> ResponseReturnValue:
    """A second press, or a second tab, leads to the same place as the first."""
    if opened and opened.state == "accepted" and _is_whose_it_was(opened, form):
        return _onward(opened.cohort.slug if opened.cohort else None)
    return _page(token, opened, form)


def _is_whose_it_was(opened: OpenedInvitation, form: JoinForm) -> bool:
    if opened.viewer is not None:
        return opened.viewer.id == opened.invitation.accepted_by
    if not isinstance(form, NewMemberForm) or not form.new_password.data:
        return False
    email, network = opened.invitation.email, network_of(request.remote_addr)
    accepted_by = opened.invitation.accepted_by
    try:
        user = check_password(email, form.new_password.data, network, devices.this_browser())
    except TooManyTries:
        return False
    if user is None or user.id != accepted_by:
        return False
    sign_in.begin(user, Way.PASSWORD)
    return True


def _mode(opened: OpenedInvitation | None) -> str:
    """Which variant of the page to show: the template has a part for each."""
    if opened is None:
        return "unknown"
    if opened.is_member:
        return "member"
    if opened.state == "accepted":
        is_mine = opened.viewer is not None and opened.viewer.id == opened.invitation.accepted_by
        return "mine" if is_mine else "used"
    if opened.state != "open":
        return opened.state
    if opened.viewer is not None:
        return "join" if opened.is_own else "join as another"
    if opened.account is None:
        return "new"
    return "sign in" if opened.account.deactivated_at is None else "account closed"


def _page(
    token: str, opened: OpenedInvitation | None, form: JoinForm, status: int = 200
) -> ResponseReturnValue:
    mode = _mode(opened)
    if mode == "unknown":
        FAILED.note(way=Way.INVITATION)
    if opened is not None:
        form.number.data = str(opened.wording.number if opened.wording else 0)
    page = render_template(
        "programmes/invitation.html",
        token=token,
        opened=opened,
        form=form,
        mode=mode,
        contact=current(CONTACT_EMAIL),
    )
    return page, STATUS.get(mode, status)


def _onward(cohort_slug: str | None) -> ResponseReturnValue:
    if cohort_slug is None:
        return redirect(url_for(".my_cohorts"), 303)
    return redirect(url_for("site.cohort_home", cohort_slug=cohort_slug), 303)
