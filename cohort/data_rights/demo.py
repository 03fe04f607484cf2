"""The demo's privacy notice: the shipped one, completed. Every organisation here is invented."""

from __future__ import annotations

import copy

from cohort.access.actions import Can
from cohort.data_rights.actions import notices
from cohort.data_rights.default_notice import DEFAULT
from cohort.data_rights.queries import current_notice
from cohort.demo.acting import Cast, check
from cohort.demo.people import ADMINISTRATOR, COMMUNITIES, HOLLIN, TIDEWRACK, WHARF

CONTROLLERS = [
    {
        "name": TIDEWRACK,
        "address": "4 Ropewalk, Northmoor NM1 4TW",
        "contact": "hello@tidewrack.example.org",
        "role": "Runs the programmes and this site",
    },
    {
        "name": HOLLIN,
        "address": "Hollin Bank, Hartlow HV2 6HB",
        "contact": "hello@hollinbank.example.org",
        "role": "Hosts cohorts with us, and decides with us who gets a place",
    },
    {
        "name": WHARF,
        "address": "The Wharf, Eastmere EM3 1WC",
        "contact": "office@thewharf.example.org",
        "role": "Hosts cohorts with us, and decides with us who gets a place",
    },
]


def publish_notice(cast: Cast) -> None:
    """Publish version 1, as the administrator."""
    if current_notice() is not None:
        return
    administrator = cast.somebody(ADMINISTRATOR, COMMUNITIES)
    check(administrator, Can.ADMINISTER)
    notice = copy.deepcopy(DEFAULT)
    notice["controllers"] = CONTROLLERS
    notice["protection_name"] = "Leon Farrow"
    notice["protection_contact"] = "data@tidewrack.example.org"
    notice["recipients"] = [
        {
            "name": "Saltmarsh Hosting",
            "does": "Keeps the server and its backups",
            "where": "United Kingdom",
        },
        {"name": "Packet Boat Mail", "does": "Carries our mail", "where": "United Kingdom"},
    ]
    notices.save_draft(notice)
    notices.publish(administrator)


BEFORE = (publish_notice,)
