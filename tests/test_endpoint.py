"""The endpoint answers any request: with what was asked for, or with 400 and the reasons, never with a crash."""

from __future__ import annotations

import csv
import io
import json
import struct
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.server.assets import ASSETS, ENTRIES, STAGE_CSS, address, asset_routes
from app.stage.answers.paths import DRAWN_ROWS
from app.stage.routes import stage_routes
from optim_core import MAX_RUNS, MAX_STEPS, OPTIMIZERS, SURFACES, Experiment, Run
from tests.selection import examples

CLIENT = TestClient(Starlette(routes=[*stage_routes("/lab"), *asset_routes("/lab")]), raise_server_exceptions=True)
ADAM = "v=1&surface=rosenbrock&x=-1.2&y=1&steps=200&run1=adam&run1.lr=0.1"


def get(path: str):
    return CLIENT.get(f"/lab/stage/{path}")


def unpacked(body: bytes) -> tuple[dict, list[np.ndarray]]:
    """The head and one (columns, rows) table for each run."""
    (length,) = struct.unpack_from("<I", body)
    head = json.loads(body[4 : 4 + length])
    offset, tables = 4 + length, []
    assert offset % 8 == 0
    for run in head["runs"]:
        count = head["columns"] * run["rows"]
        table = np.frombuffer(body, dtype=f"<f{head['precision']}", count=count, offset=offset)
        tables.append(table.reshape(head["columns"], run["rows"]))
        offset += count * head["precision"]
        if fit := run.get("fit"):
            offset += fit["count"] * fit["rows"] * head["precision"]
            offset += len(run["measures"]["names"]) * run["measures"]["rows"] * head["precision"]
    assert offset == len(body)
    return head, tables


def test_paths_are_the_core_s_numbers():
    """At rest every number equals the trajectory's to the last bit."""
    head, (table,) = unpacked(get(f"en/paths?{ADAM}").content)
    t = Experiment.from_query(ADAM).trajectories()[0]
    assert head["precision"] == 8
    assert np.array_equal(table[:2].T, t.points[:, 0])
    assert np.array_equal(table[2], t.loss[:, 0])
    assert np.array_equal(table[3:5].T, t.gradients[:, 0])
    assert np.array_equal(table[5, :-1], t.step_sizes[:, 0])
    assert np.array_equal(table[6, :-1], t.learning_rate[:, 0])
    assert np.isnan(table[5:, -1]).all()


def test_a_draft_is_half_the_size_and_as_good_as_float32():
    """While a finger moves numbers are float32."""
    exact, draft = get(f"en/paths?{ADAM}").content, get(f"en/paths?{ADAM}&draft=1").content
    head, (table,) = unpacked(draft)
    assert head["precision"] == 4
    assert len(draft) < 0.6 * len(exact)
    assert np.allclose(table, unpacked(exact)[1][0], rtol=1e-6, equal_nan=True)


def test_while_a_finger_moves_only_facts_are_said():
    """The draft of a run that the server follows tells its loss, or how it broke off; at rest what it did."""
    ways = {
        "surface=bowl&run1=newton&run1.lr=0.5&steps=60": "after 60 steps: loss",
        "formula=log(x)+%2B+y%5E2&x=1&y=1&steps=50&run1=lbfgs&run1.lr=0.9": "leaves the formula's domain at step",
        "surface=bowl&run1=lbfgs&run1.lr=90&steps=900": "explodes: after step",
    }
    for query, said in ways.items():
        draft, _ = unpacked(get(f"en/paths?{query}&draft=1").content)
        exact, _ = unpacked(get(f"en/paths?{query}").content)
        assert said in draft["runs"][0]["words"]
        assert draft["runs"][0]["words"] != exact["runs"][0]["words"]


def test_a_huge_draft_stays_exact():
    """A loss that float32 cannot hold is sent as float64, not as infinity."""
    head, (table,) = unpacked(get("en/paths?surface=rosenbrock&run1=gd&run1.lr=1&draft=1").content)
    assert head["precision"] == 8
    assert table[2].max() > 1e38
    assert np.isfinite(table[:5]).all()


def test_a_diverging_path_ends_where_it_stops_being_finite():
    """Only finite rows are sent, and the head says how it ended."""
    head, (table,) = unpacked(get("en/paths?surface=rosenbrock&run1=gd&run1.lr=1&steps=500").content)
    run = head["runs"][0]
    assert run["outcome"] == "diverged"
    assert run["rows"] == run["last"] + 1 < 500
    assert "exploded" in run["words"]
    assert table.shape == (7, run["rows"])


def test_a_start_without_a_value_has_no_rows():
    """Where the formula has no value at the start there is nothing to draw, and the words say so."""
    head, (table,) = unpacked(get("en/paths?formula=log(x)&x=-1&run1=adam").content)
    assert table.shape == (5, 0)
    assert "cannot begin" in head["runs"][0]["words"]


def test_long_runs_are_thinned_and_keep_their_end():
    """Of 50,000 steps every 25th is drawn, and always the last."""
    head, (table,) = unpacked(get(f"en/paths?surface=bowl&run1=gd&steps={MAX_STEPS}").content)
    t = Experiment(SURFACES["bowl"], (Run("gd"),), steps=MAX_STEPS).trajectories()[0]
    run = head["runs"][0]
    assert run["rows"] <= DRAWN_ROWS
    assert run["every"] == 25
    assert table[2, 3] == t.loss[3 * run["every"], 0]
    assert table[2, -1] == t.loss[-1, 0]


def sixes() -> list[list[str]]:
    """The optimizers in groups of as many as fit into one experiment."""
    slugs = list(OPTIMIZERS)
    return [slugs[first : first + MAX_RUNS] for first in range(0, len(slugs), MAX_RUNS)]


@pytest.mark.sample(len(sixes()))
@pytest.mark.parametrize("group", sixes(), ids=lambda group: group[0])
@pytest.mark.parametrize("slug", SURFACES)
def test_every_surface_has_a_scene_and_paths(slug, group):
    """Scene and paths of each surface with six optimizers, and of each optimizer on some surfaces."""
    runs = "&".join(f"run{i}={optimizer}" for i, optimizer in enumerate(group, start=1))
    scene = get(f"en/dark/scene?surface={slug}&steps=30&{runs}").json()
    assert [run["optimizer"] for run in scene["runs"]] == group
    assert scene["notes"] == []
    head, tables = unpacked(get(f"en/paths?{scene['query']}").content)
    assert [table.shape[1] for table in tables] == [run["rows"] for run in head["runs"]]


@pytest.mark.parametrize("slug", SURFACES)
def test_a_scene_has_the_surface_in_symbols(slug):
    """Loss, gradient and curvature come as MathML, each with a sentence, and where the formula is from."""
    symbols = get(f"en/light/scene?surface={slug}&run1=gd").json()["symbols"]
    surface = SURFACES[slug]
    assert len(symbols["formulas"]) == 3 * bool(surface.formula) + len(surface.model.latex if surface.model else ())
    for one in symbols["formulas"]:
        assert one["math"].startswith("<math")
        assert one["caption"].endswith(".")
    assert symbols["notes"][-1].startswith("Source")


def test_a_kink_is_said():
    """For a formula with abs the scene says what is taken at the kink, and that its curvature is not defined."""
    notes = get("en/light/scene?formula=abs(x)&run1=gd").json()["symbols"]["notes"]
    assert any("kink" in note and "not defined" in note for note in notes)
    assert get("en/light/scene?formula=x^2&run1=gd").json()["symbols"]["notes"] == []


def test_controls_are_fields_of_the_query():
    """Setting any control's key to its own value gives the same experiment."""
    chosen = "run1.schedule=cosine&run1.schedule.total=90&run1.warmup=5&run1.decay=l2&run1.clip=norm&run1.clip_at=3"
    scene = get(f"en/light/scene?{ADAM}&run1.lr.from50=0.01&noise=0.1&seed=3&batch=4&seeds=2&{chosen}").json()
    experiment = Experiment.from_query(scene["query"])
    controls = [
        *scene["start"],
        *scene["settings"].values(),
        *scene["runs"][0]["controls"],
        *scene["runs"][0]["changes"],
        *scene["runs"][0]["choices"],
        *(control for choice in scene["runs"][0]["choices"] for control in choice["controls"]),
    ]
    keys = {control["key"] for control in controls}
    assert {"x", "y", "steps", "noise", "seed", "batch", "seeds", "run1.lr", "run1.beta1", "run1.lr.from50"} <= keys
    assert {"run1.schedule", "run1.schedule.total", "run1.warmup", "run1.decay", "run1.weight_decay"} <= keys
    assert {"run1.clip", "run1.clip_at", "run1.library"} <= keys
    for control in controls:
        kept = "&".join(f for f in scene["query"].split("&") if not f.startswith(f"{control['key']}="))
        assert Experiment.from_query(f"{kept}&{control['key']}={control['value']}") == experiment


def test_a_scene_mends_a_link_and_says_so():
    """The scene is for the page: it takes what is valid and lists what it changed."""
    scene = get("en/light/scene?surface=booth&x=1e308&run1=adam&run7=nobody").json()
    assert len(scene["notes"]) == 2
    assert Experiment.from_query(scene["query"]).surface.slug == "booth"


def test_runs_are_numbered_anew():
    """A run that was removed leaves no gap, and a new one may come with any number."""
    scene = get("en/light/scene?surface=booth&run1=gd&run3=adam&run3.lr=0.3&run99=gd").json()
    assert [run["label"] for run in scene["runs"]] == ["Gradient descent", "Adam", "Gradient descent 2"]
    assert "run2.lr=0.3" in scene["query"]


def test_a_moved_map_has_the_losses_of_its_box():
    """The grid of a box that was zoomed to holds that box's losses, on the colours of the whole surface."""
    body = get(f"en/grid?{ADAM}&view=0,1,0,2").json()
    x, y, loss = np.array(body["axes"][0]), np.array(body["axes"][1]), np.array(body["loss"])
    assert (x[0], x[-1], y[0], y[-1]) == (0.0, 1.0, 0.0, 2.0)
    assert loss[5, 7] == pytest.approx(float(SURFACES["rosenbrock"].value([x[7], y[5]])))


@pytest.mark.parametrize("view", ["", "1,0,0,1", "0,1", "0,1,0,nan", "0,1,0,1e300", "a,b,c,d", "0,1,0,1,2,3"])
def test_a_box_that_is_none_is_refused(view):
    """A view needs ordered, bounded ends for each axis."""
    response = get(f"en/grid?{ADAM}&view={view}")
    assert response.status_code == 400
    assert response.json()["problems"]


def test_gaps_of_a_formula_are_null():
    """Where the formula has no value the grid is null, which JSON can say."""
    body = get("en/grid?formula=log(x)&x=1&run1=gd&view=-1,1").json()
    assert body["loss"][0] is None
    assert body["loss"][-1] == 0.0


def test_the_csv_has_every_step_in_full():
    """One row for each step of each run, numbers as repr writes them; the last row has no step."""
    rows = list(csv.DictReader(io.StringIO(get(f"en/steps.csv?{ADAM}&run2=gd").text)))
    t = Experiment.from_query(ADAM).trajectories()[0]
    assert len(rows) == 2 * 201
    assert float(rows[7]["x"]) == t.points[7, 0, 0]
    assert float(rows[7]["gradient_y"]) == t.gradients[7, 0, 1]
    assert float(rows[7]["step_x"]) == t.updates[7, 0, 0]
    assert float(rows[7]["loss"]) == t.loss[7, 0]
    assert float(rows[7]["learning_rate"]) == 0.1
    assert rows[200]["step_x"] == rows[200]["step_size"] == ""
    assert rows[201]["run"] == "Gradient descent"


def test_a_formula_is_checked():
    """A usable formula gives a query; of others all mistakes are said, each with its place, and what could be meant."""
    fine = get("en/formula?text=x%5E2%2By").json()
    assert Experiment.from_query(fine["query"]).surface.formula == "x^2+y"
    wrong = get("en/formula?text=sin(x)%2B2y").json()
    assert "2*y" in wrong["problems"][0]
    assert wrong["places"] == [[7, 2]]
    assert wrong["suggestions"] == ["sin(x)+2*y"]
    several = get("en/formula?text=np.sin(x1)%2B2x2%3B").json()
    assert len(several["problems"]) == len(several["places"]) == 4
    assert several["suggestions"] == ["sin(x)+2*y"]
    assert len(get("en/formula?text=1/2x").json()["suggestions"]) == 2


def test_files_are_served_for_ever_and_no_others():
    """The browser's files are cacheable under their version; nothing else can be had."""
    for name in (*ASSETS, *ENTRIES, STAGE_CSS):
        response = CLIENT.get(f"{address('/lab')}/{name}")
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
    assert CLIENT.get(f"{address('/lab')}/stage/..%2Froutes.py").status_code in (400, 404)
    assert CLIENT.get(f"{address('/lab')}/stage/routes.py").status_code == 404
    assert CLIENT.get("/lab/files/another/stage/browser/stage.js").headers["cache-control"] == "no-store"
    assert get("surface/light/booth.png").headers["content-type"] == "image/png"
    assert get("surface/light/nowhere.png").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "",
        "run1=adam&run1.lr=-1",
        "steps=50001&run1=gd",
        "x=nan&run1=gd",
        "run1=gd&x=1e999",
        "surface=a&run1=gd",
        "formula=__import__('os')&run1=gd",
        "run1=adam&zz=1",
        "&".join(f"run{i}=gd" for i in range(1, 21)),
    ],
)
def test_what_cannot_be_run_is_refused_with_its_reasons(query):
    """The endpoint is strict: 400 and plain sentences, no trace. Only nothing at all is the default experiment."""
    response = get(f"en/paths?{query}")
    if not query:
        assert response.status_code == 200
        return
    assert response.status_code == 400
    assert all(isinstance(problem, str) and problem for problem in response.json()["problems"])
    assert "Traceback" not in response.text


MOST = "&".join(f"run{i}={slug}&run{i}.lr=1e-6" for i, slug in enumerate(sixes()[0], start=1))


@pytest.mark.parametrize("more", ["", "&noise=1e6&seed=7", "&stop.loss=-1e300", "&run1.lr.from49999=0.5", "&draft=1"])
def test_the_largest_request_has_a_bounded_answer(more):
    """Six runs of 50,000 steps are answered, with at most 2001 rows for each; one step or one run more is refused."""
    response = get(f"en/paths?surface=rosenbrock&steps={MAX_STEPS}&{MOST}{more}")
    assert response.status_code == 200
    head, tables = unpacked(response.content)
    assert len(tables) == 6
    assert max(table.shape[1] for table in tables) <= DRAWN_ROWS
    assert all(run["steps"] <= MAX_STEPS for run in head["runs"])
    assert get(f"en/paths?surface=rosenbrock&steps={MAX_STEPS + 1}&{MOST}").status_code == 400
    assert get(f"en/paths?surface=rosenbrock&steps=5&{MOST}&run7=gd").status_code == 400


@pytest.mark.parametrize("slug", SURFACES)
def test_every_surface_has_a_picture(slug):
    """The gallery's picture of each surface is a PNG with more than one colour."""
    with Image.open(io.BytesIO(get(f"surface/dark/{slug}.png").content)) as image:
        assert image.format == "PNG"
        assert len(image.convert("RGB").getcolors(maxcolors=1 << 20)) > 3


@pytest.mark.parametrize("path", ["en/paths", "en/light/scene", "en/grid", "en/formula", "en/steps.csv"])
def test_routes_are_for_reading_and_below_the_base_path(path):
    """Nothing can be posted, and without the base path nothing is there."""
    assert CLIENT.post(f"/lab/stage/{path}", content=b"x").status_code == 405
    assert CLIENT.get(f"/stage/{path}").status_code == 404


def test_a_refusal_speaks_the_reader_s_language_or_english():
    """An unknown language is English; every problem of a request is listed, each as a sentence."""
    problems = [get(f"{language}/paths?x=nan&steps=0&run1=adamx").json()["problems"] for language in ("en", "xx")]
    assert problems[0] == problems[1]
    assert len(problems[0]) == 3
    assert all(problem.endswith((".", "?")) for problem in problems[0])


def test_answers_that_depend_on_the_experiment_are_not_kept():
    """Neither the browser nor anything in between stores what is computed, nor a refusal."""
    for path in (
        f"en/paths?{ADAM}",
        f"en/light/scene?{ADAM}",
        f"en/steps.csv?{ADAM}",
        "en/formula?text=x",
        "en/paths?x=nan",
    ):
        assert get(path).headers["cache-control"] == "no-store"


FIELDS = ["v", "surface", "formula", "x", "y", "w", "steps", "noise", "seed", "stop.loss", "kappa", "x.low", "draft"]
FIELDS += ["run1", "run2", "run1.lr", "run1.beta1", "run1.lr.from5", "run0", "run99", "view", "", "é"]
VALUES = [
    "",
    "1",
    "-1",
    "0.1",
    "1e308",
    "-1e308",
    "NaN",
    "inf",
    "1e-320",
    "1_0",
    "adam",
    "gd",
    "ravine",
    "x^2",
    "a" * 50,
]
VALUES += ["0x10", "%00", "１", "1,2", "--1", "log(x)", "1/x", "50000", "99999999999999999999"]


@examples(2.5)
@given(
    pairs=st.lists(st.tuples(st.sampled_from(FIELDS), st.sampled_from(VALUES)), max_size=8),
    path=st.sampled_from(
        ["en/paths", "xx/paths", "en/light/scene", "en/none/scene", "en/grid", "en/steps.csv", "en/formula"]
    ),
)
def test_no_query_makes_it_crash(pairs, path):
    """Whatever the fields: 200 or 400, never a server error (the client re-raises any)."""
    pairs = [(key, "200" if key == "steps" and len(value) > 3 else value) for key, value in pairs]
    response = get(f"{path}?{'&'.join(f'{key}={value}' for key, value in pairs)}")
    assert response.status_code in (200, 400)


@examples(2.5)
@given(
    text=st.text(max_size=300) | st.binary(max_size=300),
    path=st.sampled_from(["en/paths", "en/light/scene", "en/grid", "en/steps.csv", "en/formula"]),
    key=st.sampled_from(["", "formula=", "text=", "view=", "surface=", "run1=", "run1.lr=", "x="]),
)
def test_no_text_makes_it_crash(text, path, key):
    """Any characters or bytes, percent-encoded or as they are, give 200 or 400 with reasons."""
    for value in (quote(text), quote(text, safe="&=;+%#")):
        response = get(f"{path}?{key}{value}")
        assert response.status_code in (200, 400)
        if response.status_code == 400:
            assert response.json()["problems"]
