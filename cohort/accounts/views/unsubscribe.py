"""Unsubscribing from mail: a page that says what will happen, and a POST that does it.

Mail programs send the POST themselves (RFC 8058): without a cookie, without a form's token, with
the body `List-Unsubscribe=One-Click`, and they follow no redirect. The signed token in the
address authorises them.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cohort.accounts.views.blueprint import blueprint
from cohort.kernel.errors import NotFound
from cohort.mail import unsubscribing
from cohort.web.guard import public
from cohort.web.incoming import from_anywhere


@blueprint.get("/unsubscribe/<unsubscribe_token>")
@public
def show_unsubscribe(unsubscribe_token: str) -> ResponseReturnValue:
    """What the person gets, and the button. Changes nothing: mail scanners open this."""
    try:
        subscription = unsubscribing.read_token(unsubscribe_token).subscription()
    except NotFound:
        return render_template("accounts/unsubscribe_broken.html"), 404
    return render_template(
        "accounts/unsubscribe.html", subscription=subscription, token=unsubscribe_token
    )


@blueprint.post("/unsubscribe/<unsubscribe_token>")
@public
@from_anywhere
def unsubscribe(unsubscribe_token: str) -> ResponseReturnValue:
    """Send no more mail of this kind."""
    try:
        wanted = unsubscribing.read_token(unsubscribe_token)
        words = wanted.subscription().words
    except NotFound:
        return render_template("accounts/unsubscribe_broken.html"), 404
    wanted.stop()
    if request.form.get("List-Unsubscribe") == "One-Click":
        return f"You get no more mail about {words}.", 200, {"Content-Type": "text/plain"}
    return redirect(url_for(".show_unsubscribe", unsubscribe_token=unsubscribe_token), 303)


@blueprint.post("/unsubscribe/<unsubscribe_token>/undo")
@public
def undo_unsubscribe(unsubscribe_token: str) -> ResponseReturnValue:
    """Send it again, as usual."""
    wanted = unsubscribing.read_token(unsubscribe_token)
    wanted.subscription()
    wanted.resume()
    return redirect(url_for(".show_unsubscribe", unsubscribe_token=unsubscribe_token), 303)
