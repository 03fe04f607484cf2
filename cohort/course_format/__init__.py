"""Courses as folders of Markdown, read, converted, checked and written, as plain values."""
