"""The parts of a lesson page: where the learner is, the questions, the tasks, the end."""
