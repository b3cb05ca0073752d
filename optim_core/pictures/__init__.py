"""Pictures of paths as plain SVG, for notebooks: a map or a curve, the paths on it, and the loss over the steps."""
