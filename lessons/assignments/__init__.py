"""A teacher's assignment: its link, the lesson it makes, the learner's code and its replay."""
