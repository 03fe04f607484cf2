"""Threads that members of the Spring cohort opened about their own work."""

from __future__ import annotations

from cohort.demo.people import SPRING
from cohort.discussions.demo.shapes import Said, Talk

PAYING_PEOPLE = Talk(
    SPRING,
    "Wording for paying people",
    posts=(
        Said(
            "abena",
            8,
            "10:15",
            """
Can I borrow some words? This is ours, in the letter that goes to parents who join the steering
group:

> Participants may be entitled to reclaim reasonable out-of-pocket expenses subject to prior
> approval.

Nobody has claimed in a year. I read it aloud to a mother on Thursday and she said "so, no, then".
What do you say that a person would believe?
""",
        ),
        Said(
            "kasia",
            8,
            "13:05",
            """
This took us three goes. Use what you like.

- We pay £18 for each hour, and that includes an hour to read the papers.
- We pay your fares, and for somebody to look after whoever you look after.
- We pay within two weeks. If you need it on the day, tell us.
- If you get benefits, talk to us before you say yes. We will find you somebody who knows.
- You can say no to the money and still come.

The hour for papers was the part that people did not believe.
""",
        ),
        Said(
            "imran",
            7,
            "09:30",
            """
"On the day" is where ours stops. Payroll treats it as earnings, the cash office closed in 2019, and
I gave it two months. We ended up with shopping vouchers. I do not love them, but people get them
before they go home.
""",
        ),
        Said(
            "joe",
            7,
            "12:12",
            """
Which supermarket though. We had vouchers once for one that's nine miles off and two buses.
""",
        ),
        Said(
            "imran",
            7,
            "12:40",
            """
Noted. It is the only one in our scheme, and it is also the only one with no café. I will ask.
""",
        ),
        Said(
            "folasade",
            6,
            "20:30",
            """
I am going to disagree a little. Two people in our group were offended to be offered money. One
said that it turned a good turn for her neighbours into a shift.

So we ask each person, alone, and there is a short list: money, a course, a reference, a lift home,
nothing. Nobody else knows what anyone chose. It is slower, and it has to be somebody they already
know who asks.
""",
        ),
        Said(
            "claire",
            5,
            "08:55",
            """
My worry about a list is that the people who most need the money are the ones who say "oh, nothing,
love". I have seen that happen round a table and I have a feeling it would happen in private too.

Could it be the other way about? We pay everyone unless they say otherwise, and we make it easy to
say otherwise.
""",
        ),
        Said(
            "folasade",
            5,
            "19:48",
            """
Yes, all right. Pay unless they say no. I would still have the conversation, because the lift home
matters to some of them more than £18 does. But I take the point about politeness. I have said "oh,
nothing" myself.
""",
        ),
        Said(
            "angharad",
            4,
            "11:10",
            """
One warning. We had a line in bold that said "this will not affect your benefits". We asked an
adviser from the advice centre to read the letter and she took it out. We cannot promise that, it
depends on the person, and it was the kindest-sounding sentence on the page.

She replaced it with her own phone number. That has been used.
""",
        ),
        Said(
            "deepa",
            3,
            "13:30",
            """
I changed "participants" to "you" all the way through ours. Communications changed it back. I have
changed it again and we will see who gets tired first.
""",
        ),
        Said(
            "abena",
            2,
            "20:05",
            """
Thank you, all of you. This is what is going to the printer.

> We will pay you £18 an hour, reading time included, and your fares and care costs on top. It will
> reach you within two weeks. If you would like something else, or nothing, tell Mariam. If you get
> benefits, ring the advice centre on the number below first: they know about this and they are
> expecting you.

I read it to the same mother. She asked when she could start, and then whether Mariam had agreed to
be in it. I had not asked Mariam. I have now.
""",
        ),
    ),
)

STOPPED_ASKING = Talk(
    SPRING,
    "One thing I stopped asking for",
    posts=(
        Said(
            "gareth",
            6,
            "08:30",
            """
I used to ask every provider for a case study each month. Four hundred words, with a quotation. I
have stopped, and I will tell you why in case it is any use.

I sat down to read a year of them. The same man had got his confidence back eleven times. When I
asked, rather gently, one manager said they kept a good one and changed the season.

Nobody had lied, exactly. I had asked for a thing that comes in one shape. Now I ring one person
each month and ask how it is going. It takes longer than reading, because I never did the reading.
""",
        ),
        Said(
            "yusuf",
            6,
            "12:25",
            """
"Changed the season" is going to stay with me.

I stopped asking youth clubs for unique attendances. They were counting heads at the door with a
clicker and two lads had worked out that you could go round the back and come in again.
""",
        ),
        Said(
            "imran",
            5,
            "18:05",
            """
A cautionary one. I stopped asking for the quarterly waiting list because no one used it. Then a
list went from nine weeks to thirty, and I heard about it from a councillor.

I put it back, but as one number, on a phone call, with "and what is behind it?" after. I do not
regret stopping. I regret that I never asked what it would have told me.
""",
        ),
        Said(
            "angharad",
            4,
            "09:15",
            """
Trustees' CVs for grants under £5,000. We had been collecting them since before I came. When I asked
where they were kept it turned out that they were not.
""",
        ),
        Said(
            "joe",
            4,
            "21:50",
            """
As one who fills these in: please tell us when you stop. We sent a monthly return for fourteen
months to an inbox that nobody had opened since the person left. Found out at a barbecue.
""",
        ),
        Said(
            "denise",
            3,
            "08:10",
            """
I read that, smiled, and then went and looked. We have one. There were 212 in it, unread, and the
last one said "we hope this is still useful to you". I have written to them.
""",
        ),
        Said(
            "sam",
            3,
            "10:20",
            """
Joe's point deserves its own line: stopping is a message, and it needs sending.

I have a question for anyone who has stopped something. How did you choose that one, and who else
was asked?
""",
        ),
        Said(
            "gareth",
            1,
            "17:35",
            """
In my case it chose itself, out of boredom, which I recognise is not a method. I had not asked
anyone. So this week I asked the four providers which one they would drop, and three named
something that I had been quite proud of.
""",
        ),
    ),
)

TALKS = (PAYING_PEOPLE, STOPPED_ASKING)
