"""The jobs by name, their route, and the child process that works them out."""
