"""What the stage's endpoint gives as a file: the table of the steps, a script, small pictures.

/stage/{language}/steps.csv?...   the table of the steps, CSV      /stage/{language}/steps.json?...  the same, JSON
/stage/{language}/script?...      the experiment as a script
/stage/picture/{scheme}.svg?...   a small picture of the experiment, SVG
/stage/surface/{scheme}/{slug}.png    a small picture of a surface, PNG
"""

from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.figures import picture_of, thumbnail
from app.figures.theme import scheme_of
from app.server.answering import NEVER, Refused, language_of, split_query
from app.stage.answers.steps import steps_csv, steps_json
from app.words.words import text
from optim_core import SURFACES, Experiment
from optim_core.export import EXPORTS, export_script

A_DAY = {"Cache-Control": "public, max-age=86400"}


def _steps(lines: Callable[[Experiment, str], Iterator[str]], ending: str, kind: str) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        headers = {"Content-Disposition": f'attachment; filename="descent-steps.{ending}"', **NEVER}
        body = lines(Experiment.from_query(request.url.query), language_of(request))
        return StreamingResponse(body, media_type=kind, headers=headers)

    return answer


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
    return Response(thumbnail(slug, scheme_of(request.path_params["scheme"])), media_type="image/png", headers=A_DAY)


def _picture(request: Request) -> Response:
    picture = picture_of(request.url.query, scheme_of(request.path_params["scheme"]))
    headers = {**A_DAY, "X-Content-Type-Options": "nosniff"}
    return Response(picture, media_type="image/svg+xml", headers=headers)


FILES = {
    "{language}/steps.csv": _steps(steps_csv, "csv", "text/csv; charset=utf-8"),
    "{language}/steps.json": _steps(steps_json, "json", "application/json"),
    "{language}/script": _script,
    "surface/{scheme}/{slug}.png": _thumbnail,
    "picture/{scheme}.svg": _picture,
}
