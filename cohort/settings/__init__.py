"""Floor 4: the settings of the whole site: names, addresses, wording, retention."""
