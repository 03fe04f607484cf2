"""Running the site: its health, migrations, backups, a doctor, and addresses for machines."""
