"""People, how they sign in, and their profiles."""

from __future__ import annotations

from cohort.accounts.models.people import Away, Profile, User
from cohort.accounts.models.second_factor import RecoveryCode, SecondFactor
from cohort.accounts.models.ways_in import (
    AddressChange,
    ExternalIdentity,
    KeptForm,
    SignIn,
    SignInCode,
    SignInFailure,
    SignInRequest,
    Way,
)

__all__ = [
    "AddressChange",
    "Away",
    "ExternalIdentity",
    "KeptForm",
    "Profile",
    "RecoveryCode",
    "SecondFactor",
    "SignIn",
    "SignInCode",
    "SignInFailure",
    "SignInRequest",
    "User",
    "Way",
]
