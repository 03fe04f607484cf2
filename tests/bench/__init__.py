"""`make bench`: the real server, driven over HTTP, beside what it could do without a database."""
