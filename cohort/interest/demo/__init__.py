"""The demo's registrations of interest, as data, and how they came and were answered."""

from cohort.interest.demo.registering import registrations

HAPPENINGS = (registrations,)
