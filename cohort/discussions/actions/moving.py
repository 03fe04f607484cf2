"""Moving threads to a module, or out of one."""

from __future__ import annotations

import sqlalchemy as sa

from cohort.access.actor import Actor
from cohort.course_modules.models import Module
from cohort.db import db
from cohort.discussions.actions.tending import hold, note
from cohort.kernel.errors import DomainError, NotFound


def move(actor: Actor, thread_id: int, *, module_id: int | None, tell: bool = False) -> bool:
    """Say to which module a thread belongs, if to any; whether that differs. Raises NotFound for a
    module of another programme, DomainError for a prompt's thread, which stays with its prompt."""
    (thread,) = hold(actor, [thread_id])
    if module_id == thread.module_id:
        return False
    if thread.prompt_id is not None:
        raise DomainError("This thread belongs to a question on a page, and stays with it.")
    if module_id is not None:
        mine = sa.select(Module.id).where(
            Module.id == module_id, Module.programme_id == actor.programme.id
        )
        if db.session.scalar(mine) is None:
            raise NotFound("No such module.")
    thread.module_id = module_id
    note(actor, "thread:move", thread, tell=tell)
    return True
