"""An experiment as a short script that reproduces its paths, in plain NumPy, PyTorch, Keras or optax."""

from optim_core.export.script import EXPORTS, VERSIONS, export_script, labels

__all__ = ["EXPORTS", "VERSIONS", "export_script", "labels"]
