"""Floor 2: the rule book. Who may do what, on one screen. Plain Python."""
