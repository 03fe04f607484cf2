"""The course as a book to take along: one offline HTML file, or an EPUB.

It is made from the HTML rendered on save; nothing is rendered here. The same content makes the
same bytes. A book is written to a file piece by piece, and its pictures are read one at a time.
"""

from cohort.course_modules.books.collecting import Book, book_for, whole_book
from cohort.course_modules.books.epub import write_epub
from cohort.course_modules.books.one_page import write_html

__all__ = ["Book", "book_for", "whole_book", "write_epub", "write_html"]
