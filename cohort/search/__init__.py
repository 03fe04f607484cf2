"""Floor 4: one search box for all that features index; the viewer may read every hit.

A feature registers its kinds of thing in its `search.py` (`KINDS`), and keeps the index in step
with `index.put` and `index.remove` in the transaction that changes the thing; or its direct kinds
(`DIRECT`), which stand in no index.
"""

from cohort.search.kinds import install

__all__ = ["install"]
