"""Every feature's name, in floor order, and what each declares in files of fixed names.

This is the one list that a new feature must join. Code that gathers something (blueprints, jobs,
retention rules, tabs …) loops over `declared`, so that a feature's additions stay in its folder.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

FEATURES = (
    "audit_log",
    "jobs",
    "search",
    "drafts",
    "mail",
    "settings",
    "accounts",
    "programmes",
    "notices",
    "course_modules",
    "course_authoring",
    "reflections",
    "discussions",
    "interest",
    "facilitation",
    "data_rights",
    "operations",
    "site",
)

# {file: the names that we gather from it}. A feature's file has at least one of them.
DECLARATIONS = {
    "jobs": ("WOKEN", "SCHEDULED"),  # what is done by itself: app.py
    "search": ("KINDS", "DIRECT"),  # what the search box finds: cohort/search
    "notices": ("KINDS", "DERIVED", "READ_ALL"),  # what people are told: cohort/notices/kinds.py
    "drafts": ("KINDS",),  # what somebody may keep a draft of: cohort/drafts
    "data_rights": ("HELD",),  # what is stored about a person: cohort/data_rights/registry.py
    "retention": ("RULES",),  # how long it is kept: cohort/data_rights/actions/retention.py
    "sentences": ("SENTENCES",),  # acts in the audit log: cohort/audit_log/wording.py
    "settings": ("SETTINGS",),  # what an administrator can set: cohort/settings/current.py
    # Mail that can be declined (cohort/accounts/mail_choices.py), and what mail about what happened
    # is made of (cohort/notices/sources.py).
    "emails": ("CATEGORIES", "SOURCES"),
    "navigation": ("TABS",),  # tabs of a cohort's pages: cohort/web/navigation.py
    "now": ("NOW",),  # what it puts on the cohort's home: cohort/site/queries/home.py
    "demo": ("BEFORE", "HAPPENINGS", "AFTER"),  # its part of the demo: cohort/site/demo/loading.py
    "incoming": ("HANDLERS",),  # what takes mail that comes in: cohort/mail/incoming
    "prompts": ("FILLS",),  # what stands beneath prompts: cohort/course_modules/prompt_slots.py
}


def modules(*names: str) -> list[ModuleType]:
    """The modules of these names that exist, feature by feature from the lowest floor up:
    `modules("jobs")` gives cohort.mail.jobs, cohort.accounts.jobs and so on."""
    places = [f"cohort.{feature}.{name}" for feature in FEATURES for name in names]
    return [import_module(place) for place in places if find_spec(place)]


def declared(file: str, name: str) -> list[Any]:
    """Everything in the tuples called `name` in the files called `file`, in floor order:
    `declared("jobs", "SCHEDULED")`. A file without that name declares nothing of that kind."""
    return [item for module in modules(file) for item in getattr(module, name, ())]
