"""Floor 3: Flask plumbing that knows no feature."""
