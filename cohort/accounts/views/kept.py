"""Finishing a form that was sent before signing in again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cohort.accounts import kept_forms
from cohort.accounts.views.blueprint import blueprint
from cohort.accounts.views.sign_in import onward
from cohort.web.guard import signed_in, viewer


@blueprint.get("/sign-in/kept")
@signed_in
def finish_kept() -> ResponseReturnValue:
    """Show it, with a button that sends it; a script presses the button where that is safe."""
    wanted = onward(request.args.get("next"))
    found = kept_forms.find(viewer())
    if found is None:
        return redirect(wanted, 303)
    return render_template("accounts/kept.html", found=found, onward=wanted)


@blueprint.post("/sign-in/kept/<id:kept_id>/discard")
@signed_in
def discard_kept(kept_id: int) -> ResponseReturnValue:
    """Delete it, if this browser keeps it."""
    kept_forms.discard(kept_id)
    flash("Thrown away, as you asked. Nothing was sent.", "notice")
    return redirect(onward(request.form.get("next")), 303)
