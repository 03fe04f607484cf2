"""“Delete my account”, and keeping it after all."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts import sign_in
from cohort.accounts.views import proof
from cohort.data_rights import queries
from cohort.data_rights.actions import deletions
from cohort.data_rights.forms.deletion import DeleteAccountForm
from cohort.data_rights.settings import DELETION_UNDO_DAYS
from cohort.data_rights.views.blueprint import blueprint
from cohort.kernel.errors import NotFound
from cohort.settings.current import current
from cohort.web.guard import ProofNeeded, allowed, leaving, public, viewer
from cohort.web.limits import limiter

JUST_CLOSED = "account_deleted_on"


@blueprint.get("/account/delete")
@allowed(Can.CHANGE_ACCOUNT)
def delete_account() -> ResponseReturnValue:
    """What will be removed, what stays without a name, and what has to be done first."""
    return _page(DeleteAccountForm())


@blueprint.post("/account/delete")
@allowed(Can.CHANGE_ACCOUNT)
@limiter.limit("20 per hour")
def ask_for_deletion() -> ResponseReturnValue:
    """Close the account and end its sign-ins."""
    form = DeleteAccountForm()
    if not form.validate_on_submit() or not proof.is_given(form.password):
        return _page(form), 422
    user = queries.get_person(viewer().user_id)
    wish = deletions.ask_for_deletion(user, remove_posts=bool(form.remove_posts.data))
    sign_in.end()
    session[JUST_CLOSED] = wish.due_at.isoformat()
    return redirect(url_for(".account_closed"), 303)


@blueprint.get("/account/closed")
@public
def account_closed() -> ResponseReturnValue:
    """Until when it can be undone, and how. Only the browser that asked sees it."""
    when = session.get(JUST_CLOSED)
    if when is None:
        raise NotFound("No account was closed from this browser.")
    return render_template("data_rights/closed.html", due_at=dt.datetime.fromisoformat(when))


@blueprint.get("/account/keep")
@leaving
def keep_account() -> ResponseReturnValue:
    """The page after a sign-in while the account waits to be deleted."""
    wish = queries.open_deletion(viewer().user_id)
    if wish is None or not viewer().is_leaving:
        return redirect(url_for("programmes.my_cohorts"), 303)
    return render_template("data_rights/keep.html", wish=wish)


@blueprint.post("/account/keep")
@leaving
def do_keep_account() -> ResponseReturnValue:
    """Undo the request: everything is as it was. A code that a facilitator read out is no proof."""
    if viewer().is_vouched_for:
        raise ProofNeeded
    deletions.keep_account(viewer().user_id)
    flash("Your account is open again. Nothing was deleted.", "success")
    return redirect(url_for("programmes.my_cohorts"), 303)


def _page(form: DeleteAccountForm) -> str:
    user = queries.get_person(viewer().user_id)
    return render_template(
        "data_rights/delete.html",
        form=form,
        footprint=queries.footprint(user.id, user.email),
        in_the_way=queries.what_stands_in_the_way(user.id),
        days=current(DELETION_UNDO_DAYS),
        **proof.wanted(),
    )
