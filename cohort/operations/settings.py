"""What a site says to whoever finds a hole in it."""

from __future__ import annotations

from cohort.settings.definitions import Group, address

SECURITY_CONTACT = address(
    "security_contact",
    "Where to report a security problem",
    Group.ADDRESSES,
    "An email address, in /.well-known/security.txt. Empty: the contact’s address is given.",
)
SETTINGS = (SECURITY_CONTACT,)
