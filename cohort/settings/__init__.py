"""Floor 4: facts of the whole site that are data: names, addresses, wording, retention."""
