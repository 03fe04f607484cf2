"""What the site's own pages show: a cohort's home, settings, the record."""
