"""An optimizer of one's own, typed line by line."""
