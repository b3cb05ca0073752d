"""Named numbers over a run, formulas over them, and conditions."""
