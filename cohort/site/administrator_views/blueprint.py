"""The blueprint that the site's pages for administrators share, and the links between them."""

from __future__ import annotations

from flask import Blueprint, current_app, url_for

blueprint = Blueprint("site_administrator", __name__, url_prefix="/admin")

# Every area of administration: its name, the endpoint of its first page, and its purpose.
AREAS = (
    ("Checklist", "site_administrator.show_checklist", "What to see to before people are let in"),
    (
        "People",
        "programmes_administrator.list_people",
        "Find, invite, close or erase an account, and change roles",
    ),
    (
        "Mail",
        "mail_administrator.list_messages",
        "What was sent, what waits, what failed, and a test message",
    ),
    (
        "Jobs",
        "jobs_administrator.list_jobs",
        "Work that the site does by itself, and whether it was done",
    ),
    (
        "Complaints about data",
        "data_rights_administrator.list_complaints",
        "Who complained, and by when they are to be answered",
    ),
    (
        "Privacy notice",
        "data_rights_administrator.show_notice",
        "The wording in force, and the next version",
    ),
    (
        "How long data is kept",
        "data_rights_administrator.show_retention",
        "What is over its time and would go now",
    ),
    ("Settings", "site_administrator.list_settings", "Names, addresses, wording and periods"),
    ("Record", "site_administrator.list_history", "Who did what, to whom, when and why"),
)


@blueprint.app_template_global()
def admin_links(here: str | None = None) -> list[tuple[str, str, bool]]:
    """(name, address, whether this is the present page) of each area, for its layout.

    `here` is the endpoint of the area's first page.
    """
    return [
        (name, url_for(endpoint), endpoint == here)
        for name, endpoint, _ in AREAS
        if endpoint in current_app.view_functions
    ]


@blueprint.app_template_global()
def admin_areas() -> list[tuple[str, str, str]]:
    """(name, address, purpose) of each area, for the first page of administration."""
    return [
        (name, url_for(endpoint), about)
        for name, endpoint, about in AREAS
        if endpoint in current_app.view_functions
    ]
