"""Data of a person in threads: the posts they wrote and the threads they opened."""

from cohort.discussions.data_rights.erasing import erase
from cohort.discussions.data_rights.exporting import export
from cohort.discussions.data_rights.held import HELD

__all__ = ["HELD", "erase", "export"]
