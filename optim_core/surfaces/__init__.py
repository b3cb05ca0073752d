"""Loss surfaces: formulas, and models that learn from examples."""
