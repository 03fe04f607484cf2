"""Every SELECT of programmes, a file for each thing they find."""

from __future__ import annotations

from cohort.programmes.queries.programmes import (
    MOST_LISTED,
    MOST_PEOPLE,
    CohortLine,
    Person,
    ProgrammeLine,
    cohorts_of_programme,
    cohorts_open_for_interest,
    cohorts_visible_to,
    find_same_cohort,
    find_same_programme,
    get_cohort,
    get_programme,
    get_published_programme,
    people_visible_to,
    programmes_visible_to,
    published_programmes,
    slug_is_free,
)

__all__ = [
    "MOST_LISTED",
    "MOST_PEOPLE",
    "CohortLine",
    "Person",
    "ProgrammeLine",
    "cohorts_of_programme",
    "cohorts_open_for_interest",
    "cohorts_visible_to",
    "find_same_cohort",
    "find_same_programme",
    "get_cohort",
    "get_programme",
    "get_published_programme",
    "people_visible_to",
    "programmes_visible_to",
    "published_programmes",
    "slug_is_free",
]
