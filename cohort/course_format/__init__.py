"""Courses as folders of Markdown: read, converted, checked and written. Plain values out."""
