"""Signing in with Microsoft, and the Microsoft accounts connected to the viewer's own.

The protocol returns by GET, and scanners and prefetchers open GETs: so it only shows a button.
The POST behind the button takes the code to Microsoft, and signs in.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts import entra, queries, sign_in
from cohort.accounts.actions import microsoft
from cohort.accounts.actions.microsoft import FOREIGN, Begun
from cohort.accounts.actions.throttling import FAILED
from cohort.accounts.entra import Identity, Trouble
from cohort.accounts.forms.proof import ProofForm
from cohort.accounts.models import Way
from cohort.accounts.views import proof
from cohort.accounts.views.blueprint import blueprint
from cohort.kernel import clock
from cohort.web.guard import ProofNeeded, allow, allowed, public, viewer
from cohort.web.limits import limiter
from cohort.web.redirects import own_path

BEGUN, UNKNOWN = "microsoft", "microsoft_unknown"
MOST_BEGUN = 3  # sign-ins in progress in one browser, one a tab


@blueprint.app_context_processor
def _add_whether_used() -> dict[str, Any]:
    """For the button on the sign-in page, and the line on the account page."""
    found = current_app.extensions["config"].entra
    return {"microsoft_origin": found.origin if found else ""}


def _come_back_to() -> str:
    return f"{current_app.config['PUBLIC_URL']}{url_for('accounts.microsoft_callback')}"


@blueprint.post("/sign-in/microsoft")
@public
@limiter.limit("30 per minute")
def begin_microsoft() -> ResponseReturnValue:
    """Send the browser to Microsoft, to sign in or (from the account page) to connect."""
    entra.settings()
    for_user = 0
    if request.form.get("connect"):
        _must_be_able_to_connect()
        form = ProofForm()
        if not proof.is_given(form.password):
            return _page(form), 422
        for_user = viewer().user_id
    onward = own_path(request.form.get("next"), url_for("programmes.my_cohorts"))
    try:
        state, begun, address = microsoft.begin(onward, for_user, _come_back_to())
    except Trouble as trouble:
        return _say(trouble)
    others = list(session.get(BEGUN, {}).items())[-MOST_BEGUN + 1 :]
    session[BEGUN] = dict(others) | {state: asdict(begun)}
    return redirect(address, 303)


@blueprint.get("/sign-in/microsoft/callback")
@public
def microsoft_callback() -> ResponseReturnValue:
    """Microsoft sends the browser back here. Shows a button to continue, which JavaScript presses.
    Changes nothing, and the code stays good."""
    entra.settings()
    begun = _begun(request.args.get("state", ""))
    if begun is None:
        return _say(Trouble(FOREIGN))
    if "error" in request.args:
        words = entra.words_for(request.args["error"], request.args.get("error_description", ""))
        return _say(Trouble(words))
    return render_template(
        "accounts/microsoft/go_on.html",
        code=request.args.get("code", ""),
        state=request.args["state"],
        connects=bool(begun.for_user),
    )


@blueprint.post("/sign-in/microsoft/complete")
@public
@limiter.limit("30 per minute")
def complete_microsoft() -> ResponseReturnValue:
    """Take the code to Microsoft, and sign in the person it proves; or connect the account."""
    entra.settings()
    begun = _begun(request.form.get("microsoft_state", ""), take=True)
    if begun is None and viewer().is_signed_in:
        return redirect(url_for("programmes.my_cohorts"), 303)  # a second press
    try:
        if begun is None:
            raise Trouble(FOREIGN)
        identity = microsoft.prove(begun, request.form.get("microsoft_code", ""), _come_back_to())
        return _connect(begun.for_user, identity) if begun.for_user else _enter(begun, identity)
    except Trouble as trouble:
        if begun is None or not begun.for_user:
            FAILED.note(way=Way.MICROSOFT)
        return _say(trouble)


def _begun(state: str, *, take: bool = False) -> Begun | None:
    """The sign-in that this browser began under `state`, unless too old; `take` uses it up."""
    all_begun = dict(session.get(BEGUN, {}))
    found = all_begun.pop(state, None)
    if take and found is not None:
        session[BEGUN] = all_begun
    begun = Begun(**found) if found else None
    return begun if begun and begun.is_in_time else None


def _enter(begun: Begun, identity: Identity) -> ResponseReturnValue:
    user = microsoft.find_person(identity)
    if user is not None:
        sign_in.begin(user, Way.MICROSOFT)
        return sign_in.arrive(begun.onward)
    FAILED.note(way=Way.MICROSOFT)
    session[UNKNOWN] = asdict(identity) | {"at": clock.now().timestamp()}
    page = render_template("accounts/microsoft/unknown.html", shown_name=identity.shown_name)
    return page, 422


def _connect(for_user: int, identity: Identity) -> ResponseReturnValue:
    _must_be_able_to_connect()
    if viewer().user_id != for_user:
        raise Trouble(FOREIGN)
    microsoft.connect(for_user, identity)
    session.pop(UNKNOWN, None)
    flash(f"You can now sign in with {identity.shown_name}.", "success")
    return redirect(url_for("accounts.microsoft"), 303)


def _must_be_able_to_connect() -> None:
    """Refuse a person who was only vouched for: a new way in is a change of the account."""
    if viewer().is_vouched_for:
        raise ProofNeeded
    allow(Can.CHANGE_ACCOUNT)


def _page(form: ProofForm) -> str:
    found = queries.external_identities_of(viewer())
    return render_template(
        "accounts/microsoft/show.html",
        form=form,
        connected=found,
        offered=_unknown(),
        **proof.wanted(),
    )


def _unknown() -> Identity | None:
    """The Microsoft account that this browser proved lately, but that nobody had connected."""
    kept = dict(session.get(UNKNOWN, {}))
    if not kept or not microsoft.is_recent(kept.pop("at"), microsoft.OFFER_LASTS):
        return None
    return Identity(**kept)


@blueprint.get("/account/microsoft", endpoint="microsoft")
@allowed(Can.CHANGE_ACCOUNT)
def show_microsoft() -> ResponseReturnValue:
    """The connected accounts, and a button to connect one."""
    entra.settings()
    return _page(ProofForm())


@blueprint.post("/account/microsoft")
@allowed(Can.CHANGE_ACCOUNT)
def connect_microsoft() -> ResponseReturnValue:
    """Connect the account that this browser proved before it signed in another way."""
    entra.settings()
    identity = _unknown()
    if identity is None:
        flash("That offer has run out. Connect the account again.", "notice")
        return redirect(url_for("accounts.microsoft"), 303)
    form = ProofForm()
    if not proof.is_given(form.password):
        return _page(form), 422
    try:
        return _connect(viewer().user_id, identity)
    except Trouble as trouble:
        session.pop(UNKNOWN, None)
        return _say(trouble)


@blueprint.post("/account/microsoft/<id:identity_id>/disconnect")
@allowed(Can.CHANGE_ACCOUNT)
def disconnect_microsoft(identity_id: int) -> ResponseReturnValue:
    """Disconnect it, so that it no longer signs in."""
    microsoft.disconnect(viewer().user_id, identity_id)
    flash("It is disconnected. You can still sign in with your email address.", "success")
    return redirect(url_for("accounts.microsoft" if entra.is_used() else "accounts.account"), 303)


def _say(trouble: Trouble) -> ResponseReturnValue:
    page = render_template("accounts/microsoft/trouble.html", words=str(trouble))
    return page, 503 if trouble.is_passing else 422
