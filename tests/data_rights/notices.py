"""A complete privacy notice, as data and as a form would send it."""

from __future__ import annotations

from typing import Any

COMPLETE: dict[str, Any] = {
    "introduction": "Who uses your data.",
    "controllers": [
        {"name": "Tidewrack CIC", "address": "4 Ropewalk", "contact": "t@x.example", "role": "Runs"}
    ],
    "protection_name": "Leon",
    "protection_contact": "data@x.example",
    "purposes": [
        {
            "what": "To invite you",
            "which": "Name and address",
            "basis": "Contract",
            "kept": "{invitation_days}, then removed. {nonsense} stays",
            "receives": "Facilitators",
        }
    ],
    "recipients": [{"name": "Packet Boat", "does": "Carries mail", "where": "UK"}],
    "rights": "Many.",
    "complaints": "By the form.",
    "limits": "The database.",
    "changed": "First version.",
}


def a_notice() -> dict[str, str]:
    """COMPLETE as fields of the form."""
    fields = {name: text for name, text in COMPLETE.items() if isinstance(text, str)}
    for name in ("controllers", "purposes", "recipients"):
        for number, row in enumerate(COMPLETE[name]):
            fields |= {f"{name}-{number}-{key}": text for key, text in row.items()}
    return fields | {"version": "0"}
