"""Finding notices, readers and what is unread."""

from cohort.notices.queries.notices import NOTICES_A_PAGE, NoticePage, grouped, notices_of
from cohort.notices.queries.readers import reader_of
from cohort.notices.queries.unread import IS_UNREAD, MOST_COUNTED, in_words, read_through_of

__all__ = [
    "IS_UNREAD",
    "MOST_COUNTED",
    "NOTICES_A_PAGE",
    "NoticePage",
    "grouped",
    "in_words",
    "notices_of",
    "read_through_of",
    "reader_of",
]
