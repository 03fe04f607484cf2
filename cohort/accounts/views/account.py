"""“Your account”: the page that leads to everything about the viewer's own account."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts import queries
from cohort.accounts.views.blueprint import blueprint
from cohort.mail import bounces
from cohort.web.guard import allowed, viewer


@blueprint.get("/account", endpoint="account")
@allowed(Can.CHANGE_ACCOUNT)
def show_account() -> ResponseReturnValue:
    """Everything they can see and change, each with its present state."""
    state = queries.account_state(viewer())
    trouble = bounces.mail_trouble(state.email)
    return render_template("accounts/account.html", state=state, trouble=trouble)
