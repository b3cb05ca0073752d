"""What every learning rate would lead to, and the limits the curvature sets."""
