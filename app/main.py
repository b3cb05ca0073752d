"""The ASGI application: the Streamlit page plus the few routes of the live stage."""

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # `streamlit run app/main.py` puts app/ there, not the project
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402  (after the path above)
from starlette.middleware import Middleware  # noqa: E402

from app.pages import places  # noqa: E402
from app.pages.jungle.routes import jungle_routes  # noqa: E402
from app.panels.routes import insight_routes  # noqa: E402
from app.server import options  # noqa: E402
from app.server.address import Address  # noqa: E402
from app.server.assets import asset_routes  # noqa: E402
from app.server.compressed import Compressed  # noqa: E402
from app.server.headers import Headers  # noqa: E402
from app.stage.routes import stage_routes  # noqa: E402
from app.start.jobs.answer import job_routes  # noqa: E402
from app.start.warm import warm_up  # noqa: E402


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Gets ready what the first visitor would wait for, beside the server's start."""
    threading.Thread(target=warm_up, daemon=True).start()
    yield


options.apply()
base = options.base_path()
app = st.App(
    ROOT / "app" / "pages" / "navigation.py",
    routes=[*stage_routes(base), *insight_routes(base), *job_routes(base), *jungle_routes(base), *asset_routes(base)],
    middleware=[
        Middleware(Compressed, base=base),
        Middleware(Headers, base=base, without=places.WITHOUT_STAGE),
        Middleware(Address, base=base),
    ],
    lifespan=lifespan,
)
