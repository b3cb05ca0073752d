"""What a loss landscape costs: its plane, the losses over its grid, the whole answer. `python -m benchmarks.landscape`

The 2-8-1 network is the goal's: 41 x 41 losses over 100 examples in under 60 ms. Times are those of the processor, so
whatever else the machine does is left out.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads only wait for each other

import statistics
import time
from collections.abc import Callable

from app.panels.landscape.answer import landscape_answer
from optim_core import Experiment
from optim_core.insights.landscape import GRID, box_around, landscape, path_plane

TURNS = 15
RUN = "batch=10&steps=500&run1=adam&run1.lr=0.05"
NETWORKS = {
    "2-8-1, 100 examples": f"surface=net_classes&{RUN}",
    "1-8-1, 64 examples": f"surface=net_curve&{RUN}",
    "2-16-16-1, 200 examples": f"surface=net_classes&width=16&depth=2&examples=200&{RUN}",
}


def milliseconds(work: Callable[[], object]) -> float:
    """The median over some turns."""
    times = []
    for _ in range(TURNS):
        begun = time.process_time()
        work()
        times.append(1000 * (time.process_time() - begun))
    return statistics.median(times)


def measured(query: str) -> tuple[float, float, float]:
    """The plane, the grid and the answer of one experiment, in milliseconds."""
    experiment = Experiment.from_query(query)
    path = experiment.trajectories()[0].points[:, 0]
    plane = path_plane(path)
    assert plane is not None
    box = box_around(plane.places(path))
    landscape_answer(query, "en")  # the path is kept from here on, as it is in the app
    return (
        milliseconds(lambda: path_plane(path)),
        milliseconds(lambda: landscape(experiment.surface, plane, box)),
        milliseconds(lambda: landscape_answer(query, "en")),
    )


def main() -> None:
    print(f"{'network':26}{'plane':>10}{f'{GRID} x {GRID}':>10}{'answer':>10}   ms")
    for name, query in NETWORKS.items():
        print(f"{name:26}" + "".join(f"{part:10.1f}" for part in measured(query)))


if __name__ == "__main__":
    main()
