"""What the figures in the README come from: commands that anyone can run."""
