"""Marking pages as done."""

from cohort.course_modules.actions.done import mark_done, unmark_done

__all__ = ["mark_done", "unmark_done"]
