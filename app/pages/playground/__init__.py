"""The playground: surface, presets and the stage, top to bottom."""
