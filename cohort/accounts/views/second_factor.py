"""The viewer's second factor: setting it up, recovery codes, another phone, turning it off."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.accounts import queries, sign_in, totp
from cohort.accounts.actions import recovery_codes as codes_to_keep
from cohort.accounts.actions import second_factor
from cohort.accounts.forms.proof import ProofForm
from cohort.accounts.forms.second_factor import CodeForm
from cohort.accounts.views import proof
from cohort.accounts.views.blueprint import blueprint
from cohort.accounts.views.second_step import begin_page, say_what_is_left
from cohort.kernel.networks import network_of
from cohort.settings.current import current
from cohort.settings.settings import SITE_NAME
from cohort.web.guard import ProofNeeded, allow, allowed, half_signed_in, viewer
from cohort.web.limits import limiter
from cohort.web.redirects import own_path

# What can be done to a second factor, once a code has proved that its owner is asking.
CHANGES = ("replace", "codes", "off")
SETS_UP = "sets_up_second_factor"  # in the session: the sign-in that began a set-up


@blueprint.get("/account/second-factor", endpoint="second_factor")
@allowed(Can.CHANGE_ACCOUNT)
def show_second_factor() -> ResponseReturnValue:
    """Whether it is on, how many recovery codes are left, and what can be done."""
    found = queries.find_second_factor(viewer().user_id)
    if found is None or found.confirmed_at is None:
        return begin_page(ProofForm())
    return render_template(
        "accounts/second_factor/show.html",
        found=found,
        can_be_read=totp.can_be_read(found.sealed_secret),
        codes_left=len(queries.recovery_codes_left(viewer().user_id)),
        can_show_codes=bool(codes_to_keep.to_show(viewer().user_id)),
    )


def _who_sets_up() -> int:
    """The id of the viewer, if they may set up a second factor without a code of the present one.

    A half-signed-in viewer may only if they have none; one who signed in with a code that a
    facilitator read out never may.
    """
    if viewer().is_vouched_for:
        raise ProofNeeded
    if viewer().is_signed_in:
        allow(Can.CHANGE_ACCOUNT)
        return viewer().user_id
    return viewer().half_user_id if viewer().must_set_up else 0


def _begin(user_id: int) -> None:
    """Offer a secret, to be set up in this browser and in no other."""
    second_factor.offer_secret(user_id)
    session[SETS_UP] = viewer().sign_in_id


@blueprint.post("/account/second-factor/begin")
@half_signed_in
@limiter.limit("30 per minute")
def begin_second_factor() -> ResponseReturnValue:
    """Make a secret to scan; only for somebody without a second factor who proves who they are,
    because the second factor's owner owns the account."""
    form, user_id = ProofForm(), _who_sets_up()
    found = queries.find_second_factor(user_id)
    if found is not None and found.confirmed_at is not None:
        return redirect(url_for("accounts.second_factor"), 303)
    if not user_id:
        return redirect(url_for("accounts.second_step"), 303)
    if not form.validate_on_submit() or not proof.is_given(form.password):
        return begin_page(form), 422
    _begin(user_id)
    onward = own_path(form.next.data, "")
    return redirect(url_for("accounts.set_up_second_factor", next=onward or None), 303)


@blueprint.get("/account/second-factor/set-up")
@half_signed_in
def set_up_second_factor() -> ResponseReturnValue:
    """The QR code, the secret to type by hand, and a field for the first code."""
    form = CodeForm(next=own_path(request.args.get("next"), ""))
    return _set_up_page(form) or redirect(url_for("accounts.second_factor"), 303)


@blueprint.post("/account/second-factor/set-up")
@half_signed_in
@limiter.limit("30 per minute")
def confirm_second_factor() -> ResponseReturnValue:
    """Start using the new secret, given a code made from it."""
    form, user_id = CodeForm(), _who_sets_up()
    codes_page = url_for("accounts.recovery_codes", next=own_path(form.next.data, "") or None)
    is_here = session.get(SETS_UP) == viewer().sign_in_id
    if is_here and form.validate_on_submit():
        try:
            second_factor.confirm_secret(
                user_id, viewer().sign_in_id, form.one_time_code.data or ""
            )
        except second_factor.Refused as refusal:
            form.one_time_code.errors = [str(refusal)]
        else:
            return redirect(codes_page, 303)
    page = _set_up_page(form)
    # No page means a second press: the first one did it, and its codes wait.
    return (page, 422) if page else redirect(codes_page, 303)


def _set_up_page(form: CodeForm) -> str | None:
    """The page with the offered secret; None when none is offered, or it cannot be read."""
    user_id = _who_sets_up()
    is_here = session.get(SETS_UP) == viewer().sign_in_id
    found = queries.find_second_factor(user_id) if user_id and is_here else None
    offered = second_factor.offered_secret(found)
    if found is None or not offered:
        return None
    try:
        secret = totp.unseal(offered)
    except totp.Unreadable:
        return None
    user = queries.get_user(user_id)
    address = totp.address_for(secret, email=user.email, site=current(SITE_NAME))
    return render_template(
        "accounts/second_factor/set_up.html",
        form=form,
        qr_code=totp.qr_code(address),
        secret=totp.in_groups(secret),
        address=address,
        replaces=found.confirmed_at is not None,
    )


@blueprint.get("/account/second-factor/recovery-codes")
@allowed(Can.CHANGE_ACCOUNT)
def recovery_codes() -> ResponseReturnValue:
    """The codes to keep, until the person says that they have kept them."""
    codes = codes_to_keep.to_show(viewer().user_id)
    if not codes:
        return redirect(url_for("accounts.second_factor"), 303)
    onward = own_path(request.args.get("next"), "")
    return render_template("accounts/second_factor/codes.html", codes=codes, onward=onward)


@blueprint.post("/account/second-factor/recovery-codes/file")
@allowed(Can.CHANGE_ACCOUNT)
def download_recovery_codes() -> ResponseReturnValue:
    """The codes as a text file."""
    codes = codes_to_keep.to_show(viewer().user_id)
    if not codes:
        return redirect(url_for("accounts.second_factor"), 303)
    text = render_template("accounts/second_factor/codes.txt", codes=codes)
    response = make_response(text)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response


@blueprint.post("/account/second-factor/recovery-codes")
@allowed(Can.CHANGE_ACCOUNT)
def keep_recovery_codes() -> ResponseReturnValue:
    """“I have kept them”: they are never shown again."""
    codes_to_keep.keep(viewer().user_id)
    flash("Your second factor is on.", "success")
    onward = own_path(request.form.get("next"), "")
    # Somebody who was sent here while signing in finishes signing in only now.
    return sign_in.arrive(onward or url_for("accounts.second_factor"))


@blueprint.get("/account/second-factor/change/<change>", endpoint="change_second_factor")
@allowed(Can.CHANGE_ACCOUNT)
def ask_to_change(change: str) -> ResponseReturnValue:
    """Ask for a code first."""
    if not _may(change):
        return redirect(url_for("accounts.second_factor"), 303)
    return render_template("accounts/second_factor/change.html", form=CodeForm(), change=change)


@blueprint.post("/account/second-factor/change/<change>", endpoint="do_change_second_factor")
@allowed(Can.CHANGE_ACCOUNT)
@limiter.limit("30 per minute")
def change_second_factor(change: str) -> ResponseReturnValue:
    """With a code given: another phone, new recovery codes, or none at all."""
    form = CodeForm()
    if not _may(change):
        return redirect(url_for("accounts.second_factor"), 303)
    if form.validate_on_submit():
        try:
            typed, network = form.one_time_code.data or "", network_of(request.remote_addr)
            renews = change == "codes"
            check = second_factor.renew_recovery_codes if renews else second_factor.prove
            left = check(viewer().user_id, typed, network)
        except second_factor.Refused as refusal:
            form.one_time_code.errors = [str(refusal)]
        else:
            return _change(change, left)
    page = render_template("accounts/second_factor/change.html", form=form, change=change)
    return page, 422


def _may(change: str) -> bool:
    """Whether the second factor can be changed this way; a compulsory one stays on."""
    found = queries.find_second_factor(viewer().user_id)
    is_on = found is not None and found.confirmed_at is not None
    stays = change == "off" and viewer().second_factor_compulsory
    return change in CHANGES and is_on and not stays


def _change(change: str, left: int | None) -> ResponseReturnValue:
    user_id = viewer().user_id
    if change == "replace":
        _begin(user_id)
        say_what_is_left(left)
        return redirect(url_for("accounts.set_up_second_factor"), 303)
    if change == "codes":
        return redirect(url_for("accounts.recovery_codes"), 303)
    second_factor.turn_off(user_id)
    flash("Your second factor is off.", "success")
    return redirect(url_for("accounts.second_factor"), 303)
