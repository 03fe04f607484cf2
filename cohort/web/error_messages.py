"""The default messages of the error pages: {status: (title, paragraphs)}."""

from __future__ import annotations

WORDS: dict[int, tuple[str, list[str]]] = {
    400: (
        "That request could not be read",
        ["It arrived damaged or incomplete, so nothing was saved. Go back and try again."],
    ),
    403: (
        "This page is not open to you",
        ["You are signed in, but this page is for other roles. If you think it should be open "
         "to you, ask a facilitator of your cohort or an organiser."],
    ),
    404: (
        "Page not found",
        ["There is no page at this address, or it is not one that you can see.",
         "If you typed the address, check it. If you followed a link, it may be out of date."],
    ),
    405: (
        "This address does not work that way",
        ["The page was asked for in a way it does not answer. Nothing was changed."],
    ),
    409: (
        "Something changed in the meantime",
        ["Somebody else, or you in another tab, changed the same thing. Nothing was overwritten."],
    ),
    413: (
        "That is too large to send",
        ["What you sent was over the limit of {limit}, about 150,000 words, so it was not saved.",
         "Your browser still has it: press Back, make it shorter or split it, and send it again."],
    ),
    422: (
        "That could not be used",
        ["Something in what you sent was not as expected. Nothing was saved."],
    ),
    429: (
        "Please wait a moment",
        ["There were many requests from you, or from your network, in a short time. "
         "Wait {wait} and try again. Nothing was saved from this one."],
    ),
    500: (
        "Something went wrong here",
        ["The fault is ours. It has been recorded. Nothing of this request was saved; "
         "everything you saved before is safe."],
    ),
    503: (
        "The site is busy or being worked on",
        ["It could not reach its database just now. Nothing of this request was saved; "
         "everything you saved before is safe. Please try again in a minute."],
    ),
}  # fmt: skip
TOO_LARGE_A_FILE = [
    "What you sent, files and all, was over the limit of {limit}, so it was not saved.",
    "Press Back and choose smaller files, or fewer at a time.",
]
# Title, why, the words of the button, what to do first.
SIGNED_OUT = (
    "You have been signed out",
    "Your sign-in had ended, so this was not saved yet.",
    "Sign in and send it",
    "sign in again",
)
FIRST_FINISH = (
    "First finish signing in",
    "Your account needs a second factor, a code from an app, so this was not saved yet.",
    "Finish signing in and send it",
    "finish signing in",
)
