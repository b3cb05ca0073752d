"""The panels of the rule and of the script: what they say is what ran, and a wrong request is told what is wrong."""

from __future__ import annotations

import math
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.stage.routes import stage_routes
from app.words.words import catalogue, text
from optim_core import OPTIMIZERS, SCHEDULES, Experiment
from optim_core.export import EXPORTS, export_script
from tests.selection import examples

CLIENT = TestClient(Starlette(routes=stage_routes("/lab")), raise_server_exceptions=True)
ADAM = "v=1&surface=rosenbrock&x=-1.2&y=1&steps=50&run1=adam&run1.lr=0.1"
DIVERGING = "v=1&surface=rosenbrock&steps=50&run1=gd&run1.lr=1&run2=adam&run2.lr=0.1"


def get(path: str):
    return CLIENT.get(f"/lab/stage/{path}")


def rule(query: str, run: int = 1, step: int = 1, axis: int = 0) -> dict:
    response = get(f"en/rule?{query}&run={run}&step={step}&axis={axis}")
    assert response.status_code == 200, response.text
    return response.json()


def new_point(answer: dict) -> float:
    """What the last line comes to: the new weight."""
    line = answer["lines"][-1]
    assert line["name"] == "x"
    return float(line["value"])


def signs(formula: str) -> str:
    """All that is written in a formula, which has to be MathML and nothing else."""
    tree = ElementTree.fromstring(formula)
    assert all(node.tag.startswith("{http://www.w3.org/1998/Math/MathML}") for node in tree.iter())
    return "".join(tree.itertext())


@pytest.mark.sample(3)
@pytest.mark.parametrize("surface", ["rosenbrock", "parabola", "matrix"])
@pytest.mark.parametrize("slug", OPTIMIZERS)
def test_the_last_line_comes_to_the_next_point(slug: str, surface: str) -> None:
    """For every optimizer, whichever step and coordinate is asked for, the lines end at the trajectory's next point."""
    query = f"v=1&surface={surface}&steps=12&run1={slug}"
    experiment = Experiment.from_query(query)
    points = experiment.trajectories()[0].points[:, 0]
    last = int(experiment.trajectories()[0].ended_at[0])
    assert last > 0
    for step in sorted({1, min(2, last), last}):
        for axis in range(experiment.surface.dim):
            answer = rule(query, step=step, axis=axis)
            assert answer["step"] == step
            assert new_point(answer) == pytest.approx(points[step, axis], rel=1e-9, abs=1e-12)
            for line in answer["lines"]:
                assert "=" in signs(line["symbolic"]) or "←" in signs(line["symbolic"])
                assert signs(line["result"]).startswith("=")
                assert line["numbers"] is None or signs(line["numbers"]).startswith("=")


@pytest.mark.parametrize(
    "choices",
    [
        "run1.clip=norm&run1.clip_at=0.5&run1.decay=l2&run1.weight_decay=0.3",
        "run1.decay=decoupled&run1.weight_decay=0.3",
        "run1.library=keras",
        "run1.schedule=cosine&run1.warmup=3",
        "run1.schedule=plateau",
        "run1.lr.from4=0.01",
        "noise=0.5&seed=7&batch=4",
        "noise=0.5&seed=7&run2=sam&run2.lr=0.0001",
    ],
)
def test_whatever_a_run_chose_is_in_its_numbers(choices: str) -> None:
    """Clipping, decay, another library, schedules and noise: the lines still end at the trajectory's next point."""
    query = f"v=1&surface=rosenbrock&steps=9&run1=adam&run1.lr=0.1&{choices}"
    for number, trajectory in enumerate(Experiment.from_query(query).trajectories(), start=1):
        for step in (1, 5, 9):
            found = new_point(rule(query, run=number, step=step, axis=1))
            assert found == pytest.approx(trajectory.points[step, 0, 1], rel=1e-9)


@pytest.mark.parametrize("slug", SCHEDULES)
@pytest.mark.parametrize("warmup", [0, 4])
def test_a_schedule_ends_at_the_rate_of_the_step(slug: str, warmup: int) -> None:
    """Where the rate changes, lines above the rule lead to it; a steady rate needs none."""
    query = f"{ADAM}&run1.schedule={slug}&run1.warmup={warmup}"
    run, trajectory = Experiment.from_query(query).runs[0], Experiment.from_query(query).trajectories()[0]
    for step in (1, 3, 30):
        lines = rule(query, step=step)["schedule"]
        assert bool(lines) != run.steady
        if lines:
            assert lines[-1]["value"] == trajectory.learning_rate[step - 1, 0]
            assert signs(lines[-1]["result"]).startswith("=")
            assert ("straight line" in lines[-1]["note"]) == (warmup > 0)


def test_a_step_that_a_run_did_not_make_is_said() -> None:
    """A run that ended before the step asked for shows its last one and says so; the others go on."""
    trajectory = Experiment.from_query(DIVERGING).trajectories()[0]
    last = int(trajectory.ended_at[0])
    assert 0 < last < 50
    answer = rule(DIVERGING, step=50)
    assert (answer["step"], answer["last"]) == (last, last)
    assert answer["ended"] == text("stage.rule_ended", step=last)
    assert new_point(answer) == pytest.approx(trajectory.points[last, 0, 0])
    assert rule(DIVERGING, step=last)["ended"] == ""
    assert rule(DIVERGING, run=2, step=50)["ended"] == ""


def test_a_run_without_any_step_still_shows_its_rule() -> None:
    """Newton's method where the Hessian is singular: formulas without numbers, and why there is no step."""
    query = "v=1&formula=x%5E4%2By%5E4&x=0&y=0&steps=5&run1=newton"
    assert Experiment.from_query(query).trajectories()[0].ended_at[0] == 0
    answer = rule(query, step=3)
    assert answer["step"] == 0
    assert answer["ended"].endswith(OPTIMIZERS["newton"].no_step)
    assert answer["lines"]
    assert all(line["result"] is line["numbers"] is None and signs(line["symbolic"]) for line in answer["lines"])


def test_a_path_that_overflows_is_still_json() -> None:
    """A number that is not finite has no value in the answer, which stays valid JSON."""
    query = "v=1&surface=rosenbrock&steps=50&run1=newton&run2=gd&run2.lr=1e6"
    for number, trajectory in enumerate(Experiment.from_query(query).trajectories(), start=1):
        for step in range(1, int(trajectory.ended_at[0]) + 1):
            assert math.isfinite(new_point(rule(query, run=number, step=step)))


def test_every_letter_of_the_state_is_explained() -> None:
    """What an optimizer remembers stands in the list of letters, in the words of its own file."""
    for slug, optimizer in OPTIMIZERS.items():
        query = f"v=1&surface=rosenbrock&steps=3&run1={slug}"
        letters = rule(query)["letters"]
        assert all(signs(letter["symbol"]) for letter in letters)
        used = "".join(signs(line["symbolic"]) for line in rule(query)["lines"])
        told = " ".join(letter["meaning"] for letter in letters)
        for letter in letters[-len(optimizer.state_names) :] if optimizer.state_names else []:
            assert signs(letter["symbol"])[0] in used
        if "t−1" in used:
            assert any(meaning in told for meaning in optimizer.state_help.values())


def test_a_letter_with_two_meanings_is_explained_where_both_are_met() -> None:
    """v is a velocity for momentum and the second moment for Adam; side by side each says what the other's is."""
    both = f"{ADAM}&run2=momentum&run2.lr=0.001"
    velocity, moment = (OPTIMIZERS[slug].state_help["v"] for slug in ("momentum", "adam"))

    def about(query: str, run: int, meaning: str) -> str:
        return next(told["meaning"] for told in rule(query, run=run)["letters"] if told["meaning"].startswith(meaning))

    assert velocity in about(both, 1, moment)
    assert moment in about(both, 2, velocity)
    assert velocity not in about(ADAM, 1, moment)


def test_named_operations_come_with_their_source() -> None:
    """A line that calls an operation names one of the listings, whose source is a function of that name."""
    named = 0
    for slug in OPTIMIZERS:
        answer = rule(f"v=1&surface=rosenbrock&steps=3&run1={slug}")
        sources = {found["name"]: found["source"] for found in answer["listings"]}
        for operation in filter(None, (line["operation"] for line in answer["lines"])):
            named += 1
            assert sources[operation].startswith(f"def {operation}(")
    assert named > 0


@pytest.mark.parametrize(
    ("field", "values", "words"),
    [
        ("run", ["0", "3", "-1", "1.5", "", "one", "１", "9999999"], text("stage.no_whole", name="run", low=1, high=2)),
        ("step", ["0", "51", "-1", "1e1", "", "999999999999"], text("stage.no_whole", name="step", low=1, high=50)),
        ("axis", ["2", "-1", "x", ""], text("stage.no_whole", name="axis", low=0, high=1)),
    ],
)
def test_what_the_experiment_has_not_is_refused(field: str, values: list[str], words: str) -> None:
    """A run, step or coordinate that does not exist: 400, and what would be possible."""
    for value in values:
        response = get(f"en/rule?{DIVERGING}&{field}={value}")
        assert response.status_code == 400
        assert response.json()["problems"] == [words]
        assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["rule", "script", "steps.json"])
def test_a_wrong_experiment_is_refused_with_every_problem(path: str) -> None:
    """The reasons are those that the paths give."""
    query = "x=nan&steps=0&run1=adamw9"
    assert get(f"en/{path}?{query}").json() == get(f"en/paths?{query}").json()
    assert get(f"en/{path}?{query}").status_code == 400


@pytest.mark.parametrize("library", EXPORTS)
def test_the_script_is_the_core_s(library: str) -> None:
    """As plain text on screen, and with save=1 as a file that has the library in its name."""
    shown, saved = (get(f"en/script?{ADAM}&library={library}{more}") for more in ("", "&save=1"))
    assert shown.text == saved.text == export_script(Experiment.from_query(ADAM), library)
    assert shown.headers["content-type"] == "text/plain; charset=utf-8"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "content-disposition" not in shown.headers
    assert saved.headers["content-disposition"] == f'attachment; filename="descent-{library}.py"'
    assert shown.headers["cache-control"] == "no-store"


def test_an_unknown_library_is_refused() -> None:
    """The answer names the libraries there are."""
    response = get(f"en/script?{ADAM}&library=theano")
    assert response.status_code == 400
    assert all(library in response.json()["problems"][0] for library in EXPORTS)


def test_the_panel_offers_every_script_there_is() -> None:
    """The list of libraries on the page and the core's are one list, in one order."""
    offered = [key for key in catalogue() if key.startswith("stage.take_in_")]
    assert [key.removeprefix("stage.take_in_") for key in offered] == list(EXPORTS)


def test_the_table_is_json_too() -> None:
    """The steps as JSON come as a file."""
    response = get(f"en/steps.json?{ADAM}")
    assert response.headers["content-disposition"] == 'attachment; filename="descent-steps.json"'
    assert response.json()


@examples(2.5)
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(
                ["run", "step", "axis", "library", "save", "run1", "run2", "surface", "formula", "steps", ""]
            ),
            st.sampled_from(
                ["", "1", "0", "2", "-1", "1e3", "numpy", "keras", "adam", "newton", "parabola", "log(x)", "%00"]
            )
            | st.text(max_size=5).map(quote),
        ),
        max_size=6,
    ),
    path=st.sampled_from(["rule", "script", "steps.json"]),
)
def test_no_query_makes_them_crash(pairs: list[tuple[str, str]], path: str) -> None:
    """Whatever the fields: 200, or 400 with reasons, never a server error (the client re-raises any)."""
    response = get(f"en/{path}?steps=9&{'&'.join(f'{key}={value}' for key, value in pairs)}")
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert response.json()["problems"]
