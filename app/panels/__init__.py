"""What the playground says beyond drawing the paths: why, what else, how fair, where from. Each answer is one file."""
