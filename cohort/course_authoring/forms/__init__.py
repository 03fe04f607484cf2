"""Forms of the content desk."""
