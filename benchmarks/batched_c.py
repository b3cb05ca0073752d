"""How fast many paths at once are beside a loop in C, where there is a compiler."""

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.sides import ROSENBROCK, STEPS, default_hypers, heading, in_turn, report, same_work
from optim_core import simulate

PATHS = 1024
C_SOURCE = Path(__file__).with_name("batched_adam.c")


def compare_with_c() -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        print(f"\n{PATHS} Adam paths against C: not measured, there is no C compiler (cc) here")
        return
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "batched_adam.so"
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, C_SOURCE, "-lm"], check=True)
        adam = ctypes.CDLL(str(library)).adam
    array = np.ctypeslib.ndpointer(np.float64, flags="C_CONTIGUOUS")
    adam.argtypes = [ctypes.c_int, ctypes.c_int, array, array, array, *[ctypes.c_double] * 4]
    adam.restype = None
    starts = np.random.default_rng(0).uniform(-2, 2, (PATHS, 2))
    hypers = default_hypers("adam")

    def in_c() -> np.ndarray:
        points = np.empty((STEPS + 1, 2, PATHS))
        points[0] = starts.T
        m, v = np.empty((2, PATHS)), np.empty((2, PATHS))
        adam(STEPS, PATHS, points, m, v, hypers["lr"], hypers["beta1"], hypers["beta2"], hypers["eps"])
        return points.transpose(0, 2, 1)

    same_work(simulate("adam", ROSENBROCK, starts, STEPS).points, in_c())
    ours, last, other = in_turn(
        lambda: simulate("adam", ROSENBROCK, starts, STEPS),
        lambda: simulate("adam", ROSENBROCK, starts, STEPS, keep="last"),
        in_c,
    )
    heading(f"{PATHS} Adam paths of {STEPS} steps on Rosenbrock, against a batched C loop (cc -O2)", "C, ms")
    report("all rows kept", ours, other, "at most 5", ours <= 5 * other, f"{ours / other:.2f}")
    report("only the end kept", last, other, "at most 5", last <= 5 * other, f"{last / other:.2f}")
