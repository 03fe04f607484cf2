"""The audit log's sentences about threads. None names a thread or says what stands in it: people
who may not read the threads read the log."""

from __future__ import annotations

from cohort.audit_log.wording import Group

SENTENCES = {
    Group.COHORTS: {
        "cohort:end-nameless": "ended posts without names in {cohort}",
        "cohort:allow-nameless": "allowed posts without names in {cohort}",
        "post:unmask": "asked who wrote a post without a name in {cohort}, and was told",
    },
    Group.THREADS: {
        "thread:pin": "pinned a thread in {cohort}",
        "thread:unpin": "took a pinned thread in {cohort} down again",
        "thread:close": "closed a thread in {cohort} to new posts",
        "thread:open-again": "opened a closed thread in {cohort} again",
        "thread:rename": "gave a thread in {cohort} another title",
        "thread:move": "moved a thread in {cohort} to another module, or to none",
        "thread:merge": "merged a thread in {cohort} into another one",
        "thread:summarise": "wrote the summary of a thread in {cohort}",
        "thread:unsummarise": "took the summary off a thread in {cohort}",
        "post:hide": "hid a post in {cohort}",
        "post:restore": "showed a hidden post in {cohort} again",
        "post:reply-privately": "wrote privately to the author of a post in {cohort}",
        "thread:slow": "slowed a thread in {cohort} down",
        "thread:unslow": "let a thread in {cohort} go at its own pace again",
        "report:take-on": "took on a report of a post in {cohort}",
        "report:settle": "settled a report of a post in {cohort}",
        "report:step-in": "joined {cohort} as facilitator because a report waited",
        "thread:plan": "wrote a thread in {cohort} that opens later",
        "thread:replan": "changed a thread in {cohort} that opens later",
        "thread:take-over": "took over a thread in {cohort} that opens later",
        "thread:drop": "dropped a thread in {cohort} that was to open later",
        "thread:open-early": "opened a thread in {cohort} before its time",
        "thread:open-planned": "had a thread in {cohort} open at the time set",
        "thread:mark-helped": "marked a post in a thread of {cohort} as what helped",
        "thread:unmark-helped": "took back that a post in a thread of {cohort} helped",
    },
}
