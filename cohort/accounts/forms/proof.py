"""“Is it really you?”, asked before what could take an account over or away."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField

from cohort.web.forms import Form


def proof_field() -> PasswordField:
    """The password, asked for by `views/proof.py` when the sign-in is not of a moment ago."""
    return PasswordField("Your password", description="So that nobody else can do this.")


class ProofForm(Form):
    """Nothing but the proof, and where to go afterwards."""

    password = proof_field()
    next = HiddenField()
