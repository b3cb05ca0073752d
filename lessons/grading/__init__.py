"""What is free, whether runs solve a task, and whether an answer is right."""
