"""The privacy notice of a new site: true of this software, and to be completed by whoever runs
the site. {name} stands for a period of the settings, in words: '21 days'."""

from __future__ import annotations

from typing import Any

DEFAULT: dict[str, Any] = {
    "introduction": "This says who uses your data, what for, for how long, and what you can do "
    "about it. It is about this site only.",
    "controllers": [{"name": "", "address": "", "contact": "", "role": "Runs the programme"}],
    "protection_name": "",
    "protection_contact": "",
    "purposes": [
        {
            "what": "To answer you when you register interest, and to choose a cohort",
            "which": "Your name, address, organisation, job and what you hope for",
            "basis": "Legitimate interests: you asked us about a place",
            "kept": "As many months as the programme’s page says, then removed by itself",
            "receives": "Facilitators of the cohort and organisers of the programme",
        },
        {
            "what": "To give you an account and keep it safe",
            "which": "Your name, address, password (as a hash), sign-ins and network addresses",
            "basis": "Contract: we cannot give you your place without it",
            "kept": "Until you delete your account, or until it has not been used for "
            "{inactive_account_months}. Ended sign-ins {keep_sign_ins_days}, invitations "
            "{keep_invitations_days} after they expired",
            "receives": "Administrators of the site",
        },
        {
            "what": "To let you take part: modules, threads, your profile",
            "which": "Your posts, your done marks, and what you say of yourself in your profile",
            "basis": "Contract: it is what a place in a cohort is",
            "kept": "Until you delete your account. Posts then stay without your name, unless you "
            "have their words removed",
            "receives": "Members of your own cohort. Facilitators see done marks. Nobody sees who "
            "wrote a post without a name but a facilitator who asks, with a reason that is "
            "recorded and told to the author",
        },
        {
            "what": "To keep your log for you",
            "which": "Your reflections",
            "basis": "Contract: the log is yours, and we store it for you",
            "kept": "Until you delete your account",
            "receives": "Nobody but you",
        },
        {
            "what": "To write to you about your cohort, your account and your data",
            "which": "Your address, and the messages we sent you",
            "basis": "Contract; legitimate interests where it is a reminder",
            "kept": "The text {keep_mail_bodies_days}, the fact that it was sent "
            "{keep_sent_mail_days}",
            "receives": "The company that carries our mail",
        },
        {
            "what": "To be able to show who decided what about whom",
            "which": "What facilitators, organisers and administrators did, without names",
            "basis": "Legitimate interests: deciding about people stays accountable",
            "kept": "For as long as the site is there; after you left it names nobody",
            "receives": "Administrators and organisers",
        },
        {
            "what": "To answer a complaint about your data",
            "which": "Your name, address, the complaint and our answer",
            "basis": "Legal obligation: Data Protection Act 2018, section 164A",
            "kept": "{keep_complaints_years} after the answer",
            "receives": "Administrators of the site",
        },
    ],
    "recipients": [
        {"name": "", "does": "Keeps the server and its backups", "where": ""},
        {"name": "", "does": "Carries our mail", "where": ""},
    ],
    "rights": "You can see and change what you told us in your account. You can download "
    "everything of yours with one press, and delete your account; you then have "
    "{deletion_undo_days} to change your mind. You can also ask us to correct, restrict or stop "
    "using your data. It costs nothing, and we answer within a month.",
    "complaints": "Tell us first if you like, by the form on this site: we acknowledge at once and "
    "answer within {complaint_answer_days}. You can complain to the Information Commissioner’s "
    "Office (ico.org.uk) at any time.",
    "limits": "Whoever runs the server could technically reach the database, your log included. We "
    "do not look, and every act of ours on the site is recorded; but software alone cannot prevent "
    "it. The law can also compel us to disclose data.",
    "changed": "",
}
LISTS = {
    "controllers": ("name", "address", "contact", "role"),
    "purposes": ("what", "which", "basis", "kept", "receives"),
    "recipients": ("name", "does", "where"),
}
TEXTS = (
    *("introduction", "protection_name", "protection_contact"),
    *("rights", "complaints", "limits", "changed"),
)
