"""The panel "Distance to go": how far each run ends from the nearest known minimum."""
