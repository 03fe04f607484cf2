"""Email addresses: which are valid, and how they are stored."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

LONGEST = 320  # characters: 64 before the at sign, 255 after it (RFC 5321, section 4.5.3.1)


def read_address(text: str) -> str:
    """The address as it is stored: in lower case, without spaces around it.

    Asks no name server. Raises ValueError, with a sentence for operators, if it is not valid.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None
    if len(found.normalized) > LONGEST:
        raise ValueError("It is too long.")
    return found.normalized.lower()
