"""The privacy notice as a form: rows can be added and removed without JavaScript."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, Form, FormField, StringField, TextAreaField
from wtforms.validators import Length

from cohort.data_rights.default_notice import LISTS, TEXTS
from cohort.web.forms import EditForm, at_most, trim

MOST_ROWS = 30


def _short(label: str) -> StringField:
    too_long = f"{label} must be 500 characters or fewer"
    return StringField(label, filters=[trim], validators=[Length(max=500, message=too_long)])


def _long(label: str, hint: str = "") -> TextAreaField:
    return TextAreaField(label, description=hint, validators=[at_most(5_000, label)])


class ControllerRow(Form):
    """An organisation that decides what the data is used for."""

    name = _short("Name")
    address = _short("Postal address")
    contact = _short("Contact")
    role = _short("What it does here")


class PurposeRow(Form):
    """One thing that data is used for."""

    what = _short("What for")
    which = _short("Which data")
    basis = _short("Lawful basis")
    kept = _short("How long")
    receives = _short("Who sees it")


class RecipientRow(Form):
    """A company that handles data for us."""

    name = _short("Name")
    does = _short("What it does")
    where = _short("Where")


class NoticeForm(EditForm):
    """Everything a notice says."""

    introduction = _long("Introduction")
    controllers = FieldList(FormField(ControllerRow), max_entries=MOST_ROWS)
    protection_name = _short("Who answers questions about data protection")
    protection_contact = _short("How to reach them")
    purposes = FieldList(FormField(PurposeRow), max_entries=MOST_ROWS)
    recipients = FieldList(FormField(RecipientRow), max_entries=MOST_ROWS)
    rights = _long("Rights")
    complaints = _long("Complaints")
    limits = _long("What we cannot prevent")
    changed = _long("What has changed", "Since the last version, for people who read that one.")

    def notice(self) -> dict[str, Any]:
        """The fields as typed, in the form in which a notice stores them."""
        lists = {
            name: [{key: row[key] or "" for key in keys} for row in self[name].data]
            for name, keys in LISTS.items()
        }
        return {name: self[name].data or "" for name in TEXTS} | lists


def with_row_changed(notice: dict[str, Any], add: str | None, remove: str | None) -> dict[str, Any]:
    """The notice with one more, empty row ('purposes'), or one row less ('purposes-2')."""
    changed = notice | {name: list(notice[name]) for name in LISTS}
    if add in LISTS and len(changed[add]) < MOST_ROWS:
        changed[add].append(dict.fromkeys(LISTS[add], ""))
    name, _, number = (remove or "").partition("-")
    if name in LISTS and number.isdecimal() and int(number) < len(changed[name]):
        del changed[name][int(number)]
    return changed
