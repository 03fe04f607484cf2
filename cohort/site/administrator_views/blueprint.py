"""The one blueprint that the site's pages for administrators share, and the way round them."""

from __future__ import annotations

from flask import Blueprint, current_app, url_for

blueprint = Blueprint("site_administrator", __name__, url_prefix="/admin")

# Every area of administration: its name and the endpoint of its first page.
AREAS = (
    ("Checklist", "site_administrator.show_checklist"),
    ("People", "programmes_administrator.list_people"),
    ("Mail", "mail_administrator.list_messages"),
    ("Jobs", "jobs_administrator.list_jobs"),
    ("Complaints about data", "data_rights_administrator.list_complaints"),
    ("Privacy notice", "data_rights_administrator.show_notice"),
    ("How long data is kept", "data_rights_administrator.show_retention"),
    ("Settings", "site_administrator.list_settings"),
    ("Record", "site_administrator.list_history"),
)


@blueprint.app_template_global()
def admin_links(here: str | None = None) -> list[tuple[str, str, bool]]:
    """(name, address, whether one is there) of each area, for layouts/administration.html.

    `here` is the endpoint of the area's first page.
    """
    return [
        (name, url_for(endpoint), endpoint == here)
        for name, endpoint in AREAS
        if endpoint in current_app.view_functions
    ]
