"""The people of the demo. Every name, council, board and trust here is invented."""

from __future__ import annotations

from dataclasses import dataclass

from cohort.access.actor import Role

# No secret: it is printed for everybody, and the demo is refused in production.
PASSWORD = "pebble-harbour-lantern"  # noqa: S105  # nosec B105

NORTHMOOR = "Northmoor County Council"
HARTLOW = "Hartlow Vale ICB"
TREFELIN = "Trefelin Borough Council"
EASTMERE = "City of Eastmere Council"
WHARF = "The Wharf Community Trust"
TIDEWRACK = "Tidewrack Learning CIC"
HOLLIN = "Hollin Bank Partners"

# The cohorts and programmes where they meet.
SPRING = "spring-cohort"
PILOT = "pilot-cohort"
COAST = "coast-cohort-one"
COMMUNITIES = "commissioning-with-communities"
ALONG_THE_COAST = "commissioning-along-the-coast"


@dataclass(frozen=True)
class Person:
    """`places` are the cohorts this person belongs to. Only `signs_in` people have a password."""

    name: str
    email: str
    organisation: str
    places: tuple[str, ...] = ()
    role: Role = Role.PARTICIPANT
    signs_in: str = ""
    administrator: bool = False


def _participant(name: str, organisation: str, place: str = SPRING) -> Person:
    address = name.lower().replace(" ", ".") + "@example.org"
    return Person(name, address, organisation, (place,))


ORGANISER = "judith"
ADMINISTRATOR = "leon"

# In the order in which they joined.
PEOPLE = {
    "leon": Person(
        "Leon Farrow",
        "admin@example.org",
        TIDEWRACK,
        signs_in="administrator of the whole site",
        administrator=True,
    ),
    "judith": Person(
        "Judith Amery",
        "organiser@example.org",
        TIDEWRACK,
        signs_in="organiser of both programmes",
    ),
    "simran": Person(
        "Simran Bhogal",
        "simran.bhogal@example.org",
        HOLLIN,
        (PILOT, SPRING),
        Role.FACILITATOR,
    ),
    "nasreen": Person(
        "Nasreen Akhtar",
        "outsider@example.org",
        EASTMERE,
        (PILOT,),
        signs_in="participant of the Pilot cohort only",
    ),
    "peter": _participant("Peter Lunn", NORTHMOOR, PILOT),
    "grace": _participant("Grace Mensah", HARTLOW, PILOT),
    "huw": _participant("Huw Meredith", WHARF, PILOT),
    "ruth": Person(
        "Ruth Calder",
        "facilitator@example.org",
        TIDEWRACK,
        (SPRING, COAST),
        Role.FACILITATOR,
        signs_in="facilitator of the Spring cohort and of Coast cohort one",
    ),
    "sam": Person(
        "Sam Okonjo",
        "sam.okonjo@example.org",
        TIDEWRACK,
        (SPRING, COAST),
        Role.FACILITATOR,
    ),
    "rhiannon": Person(
        "Rhiannon Powell",
        "participant@example.org",
        NORTHMOOR,
        (SPRING,),
        signs_in="participant of the Spring cohort",
    ),
    "gareth": _participant("Gareth Penry", TREFELIN),
    "angharad": _participant("Angharad Bowen", TREFELIN),
    "imran": _participant("Imran Sadiq", NORTHMOOR),
    "abena": _participant("Abena Boakye", HARTLOW),
    "sally": _participant("Sally Thwaite", NORTHMOOR),
    "folasade": _participant("Folasade Bello", WHARF),
    "yusuf": _participant("Yusuf Adeyemi", EASTMERE),
    "claire": _participant("Claire Dunmore", EASTMERE),
    "kasia": _participant("Kasia Wrona", TREFELIN),
    "denise": _participant("Denise Hesketh", HARTLOW),
    "deepa": _participant("Deepa Varghese", HARTLOW),
    "joe": _participant("Joe Hartigan", WHARF),
    "tomasz": _participant("Tomasz Gorka", EASTMERE),
}


def sign_ins() -> str:
    """A small table of the people who can sign in, with the one password, to print."""
    rows = sorted((p.email, p.signs_in) for p in PEOPLE.values() if p.signs_in)
    width = max(len(email) for email, _ in rows)
    lines = [f"    {email:<{width}}  {what}" for email, what in rows]
    return "\n".join(["  Sign in as one of", *lines, f"  with the password {PASSWORD}", ""])
