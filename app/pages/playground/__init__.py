"""The playground: the page around the stage."""
