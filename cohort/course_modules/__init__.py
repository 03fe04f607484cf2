"""What a cohort reads together, and what each person marked as done."""
