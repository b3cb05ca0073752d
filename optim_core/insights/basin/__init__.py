"""The basin map: where each start ends."""
