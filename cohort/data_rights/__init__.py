"""What people can ask of us about their data, and what we owe them without being asked."""
