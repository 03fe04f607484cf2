"""The language of a page, in SQL: its own, or its module's."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.course_modules.models import Module, ModulePage


def language_of(page: type[ModulePage]) -> sa.ColumnElement[str]:
    """Of a page that may be known by another name (`aliased`)."""
    return sa.func.coalesce(sa.func.nullif(page.language, ""), Module.language)


PAGE_LANGUAGE = language_of(ModulePage)
