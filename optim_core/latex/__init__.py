"""Names and pieces of formulas as they are written on paper."""
