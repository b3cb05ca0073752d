"""What can be known of an experiment: each insight is a folder, its facts beside its words."""
