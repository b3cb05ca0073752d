"""Child processes of ours, spoken to line by line."""
