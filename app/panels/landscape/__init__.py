"""The loss on a plane through the end of a long path."""
