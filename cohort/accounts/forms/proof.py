"""“Is it really you?”, asked before acts that could take an account over or delete it."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField

from cohort.web.forms import Form


def proof_field() -> PasswordField:
    """The password, which `views/proof.py` asks for when the sign-in is not recent."""
    return PasswordField("Your password", description="So that nobody else can do this.")


class ProofForm(Form):
    """Only the proof, and where to go afterwards."""

    password = proof_field()
    next = HiddenField()
