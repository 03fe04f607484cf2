"""The verbs of accounts, a file for each thing they are about."""
