"""Everything a person can be allowed to do, each with a sentence in plain words."""

from __future__ import annotations

from enum import StrEnum


class Can(StrEnum):
    """An act. The part before the colon is the scope a URL must give: cohort, programme, site."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Can:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    CHANGE_ACCOUNT = "site:change-account", "Change your account and take your data away"
    READ_NOTICES = "site:read-notices", "Read your notices and mark them as read"
    ADMINISTER = "site:administer", "Look after people, mail, settings and the record"
    READ_AGREEMENT = "cohort:read-agreement", "Read the cohort's agreement and agree to it"

    READ_COHORT = "cohort:read", "See the cohort's home page and its modules"
    MARK_DONE = "cohort:mark-done", "Mark a page as done for yourself"
    SET_RELEASES = "cohort:set-releases", "Say when a cohort's modules open, and to whom"
    SEE_PROGRESS = "cohort:see-progress", "See which pages participants marked as done"

    READ_OWN_LOG = "cohort:read-own-log", "Open your own log"
    WRITE_REFLECTION = "cohort:write-reflection", "Write a reflection in your own log"
    READ_REFLECTION = "cohort:read-reflection", "Read a reflection"
    EDIT_REFLECTION = "cohort:edit-reflection", "Change the words of a reflection"

    READ_THREADS = "cohort:read-threads", "Read the cohort's threads"
    OPEN_THREAD = "cohort:open-thread", "Open a thread"
    REPLY = "cohort:reply", "Post in a thread"
    LEAD_THREAD = "cohort:lead-thread", "Open a noticeboard or a quiet round"
    MARK_HELPED = "cohort:mark-helped", "Mark a post as what helped, in a thread that asks"
    CHANGE_POST = "cohort:change-post", "Change or remove a post of your own"
    RENAME_THREAD = "cohort:rename-thread", "Change the title of a thread"
    TEND_THREADS = "cohort:tend-threads", "Pin, close, move, merge and sum up threads"
    SEE_POST_HISTORY = "cohort:see-post-history", "See what a post said before it was changed"
    ACKNOWLEDGE = "cohort:acknowledge", "Say thank you, same here or this helps to a post"
    SET_NAMELESS = "cohort:set-nameless", "Say whether participants may post without their names"
    UNMASK = "cohort:unmask", "Ask who wrote a post without a name, with a reason"
    REPLY_PRIVATELY = "cohort:reply-privately", "Write privately to the author of a post"
    ANSWER_PRIVATELY = (
        "cohort:answer-privately",
        "Read and answer what a facilitator wrote to you privately",
    )
    REPORT_POST = "cohort:report-post", "Ask the facilitators to look at a post"
    HOST_THREADS = "cohort:host-threads", "Read reports, hide posts and slow threads down"
    STEP_IN = "cohort:step-in", "Join a cohort as facilitator when nobody has opened a report"

    INVITE = "cohort:invite", "Invite people to the cohort and see who was invited"
    READ_OUT_CODE = "cohort:read-out-code", "Read out a sign-in code to a member without mail"

    SEE_COHORT_REGISTRATIONS = "cohort:see-registrations", "See who registered interest in a cohort"
    EDIT_COHORT = "cohort:edit", "Change a cohort's name, dates, capacity and status"

    ORGANISE = "site:organise", "Open the organiser's desk"
    START_PROGRAMME = "site:start-programme", "Create a programme"
    EDIT_PROGRAMME = "programme:edit", "Change a programme's facts and wording"
    EDIT_CONTENT = (
        "programme:edit-content",
        "Write a programme's modules and see them before others",
    )
    START_COHORT = "programme:start-cohort", "Create a cohort of a programme"
    SEE_REGISTRATIONS = "programme:see-registrations", "See who registered interest in a programme"

    @property
    def scope(self) -> str:
        """'cohort', 'programme' or 'site'."""
        return self.value.split(":", 1)[0]
