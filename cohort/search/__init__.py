"""Floor 4: one search box over whatever features put into it, each hit readable by whoever asks.

A feature registers the kinds of thing it has in its `search.py` (`KINDS`), and keeps the index in
step with `index.put` and `index.remove` in the transaction that changes the thing.
"""

from cohort.search.kinds import install

__all__ = ["install"]
