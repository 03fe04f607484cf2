"""Peer discussion inside one cohort: threads and posts."""
