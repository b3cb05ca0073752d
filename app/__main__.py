"""Starts the app: `descent-lab --host 127.0.0.1 --port 8501 --base-path /lab`, or `python -m app`."""

import argparse
import os

import uvicorn

from app.server.options import BASE_PATH
from optim_core import __version__


def main() -> None:
    parser = argparse.ArgumentParser(prog="descent-lab", description="Start Descent Lab and print its address.")
    parser.add_argument("--version", action="version", version=f"Descent Lab {__version__}")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8501, help="port to listen on (default: %(default)s)")
    usual = os.environ.get(BASE_PATH, "")
    parser.add_argument("--base-path", default=usual, help="path the app is served under, such as /lab")
    arguments = parser.parse_args()
    base = arguments.base_path.strip("/")
    os.environ[BASE_PATH] = base
    host = "localhost" if arguments.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else arguments.host
    print(f"Descent Lab: http://{host}:{arguments.port}/{base + '/' if base else ''}", flush=True)
    uvicorn.run("app.main:app", host=arguments.host, port=arguments.port, log_level="warning")


if __name__ == "__main__":
    main()
