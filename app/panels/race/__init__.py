"""The fair race."""
