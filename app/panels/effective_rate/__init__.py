"""Each coordinate's effective learning rate."""
