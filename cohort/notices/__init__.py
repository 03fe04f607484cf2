"""What happened, for one person: notices, how far each thing was read, and the kinds of notice."""
