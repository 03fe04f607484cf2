"""What accounts hold about a person: their profile, and how they sign in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from cohort.accounts.models import (
    AddressChange,
    Away,
    ExternalIdentity,
    Profile,
    RecoveryCode,
    SecondFactor,
    SignIn,
    SignInCode,
    SignInFailure,
    SignInRequest,
    User,
)
from cohort.db import change, db, in_batches
from cohort.files.pictures import small_key
from cohort.kernel import clock
from cohort.kernel.data_rights import DataSubject, Erased, ExportItem, ExportSection, StoredData

SOMEBODY = "Somebody who left"
HELD = (
    StoredData(
        "The account: name, address, time zone, mail choices, roles, last day seen, which privacy "
        "notice was seen",
        ("user_account.id", "user_account.email", "user_account.name"),
        download="yes, except the password, of which we keep only a hash",
        deletion="emptied: the row stays as “Somebody who left”, beside what stays",
        until="the person deletes it, or it lies unused for years (settings)",
    ),
    StoredData(
        "The profile: job, organisation, place, work, offers of help, pronouns, photo",
        ("profile.user_id", "profile.photo_key"),
        download="yes, with the photo",
        deletion="removed, with the photo",
        until="the person empties it or deletes the account",
    ),
    StoredData(
        "Days away",
        ("away.user_id",),
        download="yes",
        deletion="removed",
        until="the person removes them or deletes the account",
    ),
    StoredData(
        "Sign-ins: browser, network address, way, when begun, last seen and ended",
        ("sign_in.user_id",),
        download="yes",
        deletion="removed",
        until="some months after they ended (settings)",
    ),
    StoredData(
        "Codes and requests to sign in by mail; the codes only as hashes",
        ("sign_in_code.user_id", "sign_in_request.email"),
        download="yes: when and from where; not the codes, which are hashes",
        deletion="removed",
        until="a day after they expired",
    ),
    StoredData(
        "Who read a code out to somebody",
        ("sign_in_code.read_out_by", "sign_in.vouched_by"),
        download="no: it stands in the record",
        deletion="kept without a name",
        until="a day after the code expired",
    ),
    StoredData(
        "Failed tries to sign in: address and network address",
        ("sign_in_failure.email",),
        download="no: they are gone after an hour",
        deletion="removed",
        until="an hour after",
    ),
    StoredData(
        "The second factor: a sealed secret, and recovery codes as hashes",
        ("second_factor.user_id", "recovery_code.user_id"),
        download="yes: since when; not the secret, which would sign somebody else in",
        deletion="removed",
        until="the person turns it off or deletes the account",
    ),
    StoredData(
        "Accounts elsewhere that sign the person in: tenant, object id, shown name",
        ("external_identity.user_id", "external_identity.shown_name"),
        download="yes",
        deletion="removed",
        until="the person disconnects it or deletes the account",
    ),
    StoredData(
        "Wishes to change the address",
        ("address_change.user_id", "address_change.new_email"),
        download="yes",
        deletion="removed",
        until="some months after (settings)",
    ),
)
# Everything that is deleted with a person's account; described where it is worth counting.
REMOVED: tuple[tuple[Any, str], ...] = (
    (SignInCode, ""),
    (RecoveryCode, ""),
    (SecondFactor, ""),
    (ExternalIdentity, ""),
    (AddressChange, ""),
    (SignIn, "sign-ins"),
    (Away, "days away"),
    (Profile, "profile"),
)
NOT_TAKEN_OUT = {"id", "user_id", "password_hash", "sealed_secret", "last_step", "code_hash"}
NOT_TAKEN_OUT |= {"browser", "epoch", "version", "photo_key", "request_id", "read_out_by"}
NOT_TAKEN_OUT |= {"vouched_by"}


def export(whose: DataSubject) -> list[ExportSection]:
    """The account, the profile with its photo, and the ways of signing in."""
    photo = db.session.scalar(sa.select(Profile.photo_key).where(Profile.user_id == whose.user_id))
    return [
        ExportSection(
            "account",
            "Your account and profile",
            "What you told us about yourself. We keep your password only as a hash, from which "
            "nobody can read it.",
            lambda: _account(whose.user_id),
            {photo.rpartition("/")[2]: photo} if photo else {},
        ),
        ExportSection(
            "sign-ins",
            "How you signed in",
            "Each browser that signed in as you, the codes you asked for, and what else opens "
            "your account.",
            lambda: _ways_in(whose),
        ),
    ]


def _account(user_id: int) -> Iterator[ExportItem]:
    for table, key, heading in (
        (User, User.id, "Account"),
        (Profile, Profile.user_id, "Profile"),
        (Away, Away.user_id, "Away"),
    ):
        for row in db.session.scalars(sa.select(table).where(key == user_id)):
            yield ExportItem(_facts(row), heading)


def _ways_in(whose: DataSubject) -> Iterator[ExportItem]:
    for table, heading in (
        (SignIn, "Sign-in"),
        (SignInCode, "Code"),
        (SecondFactor, "Second factor"),
        (RecoveryCode, "Recovery code"),
        (ExternalIdentity, "Account elsewhere"),
        (AddressChange, "Change of address"),
    ):
        key = getattr(table, "id", None) or table.user_id
        query = sa.select(table, key).where(table.user_id == whose.user_id)
        for row in in_batches(query, key):
            yield ExportItem(_facts(row[0]), heading)
    query = sa.select(SignInRequest, SignInRequest.id).where(SignInRequest.email == whose.email)
    for row in in_batches(query, SignInRequest.id):
        yield ExportItem(_facts(row[0]), "Request for a code")


def _facts(row: Any) -> dict[str, Any]:
    return {
        column.key: getattr(row, column.key)
        for column in sa.inspect(row).mapper.columns
        if column.key not in NOT_TAKEN_OUT
    }


def erase(whose: DataSubject, *, remove_posts: bool) -> Erased:  # noqa: ARG001 - every feature's shape
    """Erase the account. Its empty row stays, in the author's place beside posts that stay."""
    photo = db.session.scalar(sa.select(Profile.photo_key).where(Profile.user_id == whose.user_id))
    removed = {}
    for table, words in REMOVED:
        gone = change(sa.delete(table).where(table.user_id == whose.user_id))
        if words:
            removed[words] = gone
    for by_address in (SignInRequest, SignInFailure):
        change(sa.delete(by_address).where(by_address.email == whose.email))
    now = clock.now()
    change(
        sa.update(User)
        .where(User.id == whose.user_id)
        .values(
            name=SOMEBODY,
            email=f"gone-{whose.user_id}@deleted.invalid",
            password_hash=None,
            epoch=User.epoch + 1,
            time_zone="",
            mail_choices={},
            administrator_since=None,
            leaving_at=None,
            deactivated_at=sa.func.coalesce(User.deactivated_at, now),
            erased_at=now,
            last_seen_on=None,
            notice_seen_at=None,
        )
    )
    return Erased(removed, files=(photo, small_key(photo)) if photo else ())
