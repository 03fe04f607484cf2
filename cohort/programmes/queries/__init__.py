"""Every SELECT of programmes, a file for each thing they find."""

from __future__ import annotations

from cohort.programmes.queries.people import (
    MOST_PEOPLE,
    Person,
    get_person,
    organisation_as_seen,
    people_visible_to,
)
from cohort.programmes.queries.programmes import (
    MOST_LISTED,
    CohortRow,
    ProgrammeRow,
    cohorts_of_programme,
    cohorts_open_for_interest,
    cohorts_visible_to,
    find_same_cohort,
    find_same_programme,
    get_cohort,
    get_programme,
    get_published_programme,
    programmes_visible_to,
    published_programmes,
    slug_is_free,
)

__all__ = [
    "MOST_LISTED",
    "MOST_PEOPLE",
    "CohortRow",
    "Person",
    "ProgrammeRow",
    "cohorts_of_programme",
    "cohorts_open_for_interest",
    "cohorts_visible_to",
    "find_same_cohort",
    "find_same_programme",
    "get_cohort",
    "get_person",
    "get_programme",
    "get_published_programme",
    "organisation_as_seen",
    "people_visible_to",
    "programmes_visible_to",
    "published_programmes",
    "slug_is_free",
]
