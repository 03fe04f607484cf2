"""The page of the audit log and its spreadsheet, for administrators and organisers."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from cohort.kernel import clock, ids
from cohort.site.forms import RecordForm
from cohort.site.queries import audit_log
from cohort.web.filters import iso
from cohort.web.guard import viewer
from cohort.web.paging import key_asked
from cohort.web.spreadsheets import csv_file

HEADER = ("When (UTC)", "Who", "What", "About", "Programme", "Cohort", "Why", "Details")


def page(layout: str) -> ResponseReturnValue:
    """The entries that the filters in the address select."""
    form, is_good = _form()
    entries = audit_log.history_visible_to(viewer(), form.asked(), key_asked())
    # The filters again, for the links to older entries and to the spreadsheet.
    kept = {name: value for name, value in request.args.items() if name != "before" and value}
    return render_template(
        "site/record.html",
        layout=layout,
        form=form,
        page=entries,
        kept=kept,
        newest=not key_asked(),
    ), 200 if is_good else 422


def spreadsheet() -> Response:
    """The same entries, all of them."""
    form, _ = _form()
    name = f"record-{clock.now():%Y-%m-%d}.csv"
    return csv_file(name, HEADER, _rows(form.asked()))


def _form() -> tuple[RecordForm, bool]:
    form = RecordForm(audit_log.programmes_to_filter_by(viewer()))
    form.offer_cohorts(audit_log.cohorts_to_filter_by(viewer(), form.programme_id))
    return form, form.validate()


def _rows(asked: audit_log.AuditFilter) -> Iterator[tuple[str, ...]]:
    for entry in audit_log.whole_history_visible_to(viewer(), asked):
        details = [f"{label}: {old} → {new}" for label, old, new in entry.changes]
        details += [f"{label}: {words}" for label, words in entry.facts]
        who = entry.actor or ("Somebody who left" if entry.actor_id else "The site itself")
        about = entry.person or (
            f"person {ids.write_id(entry.person_id)}" if entry.person_id else ""
        )
        yield (
            iso(entry.at),
            who,
            entry.sentence,
            about,
            entry.programme or "",
            entry.cohort or "",
            entry.reason or "",
            "; ".join(details),
        )
