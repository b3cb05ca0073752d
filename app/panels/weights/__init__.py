"""The weights of a network over time."""
