"""Named operations that rules call: short functions that a learner is shown as a listing."""
