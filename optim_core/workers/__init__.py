"""Processes of ours that work beside the server, and the pool that gives them their tasks."""
