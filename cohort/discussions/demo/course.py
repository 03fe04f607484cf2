"""What the Spring cohort said on the discuss prompt of Module 1."""

from __future__ import annotations

from cohort.demo.people import SPRING
from cohort.discussions.demo.shapes import Said, Talk

ONE_STAGE_SOONER = Talk(
    SPRING,
    "One stage sooner",
    prompt="m1-one-stage-sooner",
    posts=(
        Said(
            "claire",
            9,
            "08:25",
            """
Ours first appear in week 19 of 26. I counted. By then there is a model, a budget and a slide with
three options, one of which is "do nothing" and has been put there so that nobody picks it.

One stage sooner would be week 11, when we write the needs assessment. What would have to be true
is that I let people see it unfinished. I notice that I do not want to. It is my name on the front.
""",
        ),
        Said(
            "kasia",
            9,
            "12:30",
            """
I did the drawing from page two for our home care round. No colour anywhere until the survey, and
the survey went out in the first week of the school holidays.

I showed it to a provider as the page says. She said the survey was not even hers, she had never
seen it. We had it down as "consulted providers".
""",
        ),
        Said(
            "rhiannon",
            8,
            "17:58",
            """
Week 30 for me, and I am counting a panel where two carers scored one question worth five per cent.

I keep getting stuck on the same thing, which is that the date is set by when the money runs out,
and the money is known about eighteen months before. So there was time. We spent it getting
permission to begin.
""",
            has_picture=True,
        ),
        Said(
            "imran",
            8,
            "20:10",
            """
I want to put the other side, as somebody who has done it sooner and got it wrong. A few years ago
we went out early with a blank page. People told us what they wanted, and they were right, and there
was no money for it and I knew that. We raised hopes we had already cancelled.

I would go early again. I would not go with a blank page again. I would take the budget with me and
leave it on the table.
""",
        ),
        Said(
            "abena",
            7,
            "12:50",
            """
Imran, thank you. I have been the blank page person and I still see some of those women in the
supermarket.

I think there is a stage that is not on anyone's drawing, which is when somebody decides that this
is a thing to look at at all. Nobody consults on that. For us it is usually a bad month in the
figures.
""",
        ),
        Said(
            "joe",
            7,
            "22:14",
            """
From the receiving end: you are all describing us being invited sooner to your thing. Nobody has
yet said they would come to ours. We meet on the first Monday, there's soup, and the agenda is
whatever people walked in with. Three of you could have had the whole needs assessment off us by
about half past seven.
""",
        ),
        Said(
            "claire",
            6,
            "08:05",
            """
Joe, I laughed, and then I did not. Which first Monday?
""",
        ),
        Said(
            "joe",
            6,
            "08:20",
            """
All of them. Bring a bowl.
""",
        ),
        Said(
            "ruth",
            5,
            "10:40",
            """
I have read this twice. Some of you are asking how to open your own process sooner (Claire, Kasia,
Rhiannon), and Imran says what you must bring when you do. Abena and Joe are asking a different
thing: what is already going on before your first stage, and would you be welcome at it?

Both are good questions and they are not the same piece of work. Which one is yours?
""",
        ),
        Said(
            "rhiannon",
            3,
            "21:15",
            """
Mine is the second, I think, and I have been answering the first for years because it has a form.
""",
            "Rhiannon Powell\nJoint commissioner, older people\nT: 01632 960123",
        ),
    ),
)

TALKS = (ONE_STAGE_SOONER,)
