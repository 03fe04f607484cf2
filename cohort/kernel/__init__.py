"""Floor 0: plain Python that every other floor may use. No Flask, no SQLAlchemy."""
