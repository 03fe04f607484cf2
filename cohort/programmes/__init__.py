"""Programmes, their cohorts, and who belongs to them."""
