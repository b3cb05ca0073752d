"""What each example asks for at a point."""
