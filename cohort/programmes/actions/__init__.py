"""The verbs of programmes, a file for each thing they are about."""

from __future__ import annotations

from cohort.programmes.actions.memberships import add_member
from cohort.programmes.actions.programmes import (
    edit_cohort,
    edit_programme,
    make_organiser,
    publish_programme,
    start_cohort,
    start_programme,
)

__all__ = [
    "add_member",
    "edit_cohort",
    "edit_programme",
    "make_organiser",
    "publish_programme",
    "start_cohort",
    "start_programme",
]
