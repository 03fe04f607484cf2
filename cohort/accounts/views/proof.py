"""“Is it really you?”, for views of acts that could take an account over or delete it.

A session left open on a shared computer must not be enough for them. A sign-in in the last
minutes is; after that the password is needed; a person without one signs in again.
"""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import PasswordField

from cohort.accounts import devices, queries
from cohort.accounts.actions import passwords
from cohort.accounts.actions.throttling import TooManyTries
from cohort.kernel.networks import network_of
from cohort.web.guard import viewer


def wanted() -> dict[str, Any]:
    """For the page with the form (templates/accounts/proof.html): the proof it must ask for, and
    for how many minutes a sign-in is proof by itself."""
    user = queries.get_user(passwords.whose(viewer()))
    asked = "password" if user.password_hash else "sign in again"
    minutes = int(passwords.FRESH.total_seconds() // 60)
    return {"proof": "" if passwords.is_fresh(viewer()) else asked, "proof_minutes": minutes}


def is_given(field: PasswordField) -> bool:
    """Whether the viewer has proved again who they are. Otherwise the page says what to do: beside
    the field, or, for somebody without a password, instead of the form."""
    if passwords.is_fresh(viewer()):
        return True
    if queries.get_user(passwords.whose(viewer())).password_hash is None:
        return False
    if not field.data:
        field.errors = ["Enter your password"]
        return False
    network = network_of(request.remote_addr)
    try:
        passwords.prove(viewer(), field.data or "", network, devices.this_browser())
    except (passwords.NotProved, TooManyTries) as refusal:
        field.errors = [str(refusal)]
        return False
    return True
