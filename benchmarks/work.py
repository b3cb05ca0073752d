"""Whether the estimate of an experiment's work is honest: `python -m benchmarks.work`

Processor time of the paths beside what optim_core/experiment/work.py says. Within a factor of three is good enough: it
decides what is followed in a worker process, and what a drag shows the beginning of.
"""

import time

from optim_core import Experiment
from optim_core.experiment.work import work

SIX = "&run1=gd&run2=momentum&run3=adam&run4=rmsprop&run5=adagrad&run6=nadam"
CASES = (
    "surface=rosenbrock&steps=10000&run1=gd",
    "surface=rosenbrock&steps=10000&run1=adam",
    f"surface=rosenbrock&steps=20000{SIX}",
    "surface=rosenbrock&steps=2000&noise=1&seeds=32&run1=adam",
    "surface=rosenbrock&steps=1000&run1=newton",
    "surface=rosenbrock&steps=1000&run1=bfgs",
    "surface=line&steps=2000&run1=gd",
    "surface=line&steps=2000&batch=4&run1=adam",
    "surface=polynomial&steps=2000&run1=gd",
    "surface=logistic&steps=2000&run1=adam",
    "surface=net_sine&steps=3000&seeds=5&run1=adam",
    "surface=net_curve&steps=2000&run1=adam",
    f"surface=net_classes&steps=1000{SIX}",
    "surface=net_classes&steps=2000&batch=10&run1=adam",
    "surface=net_classes&width=16&depth=2&steps=1000&run1=adam",
    "surface=net_classes&steps=500&seeds=16&run1=adam",
    "surface=net_classes&steps=200&run1=newton",
    "surface=net_classes&steps=300&run1=lbfgs",
    "surface=net_classes&steps=300&run1=sam",
)
ROUNDS = 3
GOOD = 3.0


def seconds(experiment: Experiment) -> float:
    """The processor's seconds, the least of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for run in experiment.runs:
            experiment.trajectory(run)
            if experiment.seeds > 1:
                experiment.bundle(run)
        rounds.append(time.process_time() - began)
    return min(rounds)


def main() -> None:
    print(f"{'said, s':>9}{'took, s':>10}{'said/took':>12}")
    for query in CASES:
        experiment = Experiment.from_query(f"v=1&{query}")
        said, real = work(experiment), seconds(experiment)
        within = "" if 1 / GOOD < said / real < GOOD else "  MORE THAN THREE TIMES OFF"
        print(f"{said:9.3f}{real:10.3f}{said / real:12.2f}  {query}{within}")


if __name__ == "__main__":
    main()
