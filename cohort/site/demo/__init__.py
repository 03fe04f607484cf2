"""The demo: two programmes, three cohorts, and people who never lived.

It is built through the same actions as the real thing, so that loading it tests them. Words
and facts are data in their own files; founding, happenings and interest act them out.
"""

from cohort.site.demo.loading import load
from cohort.site.demo.people import sign_ins

__all__ = ["load", "sign_ins"]
