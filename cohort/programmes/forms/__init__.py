"""The forms of programmes, a file for each thing they are about."""

from __future__ import annotations

from cohort.programmes.forms.programmes import CohortForm, ProgrammeForm

__all__ = ["CohortForm", "ProgrammeForm"]
