"""Signing in with a code: asking for it, typing it in, or opening the link that comes with it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from cohort.accounts import devices, sign_in
from cohort.accounts.actions import codes
from cohort.accounts.actions.codes import OpenedCode
from cohort.accounts.actions.throttling import FAILED, TooManyTries
from cohort.accounts.forms.codes import AskCodeForm, EnterCodeForm
from cohort.accounts.models import Way
from cohort.accounts.views.blueprint import blueprint
from cohort.accounts.views.sign_in import onward
from cohort.kernel.networks import network_of
from cohort.web.forms import Form
from cohort.web.guard import public
from cohort.web.limits import limiter

ASKED = "asked_for_code"  # in the session: [address, where to go afterwards]
WRONG_CODE = (
    "That code does not fit this address. Check both. A code is good once, for 15 minutes, and "
    "the newest mail has the newest code"
)


@blueprint.get("/sign-in/code")
@public
def ask_code() -> ResponseReturnValue:
    """Ask for the address to mail a code to."""
    form = AskCodeForm(next=onward(request.args.get("next")))
    return render_template("accounts/ask_code.html", form=form)


@blueprint.post("/sign-in/code")
@public
@limiter.limit("30 per minute")
def do_ask_code() -> ResponseReturnValue:
    """Record the request, and go to the page where the code is typed in."""
    form = AskCodeForm()
    if form.validate_on_submit() and ask(form, "sign_in"):
        session[ASKED] = [form.email.data, onward(form.next.data)]
        return redirect(url_for(".enter_code"), 303)
    return render_template("accounts/ask_code.html", form=form), 422


@blueprint.get("/sign-in/code/enter")
@public
def enter_code() -> ResponseReturnValue:
    """The form for the code, with the address that asked for one."""
    email, wanted = asked()
    form = EnterCodeForm(email=email, next=request.args.get("next") or wanted)
    return render_template("accounts/enter_code.html", form=form, asked=email)


@blueprint.post("/sign-in/code/enter")
@public
@limiter.limit("30 per minute")
def do_enter_code() -> ResponseReturnValue:
    """Check the code and sign this browser in."""
    form = EnterCodeForm()
    if form.validate_on_submit():
        opened = check(form, ("sign_in", "read_out"))
        if opened is not None and codes.use(opened):
            way = Way.READ_OUT if opened.was_read_out else Way.CODE
            sign_in.begin(opened.user, way, vouched_by=opened.code.read_out_by)
            return sign_in.arrive(onward(form.next.data))
        form.code.errors = form.code.errors or [WRONG_CODE]
    return render_template("accounts/enter_code.html", form=form, asked=asked()[0]), 422


@blueprint.get("/sign-in/link/<code_token>")
@public
def open_link(code_token: str) -> ResponseReturnValue:
    """A button, in the browser that asked; elsewhere, other instructions. Changes nothing."""
    opened, is_same = codes.find_by_link(code_token, "sign_in", sign_in.browser_key())
    return _link_page(opened, is_same, 200)


@blueprint.post("/sign-in/link/<code_token>")
@public
@limiter.limit("30 per minute")
def do_open_link(code_token: str) -> ResponseReturnValue:
    """Sign in the browser that asked, and no other."""
    opened, is_same = codes.find_by_link(code_token, "sign_in", sign_in.browser_key())
    if opened is None or not is_same or not codes.use(opened):
        FAILED.note(opened.user.id if opened else 0, way=Way.LINK)
        return _link_page(opened, is_same, 422)
    wanted = asked()[1]
    sign_in.begin(opened.user, Way.LINK)
    return sign_in.arrive(wanted)


def _link_page(opened: OpenedCode | None, is_same: bool, status: int) -> ResponseReturnValue:
    facts: dict[str, Any] = {"is_good": opened is not None, "is_same": is_same, "form": Form()}
    return render_template("accounts/link.html", **facts), status


def ask(form: AskCodeForm, purpose: str) -> bool:
    """Ask for a code for this purpose. After too many requests the form says so."""
    key = sign_in.browser_key(make=True) or ""
    network = network_of(request.remote_addr)
    try:
        codes.ask_for_code(form.email.data or "", purpose, browser=key, network=network)
    except TooManyTries as error:
        form.email.errors = [str(error)]
        return False
    return True


def check(form: EnterCodeForm, purposes: tuple[str, ...]) -> OpenedCode | None:
    """The person whom the typed code lets in. After too many tries the form says so."""
    network, browser = network_of(request.remote_addr), devices.this_browser()
    try:
        return codes.check_code(
            form.email.data or "", form.code.data or "", purposes, network, browser
        )
    except TooManyTries as error:
        form.code.errors = [str(error)]
        return None


def asked() -> tuple[str, str]:
    """(the address this browser asked with, where to go afterwards)."""
    found = session.get(ASKED)
    email, wanted = found if isinstance(found, list) and len(found) == 2 else ("", None)
    return str(email), onward(wanted)
