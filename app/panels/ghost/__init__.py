"""What was before the last change, and what the change did."""
