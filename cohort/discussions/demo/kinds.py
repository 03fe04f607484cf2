"""Threads of the Spring cohort of the kinds that are not plain talk."""

from __future__ import annotations

from cohort.demo.people import SPRING
from cohort.discussions.demo.shapes import Said, Talk
from cohort.discussions.models import ThreadKind, Word

DATES = Talk(
    SPRING,
    "Dates and rooms for this month",
    kind=ThreadKind.NOTICEBOARD,
    pinned=True,
    host="sam",
    posts=(
        Said(
            "sam",
            12,
            "08:50",
            """
We meet online on the first Tuesday, 10am to noon, with a proper break in the middle. Cameras are
your own business.

The day together is at the Wharf. There is a lift, a quiet room, and a car park that fills by nine.
Tell me what you need to be able to come, and what your travel costs you. We pay it on the day.
""",
        ),
    ),
)

PROVIDERS_IN_THE_ROOM = Talk(
    SPRING,
    "How do you keep it fair when a provider helps to write the need?",
    kind=ThreadKind.QUESTION,
    posts=(
        Said(
            "kasia",
            7,
            "09:40",
            """
Our day service contract ends next March. I would like the people who run it now, and two who might,
to help say what is needed before anybody writes a specification. Legal says that whoever was in the
room may have to stay out of the bidding.

Has anybody done this and had the award stand?
""",
        ),
        Said(
            "imran",
            7,
            "12:15",
            """
We ask everybody or nobody. An open call, three weeks, evenings too, and a one-page note of each
meeting goes up the same week for those who did not come. I have never had to keep anyone out.
""",
            words=(("kasia", Word.THANKS), ("rhiannon", Word.SAME)),
        ),
        Said(
            "sally",
            6,
            "18:30",
            """
> a one-page note of each meeting goes up the same week

This is the part that counts. Nobody is shut out for having talked to you. They are shut out when
they know something the rest do not, and you did not put it right. So keep the notes, send all of
them with the tender, and give everyone long enough to read them. Write down that you did. Then ask
Legal which of those steps they would want more of, instead of whether you may.
""",
            answers=1,
            words=(("kasia", Word.HELPS), ("imran", Word.THANKS), ("gareth", Word.HELPS)),
            helped=True,
        ),
        Said(
            "kasia",
            5,
            "10:05",
            """
I asked it that way round. She sent back a list of four things and an apology for the first answer.
We start in September.
""",
            answers=2,
            words=(("sally", Word.THANKS),),
        ),
    ),
)

ONE_SENTENCE = Talk(
    SPRING,
    "A round: one thing you would not fund again",
    kind=ThreadKind.ROUND,
    posts=(
        Said(
            "ruth",
            6,
            "09:00",
            """
One thing that you bought and would not buy again, in two or three sentences. No names of providers,
please. You see the others' answers once you have written yours, so that nobody writes to please.
""",
        ),
        Said(
            "gareth",
            6,
            "13:10",
            """
A tablet for every tenant. Nobody had asked for one. There is a cupboard in Trefelin that hums.
""",
        ),
        Said(
            "claire",
            5,
            "16:45",
            """
A consultation, after the decision, so that we could say there had been one. It cost £14,000 and
people's patience.
""",
        ),
        Said(
            "joe",
            4,
            "21:20",
            """
Seven small grants for seven new groups in a street that had an old one. The old one closed.
""",
        ),
    ),
)

FEAR = Talk(
    SPRING,
    "When your own director has already decided",
    posts=(
        Said(
            "denise",
            5,
            "19:50",
            """
I was asked to run six weeks of listening about a service that I know will close. It is in the
budget paper that has not been published. I can run it badly, or well, and either way I am lying to
people I will meet in the shop.

I do not want this to be about who I work for, so I have left my name off. What would you do with
the six weeks?
""",
            nameless=True,
            words=(("abena", Word.SAME),),
        ),
        Said(
            "abena",
            4,
            "08:20",
            """
I have been there. I asked for one thing in writing before I began: what is still open. It turned out
that *when* it closed and *what came after* were. So we said so on the first page, and that the rest
was decided, and by whom. People were angry at the right person.
""",
            answers=0,
        ),
        Said(
            "ruth",
            4,
            "09:35",
            """
Whoever you are, thank you for saying it here. You can say no to a part of it. "I will ask about what
comes after, and I will not ask whether" is a sentence that a director can hear. If you want to go
through it with somebody, write to any of the three of us.
""",
            answers=0,
        ),
    ),
)

TALKS = (DATES, PROVIDERS_IN_THE_ROOM, ONE_SENTENCE, FEAR)
