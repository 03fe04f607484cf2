"""Answering a thread by mail."""

from cohort.discussions.by_mail.addresses import reply_address
from cohort.discussions.by_mail.left_out import LeftOut, get_left_out, left_out_of, put_back
from cohort.discussions.by_mail.posting import take_reply

__all__ = [
    "LeftOut",
    "get_left_out",
    "left_out_of",
    "put_back",
    "reply_address",
    "take_reply",
]
