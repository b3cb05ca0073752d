"""What an update rule is made of: its source, its settings, what may be added to it, and the limits of its rate."""
