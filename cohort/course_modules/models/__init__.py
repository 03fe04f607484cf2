"""Tables: content, releases, and how far each person has read."""

from cohort.course_modules.models.content import (
    CourseAsset,
    CourseText,
    GlossaryTerm,
    Module,
    ModulePage,
    Prompt,
)
from cohort.course_modules.models.reading import DoneMark, ReadingPlace
from cohort.course_modules.models.releases import EarlyOpening, Release

__all__ = [
    "CourseAsset",
    "CourseText",
    "DoneMark",
    "EarlyOpening",
    "GlossaryTerm",
    "Module",
    "ModulePage",
    "Prompt",
    "ReadingPlace",
    "Release",
]
