"""Every rule that torch.optim 2.13 has takes torch's very steps, in float64.

Relative error, open loop: |ours - torch| / |torch|, for each single number; 0 where both are the same, zero included.
Relative error, closed loop: of a point, the largest difference of a coordinate, divided by the largest coordinate of
torch's point (or by a millionth of the start's largest coordinate where that is more, for a path that ends at zero).
Where the reference data comes from says tests/oracle/make_torch_reference.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optim_core import OPTIMIZERS, SURFACES, Optimizer, Surface, simulate
from optim_core.rules.choices import effective
from optim_core.simulation.plain_numbers import path_loop
from tests.oracle import make_torch_reference as torch_reference
from tests.reference import Reference

OPEN_LOOP = 1e-13
CLOSED_LOOP = 1e-12
RULES = torch_reference.RULES
STEPS = torch_reference.CLOSED_STEPS

open_cases = pytest.mark.parametrize(
    ("slug", "number"),
    [(slug, number) for slug, settings in torch_reference.OPEN.items() for number in range(len(settings))],
)
closed_cases = pytest.mark.parametrize(
    ("slug", "number", "where"),
    [
        (slug, n, where)
        for slug, s in torch_reference.CLOSED.items()
        for n in range(len(s))
        for where in torch_reference.surfaces_of(slug)
    ],
)
replays = pytest.mark.parametrize(
    "number",
    range(len(torch_reference.REPLAYS)),
    ids=[f"{case.slug}-{case.decay}" for case in torch_reference.REPLAYS],
)
walks = pytest.mark.parametrize(
    "number",
    range(len(torch_reference.WALKS)),
    ids=[
        f"{case.slug}-{case.decay}-{'noise' if case.noise else 'exact'}-{case.schedule or 'constant'}"
        for case in torch_reference.WALKS
    ],
)


@pytest.fixture(scope="module")
def data() -> Reference:
    """The committed reference."""
    return Reference(torch_reference.FILE)


def open_loop_error(ours: np.ndarray, torchs: np.ndarray) -> float:
    same = ours == torchs
    return float(np.max(np.abs(ours - torchs) / np.where(same, 1.0, np.abs(torchs))))


def closed_loop_error(ours: np.ndarray, torchs: np.ndarray) -> float:
    size = np.abs(torchs).max(axis=2)
    return float(np.max(np.abs(ours - torchs).max(axis=2) / np.maximum(size, 1e-6 * size[0])))


def our_surface(where: str) -> Surface:
    name, *parameters = where.split("_") if where.startswith("ravine") else (where,)
    surface = SURFACES[name]
    return surface.at(kappa=float(parameters[0]), rotation=float(parameters[1])) if parameters else surface


def replayed(gradients: np.ndarray) -> Any:
    """What gives `simulate` these gradients (steps, paths, dim), whatever the points are."""
    extended = np.concatenate([gradients, np.zeros((1, *gradients.shape[1:]))])
    return lambda points, t: extended[t - 1]


def number_by_number(
    optimizer: Optimizer, gradients: np.ndarray, start: list[float], hypers: dict[str, float]
) -> dict[str, np.ndarray]:
    """Points, updates and state of one replayed sequence (steps, 2), by the loop over plain numbers."""
    steps, states = len(gradients), optimizer.state_names
    hypers = {name: hyper.default for name, hyper in optimizer.hypers.items()} | hypers
    answers = iter([*gradients.tolist(), [0.0, 0.0]])
    flat = path_loop(optimizer, 2)(
        lambda x, y: (0.0, *next(answers)),
        None,
        start,
        np.ravel(optimizer.init(np.array(start)[:, None])).tolist(),
        steps,
        [hypers["lr"]] * steps,
        None,
        hypers,
    )
    rows = np.array([*flat, 0.0, 0.0]).reshape(steps + 1, -1)  # point, loss, gradient, each state, update
    record = {"points": rows[:, :2], "updates": rows[:-1, -2:]}
    for place, name in enumerate(states):
        record[name] = rows[1:, 5 + 2 * place : 7 + 2 * place]
    return record


def recorded(data: dict[str, np.ndarray], slug: str, number: int) -> dict[str, np.ndarray]:
    """The updates and states that torch gave in one open loop."""
    kept = {name: data.get(f"open/{slug}/{number}/{name}") for name in RULES[slug].states}
    updates = data[f"open/{slug}/{number}/updates"]
    return {"updates": updates, **{name: rows for name, rows in kept.items() if rows is not None}}


def test_the_reference_covers_every_rule_of_torch(data: dict[str, np.ndarray]) -> None:
    """Each rule that torch has too has open and closed loops, decay where torch has it, noise and a schedule."""
    rules = "gd momentum nesterov adagrad rmsprop adam sgd adadelta amsgrad adamw adamax nadam radam rprop"
    assert " ".join(RULES) == rules
    assert " ".join(slug for slug in OPTIMIZERS if slug in RULES) == rules
    assert {key.split("/")[1] for key in data if key.startswith("open/")} == set(RULES)
    assert {key.split("/")[1] for key in data if key.startswith("closed/")} == set(RULES)
    cases = torch_reference.WALKS
    assert {case.slug for case in torch_reference.REPLAYS} == set(RULES) - {"rprop"}
    assert {case.slug for case in cases if case.noise} == set(RULES)
    assert {case.slug for case in cases if case.schedule} == set(RULES) - {"momentum", "amsgrad"}
    for slug, rule in RULES.items():
        assert set(rule.states) == set(OPTIMIZERS[slug].state_names)


def test_the_reference_goes_to_extremes(data: dict[str, np.ndarray]) -> None:
    """Its gradients include zeros, tiny and huge numbers."""
    sizes = np.abs(data["gradients"])
    assert (sizes == 0).any()
    assert sizes[sizes > 0].min() < 1e-140
    assert sizes.max() > 1e140


@open_cases
def test_open_loop_with_arrays(slug: str, number: int, data: dict[str, np.ndarray]) -> None:
    """Given torch's gradients, many paths at once take torch's steps and remember what torch remembers."""
    gradients = data["gradients"]
    steps, paths, dim = gradients.shape
    run = simulate(
        slug,
        SURFACES["bowl"],
        np.zeros((paths, dim)),
        steps,
        hypers=torch_reference.OPEN[slug][number],
        gradient=replayed(gradients),
    )
    for name, rows in recorded(data, slug, number).items():
        ours = run.updates if name == "updates" else run.state[name][1:]
        assert open_loop_error(ours, rows) <= OPEN_LOOP, name


@open_cases
def test_open_loop_with_plain_numbers(slug: str, number: int, data: dict[str, np.ndarray]) -> None:
    """Given torch's gradients, the loop for one path takes torch's steps and remembers what torch remembers."""
    gradients = data["gradients"]
    for path in range(gradients.shape[1]):
        hypers = torch_reference.OPEN[slug][number]
        record = number_by_number(effective(OPTIMIZERS[slug]), gradients[:, path], [0.0, 0.0], hypers)
        for name, rows in recorded(data, slug, number).items():
            assert open_loop_error(record[name], rows[:, path]) <= OPEN_LOOP, name


@pytest.mark.parametrize("slug", RULES)
def test_open_loop_with_a_setting_for_each_path(slug: str, data: dict[str, np.ndarray]) -> None:
    """One batch that holds every setting, hyperparameters as arrays, takes torch's steps too.

    NumPy's power of an array may differ from the power of a number in the last bit, which the bias correction of the
    first steps magnifies up to 1/(1 - beta) times; hence ten times the room. RAdam's rho is a small difference of two
    numbers near 2/(1 - beta2), which magnifies that bit once more: 7e-12 was measured.
    """
    room = 1e-10 if slug == "radam" else 10 * OPEN_LOOP
    gradients, settings = data["gradients"], torch_reference.OPEN[slug]
    paths, dim = gradients.shape[1:]
    run = simulate(
        slug,
        SURFACES["bowl"],
        np.zeros((paths * len(settings), dim)),
        len(gradients),
        hypers={name: np.repeat([s[name] for s in settings], paths) for name in settings[0]},
        gradient=replayed(np.tile(gradients, (1, len(settings), 1))),
    )
    expected = np.concatenate([data[f"open/{slug}/{number}/updates"] for number in range(len(settings))], axis=1)
    assert open_loop_error(run.updates, expected) <= room


@replays
def test_replayed_with_weight_decay(number: int, data: dict[str, np.ndarray]) -> None:
    """Given torch's gradients and its kind of weight decay, arrays and plain numbers visit torch's points.

    The error of a point is taken relative to the largest coordinate so far.
    """
    case, torchs = torch_reference.REPLAYS[number], data[f"replay/{number}"]
    optimizer = effective(OPTIMIZERS[case.slug], decay=case.decay)
    gradients = data["gradients"][:, torch_reference.REPLAYED]
    starts = torch_reference.REPLAY_STARTS
    largest = np.maximum.accumulate(np.abs(torchs).max(axis=2))[:, :, None]
    run = simulate(
        optimizer, SURFACES["bowl"], starts, len(gradients), hypers=case.hypers, gradient=replayed(gradients)
    )
    assert (np.abs(run.points - torchs) <= OPEN_LOOP * largest).all()
    for path, start in enumerate(starts):
        points = number_by_number(optimizer, gradients[:, path], start, case.hypers)["points"]
        assert (np.abs(points - torchs[:, path]) <= OPEN_LOOP * largest[:, path]).all()


@closed_cases
def test_closed_loop(slug: str, number: int, where: str, way: str, data: dict[str, np.ndarray]) -> None:
    """On a surface of its own account each way of running visits torch's points."""
    starts = torch_reference.SURFACES[where][2]
    hypers = torch_reference.closed_hypers(slug, number, where)
    run = simulate(slug, our_surface(where), starts, STEPS, hypers=hypers)
    assert closed_loop_error(run.points, data[f"closed/{slug}/{number}/{where}"]) <= CLOSED_LOOP


@closed_cases
def test_closed_loop_in_a_batch(slug: str, number: int, where: str, data: dict[str, np.ndarray]) -> None:
    """Twelve paths at once, as a caller gets them, visit torch's points as well."""
    starts = np.tile(torch_reference.SURFACES[where][2], (6, 1))
    hypers = torch_reference.closed_hypers(slug, number, where)
    run = simulate(slug, our_surface(where), starts, STEPS, hypers=hypers)
    assert closed_loop_error(run.points, np.tile(data[f"closed/{slug}/{number}/{where}"], (1, 6, 1))) <= CLOSED_LOOP


@walks
def test_walks_with_decay_noise_and_schedules(number: int, way: str, data: dict[str, np.ndarray]) -> None:
    """With torch's weight decay, the committed noise and the rates of torch's schedule: torch's points, either way."""
    case = torch_reference.WALKS[number]
    rates = data[f"rates/{number}"].tolist() if case.schedule else None
    run = simulate(
        effective(OPTIMIZERS[case.slug], decay=case.decay),
        our_surface(case.surface),
        torch_reference.SURFACES[case.surface][2],
        STEPS,
        hypers=case.hypers,
        noise=case.noise,
        seed=torch_reference.NOISE_SEED,
        schedule=None if rates is None else lambda t, lr: rates[t - 1],
    )
    assert closed_loop_error(run.points, data[f"walk/{number}"]) <= CLOSED_LOOP


def test_the_noise_of_a_seed_is_the_committed_one(data: dict[str, np.ndarray]) -> None:
    """`simulate` adds noise times the committed sequence to the gradients of a path with that seed."""
    seed = torch_reference.NOISE_SEED
    run = simulate("gd", SURFACES["bowl"], [0.0, 0.0], STEPS, hypers={"lr": 0.0}, noise=1.0, seed=seed)
    np.testing.assert_array_equal(run.gradients[:, 0], data["noise"])


def torch_or_skip() -> None:
    torch: Any = pytest.importorskip("torch", reason="compares with torch where it is installed")
    if not torch.__version__.startswith(torch_reference.TORCH):
        pytest.skip(f"the reference is torch {torch_reference.TORCH}, this is {torch.__version__}")


def test_torch_itself_still_gives_the_reference(data: dict[str, np.ndarray]) -> None:
    """Where torch is installed, it gives the committed numbers again."""
    torch_or_skip()
    live = torch_reference.reference(data["gradients"], data["noise"])
    assert {*live, "gradients", "noise"} == set(data)
    for key, rows in live.items():
        is_path = key.startswith(("closed/", "walk/"))
        error, limit = (closed_loop_error, CLOSED_LOOP) if is_path else (open_loop_error, OPEN_LOOP)
        assert error(data[key], rows) <= limit, key


@pytest.mark.parametrize("slug", RULES)
def test_torch_itself_on_longer_sequences(slug: str) -> None:
    """Where torch is installed, other and longer sequences of gradients give torch's steps too.

    The error of an update is taken relative to the largest one so far: in a long sequence one now and then cancels.
    """
    torch_or_skip()
    rng = np.random.default_rng(7)
    gradients = rng.standard_normal((400, 12, 2)) * 10.0 ** rng.uniform(-3, 3, (12, 2))
    for hypers in torch_reference.OPEN[slug]:
        torchs = torch_reference.open_loop(slug, hypers, gradients)["updates"]
        run = simulate(slug, SURFACES["bowl"], np.zeros((12, 2)), 400, hypers=hypers, gradient=replayed(gradients))
        largest = np.maximum.accumulate(np.abs(torchs))
        assert (np.abs(run.updates - torchs) <= OPEN_LOOP * largest).all()
