"""A form for each group of settings, made from their definitions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from wtforms import EmailField, Field, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from cohort.kernel.text import one_line
from cohort.settings.current import definitions
from cohort.settings.definitions import Definition, Group, Kind
from cohort.web.fields import WholeNumberField
from cohort.web.forms import CHANGED_ELSEWHERE, AnAddress, EditForm, at_most, required


class SettingsForm(EditForm):
    """The settings of one group. `version` holds a digest of each value when the form was opened,
    so that two people who change different settings at once do not undo each other."""

    def open_with(self, saved: Mapping[str, Any]) -> None:
        """Note the saved values when the form is opened (or shown again after a clash)."""
        self.version.data = ".".join(mark(value) for value in saved.values())

    def changed(self, saved: Mapping[str, Any]) -> dict[str, Any]:
        """{name: value} of what this person changed since they opened the form."""
        opened = self._opened(saved)
        return {
            name: self[name].data
            for name, value in saved.items()
            if self[name].data != value and mark(self[name].data) != opened[name]
        }

    def clashes(self, saved: Mapping[str, Any]) -> bool:
        """Whether somebody else changed a setting that this person changed too.

        If so `saved_elsewhere` has the saved values for the page to show; sending the form again
        replaces them.
        """
        opened = self._opened(saved)
        for name in self.changed(saved):
            if opened[name] != mark(saved[name]):
                field = self[name]
                field.errors = [CHANGED_ELSEWHERE.format(field.label.text)]
                self.saved_elsewhere.append((field.label.text, str(saved[name])))
        if self.saved_elsewhere:
            self.is_clash = True
            mine = self.changed(saved)
            for name in saved.keys() - mine.keys():  # only the other person changed these
                self[name].data, self[name].raw_data = saved[name], [str(saved[name])]
            self.open_with(saved)
        return self.is_clash

    def _opened(self, saved: Mapping[str, Any]) -> dict[str, str]:
        marks = (self.version.data or "").split(".")
        if len(marks) != len(saved):
            marks = [""] * len(saved)  # the form was tampered with: everything clashes
        return dict(zip(saved, marks, strict=True))


def form_for(group: Group) -> type[SettingsForm]:
    """The form of one group, with its settings as fields."""
    fields = {
        name: _field(definition)
        for name, definition in definitions().items()
        if definition.group is group
    }
    return type("SettingsForm", (SettingsForm,), fields)


def _field(definition: Definition[Any]) -> Field:
    label, hint = definition.label, definition.hint
    if definition.kind is Kind.NUMBER:
        bounds = f"must be between {definition.least} and {definition.most} {definition.unit}"
        wanted = [
            required(f"“{label}” needs a number of {definition.unit}"),
            NumberRange(definition.least, definition.most, f"“{label}” {bounds}"),
        ]
        return WholeNumberField(label, description=hint, validators=wanted)
    checks: list[Any] = [at_most(definition.most, label)]
    if definition.is_required:
        checks.insert(0, required(f"Enter the {label[0].lower()}{label[1:]}"))
    if definition.kind is Kind.ADDRESS:
        checks = [Optional(), AnAddress(), *checks]
        return EmailField(label, description=hint, validators=checks, filters=[one_line])
    if definition.kind is Kind.SHORT:
        return StringField(label, description=hint, validators=checks, filters=[one_line])
    return TextAreaField(label, description=hint, validators=checks)


def mark(value: Any) -> str:
    """The digest by which a form remembers a value."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]
