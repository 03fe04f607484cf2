"""Floor 4: the outbox and its delivery."""
