"""The files that browsers load: our JavaScript and style sheets, and the Plotly.js that is in the plotly package.

{base}/files/{version}/{name} is one file, named by its path in app/. The version is a digest of them all, so a browser
keeps each for ever and still has the new ones after a release. The folders lie beside each other in the address as they
do on disk, so one module imports another by its relative path. What a page needs at once comes joined in one file.
"""

import hashlib
from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from app.server.answering import NEVER
from app.server.joined import joined

APP = Path(__file__).parents[1]
STAGE, PANELS, JUNGLE = "stage/browser", "panels", "pages/jungle"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"  # no copy, no CDN
ASSETS = {
    path.relative_to(APP).as_posix(): path
    for folder in (STAGE, PANELS, JUNGLE)
    for ending in ("*.js", "*.css")
    for path in sorted((APP / folder).rglob(ending))
} | {f"{STAGE}/plotly.js": PLOTLY}
STAGE_JS, STAGE_CSS, JUNGLE_JS = "joined/stage.js", "joined/stage.css", "joined/jungle.js"
ENTRIES = {STAGE_JS: f"{STAGE}/mount.js", JUNGLE_JS: f"{JUNGLE}/jungle.js"}
JOINER = Path(__file__).with_name("joined.py")  # when it joins otherwise, what it made before is not to be kept
MEDIA = {".js": "text/javascript", ".css": "text/css"}
VERSION = hashlib.sha256(
    b"".join(path.read_bytes() for path in (*ASSETS.values(), JOINER) if path != PLOTLY) + plotly.__version__.encode()
).hexdigest()[:12]
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def address(base: str) -> str:
    """Where the files are, under the app's base path."""
    return f"{base}/files/{VERSION}"


def asset_routes(base: str) -> list[BaseRoute]:
    """The route of the files; Streamlit does not prefix routes of our own."""
    return [Route(f"{base}/files/{{version}}/{{name:path}}", _asset)]


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    mine = request.path_params["version"] == VERSION  # during a release another replica's page may ask
    headers = FOR_EVER if mine else NEVER
    if name in (*ENTRIES, STAGE_CSS):
        return Response(together(name), media_type=MEDIA[Path(name).suffix], headers=headers)
    path = ASSETS.get(name)
    if path is None:
        return Response("There is no such file.", 404, headers=NEVER)
    return FileResponse(path, media_type=MEDIA[path.suffix], headers=headers)


@cache
def together(name: str) -> str:
    """The text of a joined file: a module with all that it imports, or the stage's style sheets."""
    if name == STAGE_CSS:
        return "".join(_text(one) for one in ASSETS if one.endswith(".css") and not one.startswith(JUNGLE))
    return joined(ENTRIES[name], _text)


def _text(name: str) -> str:
    return ASSETS[name].read_text(encoding="utf-8")
