"""What the Pilot cohort said near its end. Days count back from its last day."""

from __future__ import annotations

from cohort.demo.people import PILOT
from cohort.discussions.demo.shapes import Said, Talk

ONE_CHANGE = Talk(
    PILOT,
    "One change",
    prompt="m8-one-change-and-who-helped",
    posts=(
        Said(
            "nasreen",
            24,
            "12:35",
            """
Ours is small. The respite panel used to meet at two in the afternoon in the civic centre. It now
meets at half past six above the library, and three carers sit on it as members and not as guests.

Who helped: a caretaker who was willing to lock up late, and a carer who told me in April that two
o'clock was "when your own mother is awake". Nobody in my team thought of it, including me.
""",
        ),
        Said(
            "huw",
            23,
            "19:40",
            """
What might happen next, Nasreen, is that somebody will ask you what the panel costs now, with the
caretaker and the sandwiches. Have the number ready. I say this as someone who has been the
sandwiches.

Ours is that we said no to a grant. The reporting would have cost more than a worker's day. The
funder rang to ask why, and she has since taken out half of it.
""",
        ),
        Said(
            "grace",
            21,
            "08:20",
            """
I am not sure that I have one yet. I have moved one meeting and had one row. The row was with a
colleague I like, about whether a patient group should see a draft, and we are both still cross. I
think it was the right row. I would not call it a change.
""",
        ),
        Said(
            "peter",
            20,
            "17:15",
            """
Grace, I would count it. In my place the draft would simply not have been shown, and nobody would
have had anything to be cross about.
""",
        ),
        Said(
            "simran",
            18,
            "09:30",
            """
I like that two of these are about a room and an hour, and two are about saying no. Huw, what made
it possible to turn the money down? I suspect that somebody had to agree to it.
""",
        ),
        Said(
            "huw",
            17,
            "20:05",
            """
The treasurer. She is 81 and said "I'm too old to fill that in and you're too busy".
""",
        ),
    ),
)

STAYING_IN_TOUCH = Talk(
    PILOT,
    "Before we go",
    posts=(
        Said(
            "peter",
            6,
            "16:20",
            """
This closes soon, so I wanted to say it here. I have been on a good many courses. This is the first
where I wrote down something I was ashamed of and nothing bad came of it.

I would like to ring one or two of you in the new year. I am not proposing a network.
""",
        ),
        Said(
            "nasreen",
            5,
            "13:10",
            """
Please ring. I am in on Mondays. I agree about the network.
""",
        ),
        Said(
            "grace",
            3,
            "18:45",
            """
I will have a different badge by then but the same telephone. The row is over, by the way. We have
agreed that they will see the draft and that my colleague will choose the biscuits.
""",
        ),
        Said(
            "huw",
            1,
            "21:25",
            """
The Wharf does soup on first Mondays. That is all the network I can offer.
""",
        ),
    ),
)

TALKS = (ONE_CHANGE, STAYING_IN_TOUCH)
