"""What knows everybody: what is made ready at the start, and the jobs by name."""
