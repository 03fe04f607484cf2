"""The verbs of data rights, a file for each right."""
