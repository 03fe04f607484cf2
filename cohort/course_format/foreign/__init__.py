"""Courses from other systems: converted from their dialects to our format, losses reported.

The list of dialects is closed: we add one only for a course that somebody wants to bring.
"""
