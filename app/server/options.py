"""The server's settings: `.streamlit/config.toml` beside main.py, applied however the server is started."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from streamlit import config, logger

SETTINGS = Path(__file__).parents[1] / ".streamlit" / "config.toml"
BASE_PATH = "STREAMLIT_SERVER_BASE_URL_PATH"  # Streamlit's own variable, set by the launcher


def apply() -> None:
    """Set every option of the app's config file, and the base path the launcher was given.

    Streamlit itself reads the file only once a page is asked for, and lets one in the working directory win, so a
    server started elsewhere might send usage statistics.
    """
    settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    config.get_config_options()  # read what Streamlit finds by itself first, so that it cannot undo this later
    for name, value in _flat(settings):
        config.set_option(name, value)
    logger.set_log_level(config.get_option("logger.level"))  # Streamlit itself sets it only when it reads a file
    if BASE_PATH in os.environ:
        config.set_option("server.baseUrlPath", os.environ[BASE_PATH])


def base_path() -> str:
    """The path the app is served under: "" or "/lab"."""
    path = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
