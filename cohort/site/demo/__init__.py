"""The demo: two programmes, three cohorts, and people who do not exist.

It is built through the same actions as the real thing, so that loading it tests them. This
package founds the programmes, the cohorts and their members. What happened in them is in each
feature's `demo.py` (see cohort/demo/acting.py), and loading.py gathers it.
"""

from cohort.demo.people import sign_ins
from cohort.site.demo.loading import load

__all__ = ["load", "sign_ins"]
