"""Mail about people's data."""

from __future__ import annotations

import datetime as dt

from flask import current_app

from cohort.accounts.models import User
from cohort.data_rights.models import AccountDeletion, Complaint, DataExport
from cohort.mail.outbox import Message, compose

FAREWELL = "data_rights/deletion_done"


def export_ready(user: User, export: DataExport) -> Message:
    """Says that the download is ready, and where; never carries it."""
    return compose(
        "data_rights/export_ready",
        to_address=user.email,
        to_name=user.name,
        once_key=f"export-ready:{export.id}",
        user=user,
        until=export.expires_at,
        page_url=_address("/account/download"),
    )


def deletion_asked(user: User, wish: AccountDeletion, *, by_administrator: bool) -> Message:
    """Says until when it can be undone, and how."""
    return compose(
        "data_rights/deletion_asked",
        to_address=user.email,
        to_name=user.name,
        once_key=f"deletion-asked:{wish.id}",
        user=user,
        wish=wish,
        by_administrator=by_administrator,
        sign_in_url=_address("/sign-in"),
    )


def deletion_done(name: str, email: str, wish: AccountDeletion) -> Message:
    """The last message: it is done, what stays, and whom to ask. Kept only until it is sent."""
    return compose(
        FAREWELL,
        to_address=email,
        to_name=name,
        once_key=f"deletion-done:{wish.id}",
        name=name,
        wish=wish,
        complaint_url=_address("/data-protection/complaint"),
    )


def inactive(user: User, due_at: dt.datetime, months: int) -> Message:
    """Warns somebody who has not visited for long that the account will be erased."""
    return compose(
        "data_rights/inactive",
        to_address=user.email,
        to_name=user.name,
        once_key=f"inactive:{user.id}:{due_at.date()}",
        user=user,
        due_at=due_at,
        months=months,
        sign_in_url=_address("/sign-in"),
    )


def complaint_acknowledgement(complaint: Complaint) -> Message:
    """Says that the complaint arrived, its reference, and by when it is answered."""
    return compose(
        "data_rights/complaint_acknowledgement",
        to_address=complaint.email,
        to_name=complaint.name,
        once_key=f"complaint-acknowledgement:{complaint.id}",
        complaint=complaint,
        privacy_url=_address("/privacy"),
    )


def complaint_received(complaint: Complaint, administrator: User) -> Message:
    """Tells an administrator that a complaint came and when it is due; not its content."""
    return compose(
        "data_rights/complaint_received",
        to_address=administrator.email,
        to_name=administrator.name,
        once_key=f"complaint-received:{complaint.id}:{administrator.id}",
        complaint=complaint,
        administrator=administrator,
        list_url=_address("/admin/complaints"),
    )


def _address(path: str) -> str:
    return f"{current_app.config['PUBLIC_URL']}{path}"
