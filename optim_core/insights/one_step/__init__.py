"""One step taken apart: its parts, its effective rates, its direction, and these in words."""
