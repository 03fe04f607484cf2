"""Where the viewer is signed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts import queries, sign_in
from cohort.accounts.actions import sign_ins
from cohort.accounts.views.blueprint import blueprint
from cohort.web.guard import allowed, viewer


@blueprint.get("/account/sign-ins")
@allowed(Can.CHANGE_ACCOUNT)
def list_sign_ins() -> ResponseReturnValue:
    """Each browser that is signed in as the viewer, and codes that were read out to them."""
    return render_template(
        "accounts/sign_ins.html",
        sign_ins=queries.sign_ins_of(viewer()),
        read_out=queries.codes_read_out_to(viewer()),
    )


@blueprint.post("/account/sign-ins/<id:sign_in_id>/end")
@allowed(Can.CHANGE_ACCOUNT)
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """End one of them; it may be this one."""
    ended = sign_ins.end_sign_in(viewer(), sign_in_id)
    if ended.id == viewer().sign_in_id:
        sign_in.end()
        flash("You have signed out.", "success")
        return redirect(url_for("site.home"), 303)
    flash(f"{ended.device or 'That browser'} is signed out.", "success")
    return redirect(url_for(".list_sign_ins"), 303)


@blueprint.post("/account/sign-ins/end-all")
@allowed(Can.CHANGE_ACCOUNT)
def end_all_sign_ins() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    sign_ins.end_everywhere(queries.get_active_user(viewer().user_id))
    sign_in.end()
    flash("You are signed out everywhere.", "success")
    return redirect(url_for(".sign_in"), 303)
