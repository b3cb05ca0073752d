"""What every learning rate would lead to."""
