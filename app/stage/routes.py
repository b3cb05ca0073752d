"""The stage's endpoint. Stateless: each request carries the experiment as its query string, so any replica can answer.

/stage/{language}/{scheme}/scene?...   the scene, JSON          /stage/{language}/paths?...      the paths, bytes
/stage/{language}/grid?...             the map of another box   /stage/{language}/steps.csv?...  the table, CSV
/stage/{language}/formula?...          whether a formula is usable
/stage/{language}/units?...            what each hidden unit of a network adds, JSON
/stage/{language}/region?...           which class each run's model gives to every place, JSON
/stage/{language}/seeds?...            what the models of all seeds have become, JSON
/stage/{language}/rule?...             the update rule in the numbers of a step, JSON
/stage/{language}/script?...           the experiment as a script     /stage/{language}/steps.json?...  the table, JSON
/stage/{language}/csv?...              POST: the table in a file of one's own, and the examples in it, JSON
/stage/picture/{scheme}.svg?...        a small picture of the experiment, SVG
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from app.figures import CHARTS, grid, picture_of, thumbnail
from app.figures.theme import Scheme
from app.server.answering import (
    NEVER,
    Refused,
    answering,
    answering_body,
    for_json,
    json_answer,
    language_of,
    split_query,
    whole_number,
)
from app.stage.answers.csv_rows import TOO_LARGE, csv_rows
from app.stage.answers.free_fields import LONGEST_PATTERN, MOST_PATTERNS, FreeFields, lesson_scene
from app.stage.answers.hidden import units
from app.stage.answers.live import Shown
from app.stage.answers.paths import paths
from app.stage.answers.region import regions
from app.stage.answers.rule import rule
from app.stage.answers.scene import scene
from app.stage.answers.seeds import seed_models
from app.stage.answers.steps import steps_csv, steps_json
from app.stage.answers.training.answers import draft, resting
from app.words.words import say, text
from optim_core import SURFACES, Experiment, FormulaError, surface_from_formula
from optim_core.examples.table import MOST_BYTES
from optim_core.export import EXPORTS, export_script


def stage_routes(base: str) -> list[BaseRoute]:
    """The routes under the app's base path; Streamlit does not prefix routes of our own."""
    pages = {
        "{language}/{scheme}/scene": _scene,
        "{language}/paths": _paths,
        "{language}/grid": _grid,
        "{language}/formula": _formula,
        "{language}/steps.csv": _csv,
        "{language}/steps.json": _json,
        "{language}/rule": _rule,
        "{language}/units": _units,
        "{language}/region": _region,
        "{language}/seeds": _seeds,
        "{language}/script": _script,
        "surface/{slug}.png": _thumbnail,
        "picture/{scheme}.svg": _picture,
    }
    upload = Route(f"{base}/stage/{{language}}/csv", answering_body(_upload, MOST_BYTES, TOO_LARGE), methods=["POST"])
    return [*(Route(f"{base}/stage/{path}", answering(answer)) for path, answer in pages.items()), upload]


def _experiment(request: Request) -> Experiment:
    return Experiment.from_query(request.url.query)


def _scene(request: Request) -> Response:
    """A scene is for the page, so it takes what is valid of a link and says what it changed.

    In a lesson `free` lists the fields that may be set, and `charts` the charts that are shown.
    """
    query, own = split_query(request.url.query, "free", "charts")
    language = language_of(request)
    free = FreeFields.read(own["free"]) if "free" in own else None
    charts = tuple(filter(None, own["charts"].split(","))) if "charts" in own else None
    if "free" in own and free is None:
        raise Refused(text("stage.free_bad", language, most=MOST_PATTERNS, longest=LONGEST_PATTERN))
    if charts is not None and (not charts or not {*charts} <= {*CHARTS}):
        raise Refused(text("stage.charts_bad", language, known=", ".join(CHARTS)))
    scheme: Scheme = "dark" if request.path_params["scheme"] == "dark" else "light"
    experiment, notes = Experiment.repair(query)
    found = scene(experiment, notes, language, scheme, charts)
    if free is not None:
        found = lesson_scene(found, experiment, free, language)
    return json_answer(found)


def _paths(request: Request) -> Response:
    """With `draft=1` for one frame of a drag, with `live` together with the surface: see live.py.

    With `train=1` what is much work is only begun: see training/.
    """
    query, own = split_query(request.url.query, "draft", "live", "train")
    experiment, language = Experiment.from_query(query), language_of(request)
    shown = Shown.read(own["live"]) if "live" in own else None
    if own.get("draft") == "1":
        body = draft(experiment, language, shown)
    elif shown:
        body = paths(experiment, language, False, shown)
    else:
        body = resting(experiment, language, own.get("train") == "1")
    return Response(body, media_type="application/octet-stream", headers=NEVER)


def _grid(request: Request) -> Response:
    """The losses over the box `view=left,right,low,high` of a map that was moved or zoomed."""
    query, _, rest = request.url.query.partition("&view=")
    view, _, point = rest.partition("&at=")
    experiment = Experiment.from_query(query)
    surface, axes = experiment.surface, experiment.axes
    ends, at = _list(view), _list(point) if point else list(experiment.point)
    box = tuple(zip(ends[::2], ends[1::2], strict=False))
    if len(ends) != 2 * len(axes) or not all(-1e9 <= low < high <= 1e9 for low, high in box):
        raise Refused("view needs a low and a high end for each axis, low before high, within a billion.")
    if len(at) != surface.dim or not all(abs(value) < 1e300 for value in at):
        raise Refused("at needs a finite number for each coordinate of the surface.")
    usual, moved = grid(surface, axes=axes, at=at), grid(surface, box, axes=axes, at=at)
    body = {
        "axes": [axis.tolist() for axis in moved.axes],
        "loss": for_json(moved.loss.tolist()),
        "drawn": for_json(usual.drawn(moved.loss).tolist()),
        "ticks": usual.ticks(),
    }
    return json_answer(body)


def _list(text: str) -> list[float]:
    try:
        return [float(end) for end in text.replace("%2C", ",").split(",")]
    except ValueError:
        return []


def _formula(request: Request) -> Response:
    """Whether a typed formula can be used; if not, why and where. Either way the question was answered: status 200."""
    try:
        surface = surface_from_formula(request.query_params.get("text", ""))
    except FormulaError as error:
        problem = say(error.message, language_of(request))
        return JSONResponse({"problem": problem, "position": error.position, "length": error.length}, headers=NEVER)
    query = Experiment(surface=surface).to_query()
    return JSONResponse(
        {"variables": surface.variables, "query": query, "kinks": surface.compiled.kinks}, headers=NEVER
    )


def _csv(request: Request) -> Response:
    lines = steps_csv(_experiment(request), language_of(request))
    headers = {"Content-Disposition": 'attachment; filename="descent-steps.csv"', **NEVER}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _json(request: Request) -> Response:
    lines = steps_json(_experiment(request), language_of(request))
    headers = {"Content-Disposition": 'attachment; filename="descent-steps.json"', **NEVER}
    return StreamingResponse(lines, media_type="application/json", headers=headers)


def _rule(request: Request) -> Response:
    """The update rule of run `run` = 1, 2, ... with the numbers of step `step` = 1, 2, ... for coordinate `axis`."""
    query, own = split_query(request.url.query, "run", "step", "axis")
    experiment, language = Experiment.from_query(query), language_of(request)

    number = whole_number(own, "run", 1, len(experiment.runs), language)
    step = whole_number(own, "step", 1, experiment.steps, language)
    axis = whole_number(own, "axis", 0, experiment.surface.dim - 1, language)
    return json_answer(rule(query, number, step, axis, language))


def _units(request: Request) -> Response:
    """What each hidden unit of run `run` = 1, 2, ... adds to the network's answer after `row` = 0, 1, ... steps."""
    query, own = split_query(request.url.query, "run", "row")
    experiment, language = Experiment.from_query(query), language_of(request)
    number = whole_number(own, "run", 1, len(experiment.runs), language)
    row = whole_number(own, "row", 0, experiment.steps, language)
    found = units(query, number, row, language)
    if found is None:
        raise Refused(text("stage.units_missing", language))
    return json_answer(found)


def _region(request: Request) -> Response:
    """Which class each run's model gives to every place after `row` = 0, 1, ... steps."""
    query, own = split_query(request.url.query, "row")
    experiment, language = Experiment.from_query(query), language_of(request)
    found = regions(query, whole_number(own, "row", 0, experiment.steps, language))
    if found is None:
        raise Refused(text("stage.region_none", language))
    return json_answer(found)


def _seeds(request: Request) -> Response:
    """What the models of all seeds have become at the ends of their runs."""
    found = seed_models(request.url.query)
    if found is None:
        raise Refused(text("stage.seeds_none", language_of(request)))
    return json_answer(found)


def _upload(request: Request, body: bytes) -> Response:
    """What is in a file, which is forgotten with the answer: see csv_rows.py for the fields."""
    return json_answer(csv_rows(body, request.url.query, language_of(request)))


def _script(request: Request) -> Response:
    """The experiment as a script for the library `library`; with `save=1` as a file."""
    query, own = split_query(request.url.query, "library", "save")
    library = own.get("library", EXPORTS[0])
    if library not in EXPORTS:
        raise Refused(text("stage.take_no_library", language_of(request), known=", ".join(EXPORTS)))
    headers = {"X-Content-Type-Options": "nosniff", **NEVER}
    if own.get("save") == "1":
        headers["Content-Disposition"] = f'attachment; filename="descent-{library}.py"'
    script = export_script(Experiment.from_query(query), library)
    return Response(script, media_type="text/plain; charset=utf-8", headers=headers)


def _thumbnail(request: Request) -> Response:
    slug = request.path_params["slug"]
    if slug not in SURFACES:
        raise Refused("There is no surface of that name.")
    return Response(thumbnail(slug), media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})


def _picture(request: Request) -> Response:
    scheme: Scheme = "dark" if request.path_params["scheme"] == "dark" else "light"
    headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return Response(picture_of(request.url.query, scheme), media_type="image/svg+xml", headers=headers)
