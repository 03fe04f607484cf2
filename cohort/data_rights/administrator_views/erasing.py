"""An administrator erases somebody's account."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts.models import User
from cohort.data_rights import queries
from cohort.data_rights.actions import deletions
from cohort.data_rights.administrator_views.blueprint import blueprint
from cohort.data_rights.forms.deletion import EraseForm
from cohort.data_rights.settings import DELETION_UNDO_DAYS
from cohort.settings.current import current
from cohort.web.guard import allowed, viewer


@blueprint.get("/people/<id:person_id>/erase")
@allowed(Can.ADMINISTER)
def erase_person(person_id: int) -> ResponseReturnValue:
    """What will be removed, what stays, and the form."""
    user = queries.get_person(person_id)
    return _page(user, EraseForm(expected=user.email))


@blueprint.post("/people/<id:person_id>/erase")
@allowed(Can.ADMINISTER)
def do_erase_person(person_id: int) -> ResponseReturnValue:
    """Close the account now; the worker erases it at once, or when the days are over."""
    user = queries.get_person(person_id)
    form = EraseForm(expected=user.email)
    if not form.validate_on_submit():
        return _page(user, form), 422
    deletions.erase_somebody(
        viewer(),
        user,
        reason=form.reason.data or "",
        remove_posts=bool(form.remove_posts.data),
        at_once=form.when.data == "now",
    )
    flash(f"The account of {user.name} is closed and will be erased.", "success")
    return redirect(url_for(".erase_person", person_id=person_id), 303)


def _page(user: User, form: EraseForm) -> str:
    return render_template(
        "data_rights/administrator/erase.html",
        person=user,
        form=form,
        footprint=queries.footprint(user.id, user.email, for_others=True),
        wish=queries.open_deletion(user.id),
        days=current(DELETION_UNDO_DAYS),
    )
