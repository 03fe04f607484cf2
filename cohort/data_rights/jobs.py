"""What data rights need done by themselves."""

from __future__ import annotations

from cohort.data_rights.actions.deletions import erase_due
from cohort.data_rights.actions.downloads import make_waiting_downloads

WOKEN = (make_waiting_downloads, erase_due)
SCHEDULED = ()
