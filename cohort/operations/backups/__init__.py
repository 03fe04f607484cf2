"""Backups: one archive with the database and the files, made while the site runs."""
