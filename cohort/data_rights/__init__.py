"""People's rights over their data: what they can ask of us, and what we do unasked."""
