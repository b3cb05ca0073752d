"""Examples to learn from: built-in sets, one's own, and the losses they are judged by."""
