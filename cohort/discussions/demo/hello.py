"""How the Spring cohort introduced itself, and one practical thread, now locked."""

from __future__ import annotations

from cohort.demo.people import SPRING
from cohort.discussions.demo.shapes import Said, Talk

INTRODUCTIONS = Talk(
    SPRING,
    "Introductions",
    prompt="m0-introduce-yourself",
    posts=(
        Said(
            "ruth",
            15,
            "09:10",
            """
I am Ruth, one of the three facilitators. I bought home care for a council for nine years and then
spent four on the other side of the table, being bought, which taught me more. I live near a
harbour where the ice cream van runs all winter, because its owner says that is when people need
it. My question is what I should stop doing on other people's behalf.

Say as much or as little as you like. There is no order to go in.
""",
        ),
        Said(
            "rhiannon",
            15,
            "12:42",
            """
Rhiannon, Northmoor County Council. Joint commissioner for older people, so half of my post is paid
for by health and both halves believe they have all of me. Twelve years in, six live contracts.

What you would not guess: Northmoor has a village with more allotments than houses.

My question is how you involve people early when the timetable was set before anyone told you about
it.
""",
        ),
        Said(
            "gareth",
            14,
            "08:15",
            """
Bore da. Gareth, Trefelin Borough. I look after supported living and a handful of day services, and
for reasons nobody can now explain, the contract for the public toilets.

You would not guess that our biggest day service is a choir. It was never commissioned. It meets in
the market hall because the heating is on anyway, and a third of the people I have a care plan for
are in it.

My question: how do I help it without ruining it?
""",
        ),
        Said(
            "abena",
            14,
            "12:05",
            """
Abena, Hartlow Vale ICB, maternity and early years. I was a midwife until eight years ago and still
say "we" about both sides, which gets me into trouble with both.

Something you would not guess: the most useful meeting in my patch is a hairdresser's on a
Wednesday.

I have brought a plain question. Who is going to be in the room when we have finished reorganising?
""",
        ),
        Said(
            "joe",
            14,
            "21:33",
            """
Joe. Wharf Community Trust, so I'm a provider most days, and once a year I hand out £18,000 of
other people's money in small grants, so I'm a commissioner in March. Stranger would not guess that
our building used to be a bonded warehouse and still smells of rum when it's hot.

Question: why do I get worse at this job every March. Typing on a phone, excuse the rest.
""",
        ),
        Said(
            "denise",
            13,
            "07:50",
            """
Denise, Hartlow Vale ICB for now. That is the honest job title. I have been through four
reorganisations and kept the same chair through three of them.

My place has a bus that only runs on the day of the cattle market, and the market closed some time
ago.

I do not have a question yet. I have come to find out whether I still like this work.
""",
        ),
        Said(
            "simran",
            13,
            "09:20",
            """
Denise, that is a question, and I am glad you put it down here. Joe, I would like to hear about one
March, whenever you feel like it. What happens in the week before you decide?
""",
        ),
        Said(
            "deepa",
            13,
            "13:15",
            """
Hello, I'm Deepa, also Hartlow Vale. I am a service manager in community nursing and I have never
had "commissioner" in my title, so I very nearly didn't apply. I write the bits of specifications
that other people then tell me I wrote.

You would not guess that our busiest clinic is in a garden centre. Free parking, and the café does
toast.

My question is whether I count.
""",
        ),
        Said(
            "yusuf",
            13,
            "13:40",
            """
Deepa, if you write the bits that get bought, you count more than I do.

I'm Yusuf, Eastmere, young people's services. Eastmere has eleven bridges, and our under 16s treat
one of them as a border. No map we have shows it and every contract we let crosses it.

Question: what would it take for the young people to set the question, and for me to still get it
through committee?
""",
        ),
        Said(
            "folasade",
            12,
            "18:05",
            """
Folasade, from the Wharf as well. I run the family side. We have been funded by three of the
organisations on this page, so I will be polite until about Module 2.

You would not guess that the mothers' group keeps its own accounts, to the penny, in a biscuit tin,
and has never once been out.

My question is what you all say about us when we have left the call.
""",
        ),
        Said(
            "sally",
            12,
            "19:22",
            """
Mostly we say we are late for the next one.

Sally, Northmoor, housing support. I did six years in procurement before I crossed over, so I know
where the forms are buried. Our council offices have a beehive on the roof and an asset number for
each bee box. My question is how to go slower without anybody noticing.
""",
        ),
        Said(
            "claire",
            11,
            "16:48",
            """
Claire, public health, City of Eastmere. I am an analyst by training, which means that I like a
denominator and I am aware it is not everybody's idea of a good evening.

A stranger would not guess that the healthiest ward we have on paper is the one where the fewest
people answer the survey.

My question follows from that. How do I stop treating who replied as if it were who lives there?
""",
        ),
    ),
)

FILTERS = Talk(
    SPRING,
    "Pages that will not open from work laptops",
    closed="All five organisations have let the site through.",
    posts=(
        Said(
            "deepa",
            14,
            "09:02",
            """
Is anyone else blocked? From home this site is fine. On my work laptop I get a red page that says
"uncategorised". I have read the first module on my phone in the car park, which was quite
peaceful, but I would rather not make a habit of it.
""",
        ),
        Said(
            "kasia",
            14,
            "10:30",
            """
Same at Trefelin. I rang our service desk and asked them to add the address to the
allowed list for training sites. It took a day. They asked whether there was any video or anything
from other sites on the pages, and I said no, and that seemed to be what they wanted to hear.
""",
        ),
        Said(
            "sam",
            13,
            "09:45",
            """
Sorry about this, Deepa. I have written to the service desks of all five organisations with the
address, what it is for, and the fact that everything on a page comes from this one site. If you
are asked for anything else, send them to me and I will answer.
""",
        ),
        Said(
            "deepa",
            10,
            "11:26",
            """
Open now. I slightly miss the car park.
""",
        ),
        Said(
            "sam",
            10,
            "14:00",
            """
Good. All five have now said yes, so I am closing this one to keep the list short. If it happens
again, start a new thread or use the contact on the programme's page.
""",
        ),
    ),
)

TALKS = (INTRODUCTIONS, FILTERS)
