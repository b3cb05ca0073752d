"""Long training: what of an experiment is followed in a worker process, how far it is, and what comes back.

Where the paths would take long to follow, the server answers with the beginning of each run and says that they have to
be trained. The job `train` follows them in a worker, tells how far it is, and hands over the finished answer and the
paths in a file, from which the server's answers then come at once. A replica that knows nothing of that follows them
itself.
"""
