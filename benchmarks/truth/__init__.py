"""The referee: whether the words about a run are true, found by following it twenty times as long."""
