"""What the first character of a worker's line says of the rest."""

PIECE = "+"  # a part of the result, JSON
PROBLEM = "!"  # why there is none, JSON, or nothing where the worker could not say it
DONE = "."  # nothing more: the worker is free
WAITING = "#"  # the pool's own: how many tasks come first
BEGUN = ">"  # the pool's own: a worker has the task now
