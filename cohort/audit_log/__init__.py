"""Floor 4: the append-only record of who did what, to whom, when and why."""
