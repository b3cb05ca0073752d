"""How close the optimizers come to torch.optim and others: `python -m benchmarks.oracles`.

Compares with the committed reference data, as the tests do, and prints the largest relative error found for each rule.
Open loop: one sequence of gradients is replayed. Closed loop: each side walks on its own.
"""

import numpy as np

from optim_core import OPTIMIZERS, SURFACES, simulate
from optim_core.rules.choices import effective
from tests import test_oracle_optax as others
from tests.oracle import make_optax_reference as optax_reference
from tests.oracle import make_torch_reference as torch_reference
from tests.test_oracle import closed_loop_error, number_by_number, open_loop_error, our_surface, recorded, replayed

BOWL = SURFACES["bowl"]
Data = dict[str, np.ndarray]


def open_loop(slug: str, data: Data) -> float:
    """Updates and states, with arrays and with plain numbers."""
    gradients, worst = data["gradients"], 0.0
    steps, paths, dim = gradients.shape
    for number, hypers in enumerate(torch_reference.OPEN[slug]):
        run = simulate(slug, BOWL, np.zeros((paths, dim)), steps, hypers=hypers, gradient=replayed(gradients))
        for name, rows in recorded(data, slug, number).items():
            ours = run.updates if name == "updates" else run.state[name][1:]
            worst = max(worst, open_loop_error(ours, rows))
        for path in range(paths):
            alone = number_by_number(effective(OPTIMIZERS[slug]), gradients[:, path], [0.0] * dim, hypers)
            for name, rows in recorded(data, slug, number).items():
                worst = max(worst, open_loop_error(alone[name], rows[:, path]))
    return worst


def a_setting_for_each_path(slug: str, data: Data) -> float:
    """Updates, with every setting in one batch: hyperparameters are arrays."""
    gradients, settings = data["gradients"], torch_reference.OPEN[slug]
    steps, paths, dim = gradients.shape
    run = simulate(
        slug,
        BOWL,
        np.zeros((paths * len(settings), dim)),
        steps,
        hypers={name: np.repeat([s[name] for s in settings], paths) for name in settings[0]},
        gradient=replayed(np.tile(gradients, (1, len(settings), 1))),
    )
    expected = [data[f"open/{slug}/{number}/updates"] for number in range(len(settings))]
    return open_loop_error(run.updates, np.concatenate(expected, axis=1))


def closed_loop(slug: str, data: Data) -> float:
    worst = 0.0
    for number in range(len(torch_reference.CLOSED[slug])):
        for where in torch_reference.surfaces_of(slug):
            run = simulate(
                slug,
                our_surface(where),
                torch_reference.SURFACES[where][2],
                torch_reference.CLOSED_STEPS,
                hypers=torch_reference.closed_hypers(slug, number, where),
            )
            worst = max(worst, closed_loop_error(run.points, data[f"closed/{slug}/{number}/{where}"]))
    return worst


def main() -> None:
    with np.load(torch_reference.FILE) as file:
        data = dict(file)
    print(f"largest relative error against torch {torch_reference.TORCH}")
    print(f"  {'':<12}{'open loop':>11}{'a setting for each path':>26}{'closed loop':>14}")
    for slug in torch_reference.OPEN:
        errors = open_loop(slug, data), a_setting_for_each_path(slug, data), closed_loop(slug, data)
        print(f"  {slug:<12}{errors[0]:>11.1e}{errors[1]:>26.1e}{errors[2]:>14.1e}")
    with np.load(optax_reference.FILE) as file:
        data = dict(file)
    walks: dict[tuple[str, str], float] = {}
    for number, case in enumerate(optax_reference.WALKS):
        error = closed_loop_error(others.walked(case).points, data[f"walk/{number}/points"])
        walks[case.slug, case.library] = max(error, walks.get((case.slug, case.library), 0.0))
    print("largest relative error of a walk against others")
    for (slug, library), error in walks.items():
        print(f"  {slug:<22}{library:<14}{error:>9.1e}")


if __name__ == "__main__":
    main()
