"""The Experiment, its runs, its bounds, and its text form as a link."""
