"""Forms about modules."""
