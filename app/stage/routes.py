"""The stage's endpoint. Stateless: each request carries the experiment as its query string, so any replica can answer.

/stage/{language}/{scheme}/scene?...   the scene, JSON          /stage/{language}/paths?...      the paths, bytes
/stage/{language}/grid?...             the map of another box
/stage/{language}/formula?...          whether a formula is usable
/stage/{language}/units?...            what each hidden unit of a network adds, JSON
/stage/{language}/region?...           which class each run's model gives to every place, JSON
/stage/{language}/seeds?...            what the models of all seeds have become, JSON
/stage/{language}/rule?...             the update rule in the numbers of a step, JSON
/stage/{language}/csv?...              POST: the table in a file of one's own, and the examples in it, JSON
/stage/{language}/code/{digest}.js?... the code that follows the runs of such an experiment, a JavaScript module
/stage/{language}/draws?...            the normal draws of some seeds, float64
/stage/{language}/gallery              the surfaces and examples to choose from, JSON
/stage/{language}/on?...               the same runs on another surface: the query of that, JSON

and the files of file_routes.py.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.figures import CHARTS
from app.figures.theme import scheme_of
from app.server.answering import (
    NEVER,
    Refused,
    answering,
    answering_body,
    json_answer,
    language_of,
    split_query,
    whole_number,
)
from app.server.assets import FOR_EVER
from app.server.turns import in_turn
from app.stage.answers.code import MOST_DIM, MOST_DRAWS, code, draws
from app.stage.answers.csv_rows import TOO_LARGE, csv_rows
from app.stage.answers.free_fields import LONGEST_PATTERN, MOST_PATTERNS, FreeFields, lesson_scene
from app.stage.answers.hidden import units
from app.stage.answers.live import Shown
from app.stage.answers.moved_map import moved_map
from app.stage.answers.paths import paths
from app.stage.answers.region import regions
from app.stage.answers.rule import rule
from app.stage.answers.scene import scene
from app.stage.answers.seeds import seed_models
from app.stage.answers.training.answers import draft, resting
from app.stage.answers.typed_formula import typed_formula
from app.stage.file_routes import A_DAY, FILES
from app.stage.gallery.gallery import gallery
from app.stage.gallery.onto import onto
from app.words.words import text
from optim_core import MAX_SEEDS, Experiment
from optim_core.examples.table import MOST_BYTES
from optim_core.experiment.bounds import SEED


def stage_routes(base: str) -> list[BaseRoute]:
    """The routes under the app's base path; Streamlit does not prefix routes of our own."""
    pages = {
        "{language}/{scheme}/scene": _scene,
        "{language}/grid": _json(moved_map),
        "{language}/formula": _json(typed_formula),
        "{language}/rule": _json(_rule),
        "{language}/units": _json(_units),
        "{language}/region": _json(_region),
        "{language}/seeds": _json(_seeds),
        "{language}/code/{digest}.js": _code,
        "{language}/draws": _draws,
        "{language}/gallery": _gallery,
        "{language}/on": _json(onto),
        **FILES,
    }
    live = Route(f"{base}/stage/{{language}}/paths", in_turn(_paths))
    upload = Route(f"{base}/stage/{{language}}/csv", answering_body(_upload, MOST_BYTES, TOO_LARGE), methods=["POST"])
    return [*(Route(f"{base}/stage/{path}", answering(answer)) for path, answer in pages.items()), live, upload]


def _json(answer: Callable[[str, str], Any]) -> Callable[[Request], Response]:
    """An answer to a query in a language, as JSON."""
    return lambda request: json_answer(answer(request.url.query, language_of(request)))


def _scene(request: Request) -> Response:
    """A scene is for the page, so it takes what is valid of a link and says what it changed.

    In a lesson `free` lists the fields that may be set, and `charts` the charts that are shown; in the playground
    `chart` is the one that was chosen, and with `alone=1` the only one.
    """
    query, own = split_query(request.url.query, "free", "charts", "chart", "alone")
    language = language_of(request)
    free = FreeFields.read(own["free"]) if "free" in own else None
    charts = tuple(filter(None, own["charts"].split(","))) if "charts" in own else None
    if "free" in own and free is None:
        raise Refused(text("stage.free_bad", language, most=MOST_PATTERNS, longest=LONGEST_PATTERN))
    chart = own.get("chart", CHARTS[0])
    if (charts is not None and not charts) or not {*(charts or ()), chart} <= {*CHARTS}:
        raise Refused(text("stage.charts_bad", language, known=", ".join(CHARTS)))
    experiment, notes = Experiment.repair(query)
    scheme, alone = scheme_of(request.path_params["scheme"]), own.get("alone") == "1"
    whole = scene(experiment, notes, language, scheme, charts, chart, alone)
    return json_answer(whole if free is None else lesson_scene(whole, experiment, free, language))


def _paths(request: Request) -> Response:
    """With `draft=1` for one frame of a drag, with `live` together with the surface: see live.py.

    With `train=1` what is much work is only begun: see training/. `turn` is for the server, see app/server/turns.py.
    """
    query, own = split_query(request.url.query, "draft", "live", "train", "turn")
    experiment, language = Experiment.from_query(query), language_of(request)
    shown = Shown.read(own["live"]) if "live" in own else None
    if own.get("draft") == "1":
        body = draft(experiment, language, shown)
    elif shown:
        body = paths(experiment, language, False, shown)
    else:
        body = resting(experiment, language, own.get("train") == "1")
    return Response(body, media_type="application/octet-stream", headers=NEVER)


def _code(request: Request) -> Response:
    """The address has the digest of the text, so a browser may keep it for ever."""
    body = code(request.url.query, request.path_params["digest"], language_of(request))
    headers = {**FOR_EVER, "X-Content-Type-Options": "nosniff"}
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)


def _draws(request: Request) -> Response:
    """The draws of `seed` and the next ones, `seeds` in all, for the first `rows` steps in `dim` coordinates."""
    _, own = split_query(request.url.query, "seed", "seeds", "rows", "dim")
    language = language_of(request)
    seed = whole_number(own, "seed", 0, int(SEED.high), language)
    seeds = whole_number(own, "seeds", 1, MAX_SEEDS, language)
    dim = whole_number(own, "dim", 1, MOST_DIM, language)
    rows = whole_number(own, "rows", 1, MOST_DRAWS // (dim * seeds), language)
    body = draws(seed, seeds, rows, dim).astype("<f8").tobytes()
    return Response(body, media_type="application/octet-stream", headers=A_DAY)


def _gallery(request: Request) -> Response:
    """It changes with a release only, and what it offers is understood by any version."""
    response = json_answer(asdict(gallery(language_of(request))))
    response.headers.update(A_DAY)
    return response


def _rule(query: str, language: str) -> dict[str, Any]:
    """The update rule of run `run` = 1, 2, ... with the numbers of step `step` = 1, 2, ... for coordinate `axis`."""
    query, own = split_query(query, "run", "step", "axis")
    experiment = Experiment.from_query(query)
    number = whole_number(own, "run", 1, len(experiment.runs), language)
    step = whole_number(own, "step", 1, experiment.steps, language)
    axis = whole_number(own, "axis", 0, experiment.surface.dim - 1, language)
    return rule(query, number, step, axis, language)


def _units(query: str, language: str) -> dict[str, Any]:
    """What each hidden unit of run `run` = 1, 2, ... adds to the network's answer after `row` = 0, 1, ... steps."""
    query, own = split_query(query, "run", "row")
    experiment = Experiment.from_query(query)
    number = whole_number(own, "run", 1, len(experiment.runs), language)
    row = whole_number(own, "row", 0, experiment.steps, language)
    return _there(units(query, number, row, language), "stage.units_missing", language)


def _region(query: str, language: str) -> dict[str, Any]:
    """Which class each run's model gives to every place after `row` = 0, 1, ... steps."""
    query, own = split_query(query, "row")
    row = whole_number(own, "row", 0, Experiment.from_query(query).steps, language)
    return _there(regions(query, row), "stage.region_none", language)


def _seeds(query: str, language: str) -> dict[str, Any]:
    """What the models of all seeds have become at the ends of their runs."""
    return _there(seed_models(query), "stage.seeds_none", language)


def _there(record: dict[str, Any] | None, why: str, language: str) -> dict[str, Any]:
    """The record; where there is none, the text `why` says so."""
    if record is None:
        raise Refused(text(why, language))
    return record


def _upload(request: Request, body: bytes) -> Response:
    """What is in a file, which is forgotten with the answer: see csv_rows.py for the fields."""
    return json_answer(csv_rows(body, request.url.query, language_of(request)))
