"""The demo's logs: what people wrote for themselves, as data, and how they wrote it."""

from cohort.reflections.demo.writing import entries_written

HAPPENINGS = (entries_written,)
