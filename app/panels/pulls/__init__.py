"""What each example asks for."""
