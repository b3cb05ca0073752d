"""What is said about surfaces, their parameters and their points."""

SURFACE_ENGLISH = {
    "surface.whole": "{surface}: {name} has to be a whole number from {low} to {high}, not {value}.",
    "surface.no_parameter": "{surface} has no parameter called {name}.",
    "surface.outside": "{surface}: {name} cannot be {value}; it has to lie between {low:.12g} and {high:.12g}.",
    "surface.no_points": "{value} is no array of points: numbers are needed, {dim} for each point.",
    "surface.points": "Points of shape {shape} do not fit: the last axis needs {dim} {dim:one coordinate|"
    "other coordinates}.",
    "surface.box": "The box {value} does not fit: {dim} {dim:one pair|other pairs} of numbers, low before "
    "high, within a million.",
}
