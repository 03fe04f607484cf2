"""What every site says about itself."""

from __future__ import annotations

from cohort.settings.definitions import Group, address, long, markdown, short

SITE_NAME = short(
    "site_name",
    "Name of the site",
    Group.NAMES,
    "On every page, and the name that mail comes from.",
    default="Commissioning with Communities",
    required=True,
)
ORGANISATION = short(
    "organisation",
    "Organisation that runs it",
    Group.NAMES,
    "Its full name, as on its letters.",
)
CONTACT_EMAIL = address(
    "contact_email",
    "Contact’s email address",
    Group.ADDRESSES,
    "For people who need help. On pages that anyone can open.",
)
REPLY_TO = address(
    "reply_to",
    "Where answers to our mail go",
    Group.ADDRESSES,
    "When somebody presses Reply. Empty: to the address it came from.",
)
POSTAL_ADDRESS = long(
    "postal_address", "Postal address", Group.ADDRESSES, "Shown to councils’ IT desks."
)
IT_CONTACT_EMAIL = address(
    "it_contact_email",
    "Contact for IT desks",
    Group.ADDRESSES,
    "Empty: the contact’s address is given.",
)
MAIL_SERVERS = long(
    "mail_servers",
    "Servers that send our mail",
    Group.ADDRESSES,
    "Their names or IP addresses, one to a line, for councils’ IT desks.",
)
FOOTER_WORDS = short(
    "footer_words",
    "Words at the foot of every page",
    Group.WORDING,
    "Empty: the site’s name.",
)
SIGN_IN_WORDS = markdown(
    "sign_in_words",
    "Words on the sign-in page",
    Group.WORDING,
    "For example whom to ask for help. You can use Markdown.",
)
DATA_LOCATION = short(
    "data_location",
    "Where the data is kept",
    Group.WORDING,
    "For example: on servers in the United Kingdom.",
)

SETTINGS = (
    SITE_NAME,
    ORGANISATION,
    CONTACT_EMAIL,
    REPLY_TO,
    POSTAL_ADDRESS,
    IT_CONTACT_EMAIL,
    MAIL_SERVERS,
    FOOTER_WORDS,
    SIGN_IN_WORDS,
    DATA_LOCATION,
)
