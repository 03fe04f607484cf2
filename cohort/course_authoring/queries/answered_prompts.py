"""Which prompts have answers: every answer in a feature above points at its prompt's row."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from cohort.course_modules.models import Module, ModulePage, Prompt
from cohort.db import Base, db

_prompt: Any = Prompt.__table__.c


def answered_prompts(programme_id: int) -> set[str]:
    """The keys of a programme's prompts that somebody has answered, in the log, in a thread or in
    any later feature that points at prompts. For the command line: it shows that there are answers,
    never whose they are or how many."""
    points = [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.references(_prompt.id)
    ]
    has_answers = [sa.exists().where(column == _prompt.id) for column in points]
    query = sa.select(_prompt.key).where(
        _prompt.programme_id == programme_id, sa.or_(sa.false(), *has_answers)
    )
    return set(db.session.scalars(query))


def prompts_without_page(programme_id: int) -> set[str]:
    """The keys of prompts that no page of the present course holds."""
    query = (
        sa.select(Prompt.key)
        .outerjoin(ModulePage, ModulePage.id == Prompt.page_id)
        .outerjoin(Module, Module.id == ModulePage.module_id)
        .where(
            Prompt.programme_id == programme_id,
            sa.or_(
                Prompt.page_id.is_(None),
                ModulePage.retired_at.is_not(None),
                Module.retired_at.is_not(None),
            ),
        )
    )
    return set(db.session.scalars(query))
