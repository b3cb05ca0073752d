"""Following paths: what is asked, each step, what is kept, and how it ended."""
