"""Courses as folders of Markdown: read, converted and checked, and returned as plain values."""
