"""Floor 4: the append-only log of who did what, to whom, when and why."""
