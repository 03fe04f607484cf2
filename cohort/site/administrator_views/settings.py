"""Settings: all of them with who changed them, a form for each group, and a reset."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cohort.access.actions import Can
from cohort.kernel.errors import NotFound
from cohort.settings import actions
from cohort.settings.current import definitions
from cohort.settings.definitions import Group
from cohort.settings.forms import SettingsForm, form_for
from cohort.site.administrator_views.blueprint import blueprint
from cohort.site.queries.settings import SettingRow, settings_visible_to
from cohort.web.guard import allowed, viewer


@blueprint.get("/settings")
@allowed(Can.ADMINISTER)
def list_settings() -> ResponseReturnValue:
    """Every setting, with its present value."""
    return render_template(
        "site/administrator/settings.html", lines=settings_visible_to(viewer()), groups=Group
    )


@blueprint.get("/settings/<group>")
@allowed(Can.ADMINISTER)
def edit_settings(group: str) -> ResponseReturnValue:
    """One group in a form."""
    found = _group(group)
    lines = settings_visible_to(viewer(), found)
    form = form_for(found)(data={line.name: line.value for line in lines})
    form.open_with({line.name: line.value for line in lines})
    return _show(form, found, lines)


@blueprint.post("/settings/<group>")
@allowed(Can.ADMINISTER)
def save_settings(group: str) -> ResponseReturnValue:
    """Save the changes, unless somebody else changed the same settings meanwhile."""
    found = _group(group)
    form = form_for(found)()
    lines = settings_visible_to(viewer(), found)
    saved = {line.name: line.value for line in lines}
    if not form.validate_on_submit() or form.clashes(saved):
        return _show(form, found, lines), form.answer_status
    changed = form.changed(saved)
    for name, value in changed.items():
        actions.change(viewer(), name, value)
    flash("Saved." if changed else "Nothing was changed.", "success")
    return redirect(url_for(".list_settings", _anchor=found), 303)


@blueprint.post("/settings/<setting_name>/default")
@allowed(Can.ADMINISTER)
def reset_setting(setting_name: str) -> ResponseReturnValue:
    """Reset a setting to its default."""
    definition = definitions().get(setting_name)
    if definition is None or definition.group is None:
        raise NotFound("There is no such setting.")
    actions.change(viewer(), setting_name, None)
    flash(f"“{definition.label}” is back to its default.", "success")
    return redirect(url_for(".list_settings", _anchor=definition.group), 303)


def _group(name: str) -> Group:
    try:
        return Group(name)
    except ValueError:
        raise NotFound("There is no such group of settings.") from None


def _show(form: SettingsForm, group: Group, lines: Sequence[SettingRow]) -> str:
    template = "site/administrator/settings_form.html"
    return render_template(template, form=form, group=group, lines=lines)
