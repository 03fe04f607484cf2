"""A long thread that a member of the Spring cohort opened about the rules."""

from __future__ import annotations

from cohort.demo.people import SPRING
from cohort.discussions.demo.shapes import Said, Talk

PROCUREMENT = Talk(
    SPRING,
    "What procurement really said",
    summary="""
Rhiannon took nine rules to her procurement lead: two were law, seven were not. Sally says when to
ask: the autumn before, not at four on a Friday.

Still open between us: what a rule was protecting before we drop it (Imran), and who would be harmed
if it went (Folasade).
""",
    posts=(
        Said(
            "rhiannon",
            11,
            "17:25",
            """
I took a list to our procurement lead. Nine things that I tell people we cannot do. I asked him to
go through it with me and say where each one comes from.

Two were law. Three were our own standing orders. Three were habits that nobody could date. One he
had never heard of and rather liked the sound of. I have been quoting that one at providers for two
years as if it were an Act.

I am not posting this as a triumph. He asked, quite nicely, why nobody had come to him before the
specification was written, and I did not have an answer.
""",
        ),
        Said(
            "sally",
            11,
            "20:02",
            """
For balance, from six years on that side. We used to get the list at four on a Friday with a start
date three weeks off. If you ask me then, the answer is no, because no is quick. Ask me the autumn
before and I would have found you half of it.

Which two were the law?
""",
        ),
        Said(
            "rhiannon",
            10,
            "08:40",
            """
I winced at the Friday.

One was extending a contract again because we like them, after we had used every extension in it.
The other was answering one bidder's question without giving the answer to the rest. I could have
guessed both. It was the other seven that I had promoted.
""",
        ),
        Said(
            "imran",
            10,
            "12:20",
            """
I would be careful with the word habit. Some of ours are there because somebody got burned. Three
quotes for small sums is a nuisance and I have sworn at it. Before we had it, the same two firms
got everything, and one of them was somebody's brother-in-law.

I am not against dropping a rule. I would want to know what it was protecting first, and "nobody
can remember" does not mean "nothing".
""",
        ),
        Said(
            "folasade",
            9,
            "19:15",
            """
From the other end of the form. We were asked for three years of audited accounts. We are too small
to need an audit, so we paid £1,900 for one, to bid for something worth £12,000 a year. We did not
get it.

Nobody set out to do that to us, I know. I do not mind rules that look after public money. I mind
when I ask who would be harmed if this one went, and people look at the ceiling.
""",
        ),
        Said(
            "claire",
            9,
            "21:03",
            """
I asked ours about that exact thing last month. She said that under the Procurement Act you cannot
insist on audited accounts from a bidder who is not otherwise required to have them, and that there
is something similar about having insurance in place before the award.

I am not a lawyer and it was a corridor, so check with your own people. Our template still asked
for both. It has asked for both since 2016.
""",
        ),
        Said(
            "folasade",
            8,
            "07:35",
            """
I would like my £1,900 back. I will settle for the template.
""",
        ),
        Said(
            "denise",
            7,
            "16:10",
            """
Health services come under another set of rules again, so I went in with a list and came out with
"it depends which regime", which was true and no use to anyone.

What did help was asking her to come to the first meeting with the patient group and not the last.
She sat next to a man who has been using something she buys for eleven years. She told me in the
lift that she had never met one before. I do not think she meant it to come out like that.
""",
        ),
        Said(
            "yusuf",
            6,
            "17:45",
            """
Mine went badly, so here it is for the record. I asked "is that actually the law?" and it landed as
"prove it". I got four links and my manager in copy.

Reading it back, I had gone in with the answer I wanted. I am going again with one problem, no
list, and biscuits.
""",
        ),
        Said(
            "sally",
            6,
            "18:20",
            """
The biscuits are policy and not law, but I would not skip them.
""",
        ),
        Said(
            "simran",
            5,
            "09:05",
            """
Three things I want to keep from this. Rhiannon's list was useful because someone who knew was
asked to sort it. Imran's test is what a rule was there to protect. Yusuf is telling us that the
same question can be a request or an accusation, and that it is the other person who decides which.

Yusuf, would you say how the second visit goes, whichever way?
""",
        ),
        Said(
            "yusuf",
            2,
            "12:55",
            """
Second visit. I took the problem, which is that no youth group under a certain size has ever bid
for anything of ours. She said "well, they can't, look at question 14", and then she read question
14 out loud and went quiet.

It is coming out of the next one. She suggested it. I said almost nothing, which people who know me
will find hard to believe.
""",
        ),
    ),
)

TALKS = (PROCUREMENT,)
