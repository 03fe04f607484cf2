"""Expressions of interest from prospective participants."""
