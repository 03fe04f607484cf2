"""Registrations of interest: one in every stage, a team of three, one held as likely spam."""

from __future__ import annotations

from dataclasses import dataclass

from cohort.interest.models import Stage

FENWRACK = "Fenwrack District Council"
GULLHOLM = "Gullholm Borough Council"
MARRAM = "Marram Coast ICB"


@dataclass(frozen=True)
class Registration:
    """An expression of interest, in the next cohort or (`later`) in a later one."""

    ago: int
    at: str
    name: str
    email: str
    organisation: str
    job: str
    hopes: str
    stage: Stage = Stage.REGISTERED
    held_because: str | None = None
    bounced: bool = False
    later: bool = False


REGISTRATIONS = (
    Registration(
        58,
        "10:20",
        "Bethan Rees",
        "bethan.rees@example.org",
        GULLHOLM,
        "Commissioning officer, adult services",
        """
Our winter service and our summer service are the same service. I would like to meet other people
with that problem and one idea that is not a strategy.
""",
        Stage.ACCEPTED,
    ),
    Registration(
        55,
        "21:05",
        "Kwame Asante",
        "kwame.asante@example.org",
        MARRAM,
        "Programme manager, neighbourhood health",
        """
I plan for eleven GP practices along forty miles of coast, from a building that is not on it. I want
to spend time in the places and stop apologising for the building.
""",
        Stage.OFFERED,
    ),
    Registration(
        51,
        "13:35",
        "Agnieszka Maj",
        "agnieszka.maj@example.org",
        "Skerry Bay Housing",
        "Head of supported housing",
        """
I do not commission, I am commissioned, but I decide who we buy from for repairs and cleaning and
that is most of the jobs on our estate. If that counts I would like to come.
""",
        Stage.TALKING,
    ),
    Registration(
        47,
        "09:15",
        "Prakash Nair",
        "prakash.nair@example.org",
        GULLHOLM,
        "Public health principal",
        """
Interested, but I am on secondment until the spring and could not do all five days. Please keep me
in mind if somebody drops out of the later ones.
""",
        Stage.WAITING,
    ),
    Registration(
        40,
        "16:50",
        "Fiona Garth",
        "fiona.garth@example.org",
        "Ravensea Combined Authority",
        "Director of investment",
        """
Looking for an accredited qualification in contract management for a team of twelve. Could you send
details of the certificate?
""",
        Stage.NOT_THIS_TIME,
    ),
    Registration(
        33,
        "11:40",
        "Dylan Prys",
        "dylan.prys@example.org",
        FENWRACK,
        "Senior commissioner, children",
        """
I would like to understand why our holiday clubs are full of visitors' children and empty of ours.
""",
        Stage.WITHDRAWN,
    ),
    Registration(
        21,
        "12:05",
        "Hannah Osei",
        "hannah.osei@example.org",
        FENWRACK,
        "Service manager, early help",
        """
There are three of us who would like to come together: me, Mohammed in housing and Lowri in
finance. We share a budget and have never sat in a room to talk about what it is for. My manager has
said yes to the time.
""",
    ),
    Registration(
        21,
        "12:50",
        "Mohammed Rahman",
        "mohammed.rahman@example.org",
        FENWRACK,
        "Homelessness lead",
        """
Coming with Hannah and Lowri if you will have us. In August there is nowhere to put anybody, because
every room in the town is let by the night. I want to plan for that in February and not in August.
""",
    ),
    Registration(
        20,
        "08:30",
        "Lowri Haf",
        "lowri.haf@example.org",
        FENWRACK,
        "Finance business partner",
        """
I am the one who says no. I have been told that I would be welcome.
""",
    ),
    Registration(
        12,
        "20:25",
        "Stan Wojcik",
        "stan.wojcik@example.org",
        "Brack Harbour Trust",
        "Harbour community officer",
        """
I give out £9,000 a year and would like to do it better. Five years behind the counter of the
chandlery before this, so no training in any of it.
""",
        bounced=True,
    ),
    Registration(
        9,
        "18:45",
        "Eleri Vaughan",
        "eleri.vaughan@example.org",
        "Trefelin Borough Council",
        "Contracts officer, learning disability",
        """
Two colleagues are on this now and come back to the office asking awkward questions. I would like to
do the same. Whenever there is a next one.
""",
        Stage.WAITING,
        later=True,
    ),
    Registration(
        6,
        "03:14",
        "Ranking Partners",
        "growth@example.org",
        "Ranking Partners Global",
        "Outreach",
        """
Dear owner, your page has high potential. We place 500 quality links in 48 hours, guaranteed first
position. Reply for rates.
""",
        held_because="It was filled in faster than a person types",
    ),
    Registration(
        3,
        "13:20",
        "Ifeoma Eze",
        "ifeoma.eze@example.org",
        MARRAM,
        "Joint commissioner, mental health",
        """
Half of the people I plan for arrive in May and leave in October, and the contract is paid in
twelve equal parts. I would like to see how others share that out. Step-free rooms, please.
""",
    ),
)
