"""What the endpoint answers: one kind of answer in each file."""
