"""Courses that other systems wrote: from their dialects to our own format, with what is lost said.

The list of dialects is closed: a new one needs a course that somebody wants to bring.
"""
