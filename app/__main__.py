"""Starts the app: `descent-lab --host 127.0.0.1 --port 8501 --base-path /lab`, or `python -m app`."""

import argparse
import errno
import os
import socket
from contextlib import suppress

import uvicorn

from app.server.options import BASE_PATH
from optim_core import __version__

LAST_PORT = 65535
MOST_FILES = 65536  # more would only cost the system memory


def main() -> None:
    parser = argparse.ArgumentParser(prog="descent-lab", description="Start Descent Lab and print its address.")
    parser.add_argument("--version", action="version", version=f"Descent Lab {__version__}")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8501, help="port to listen on (default: %(default)s)")
    usual = os.environ.get(BASE_PATH, "")
    parser.add_argument("--base-path", default=usual, help="path the app is served under, such as /lab")
    arguments = parser.parse_args()
    base = arguments.base_path.strip("/")
    os.environ[BASE_PATH] = base
    if trouble := _trouble(arguments.host, arguments.port):
        parser.exit(1, f"descent-lab: {trouble}\n")
    _open_many_files()
    host = "localhost" if arguments.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else arguments.host
    print(f"Descent Lab: http://{host}:{arguments.port}/{base + '/' if base else ''}", flush=True)
    uvicorn.run("app.main:app", host=arguments.host, port=arguments.port, log_level="warning")


def _port(typed: str) -> int:
    if not typed.isascii() or not typed.isdecimal() or not 1 <= int(typed) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{typed!r} is not a port: give a whole number from 1 to {LAST_PORT}")
    return int(typed)


def _trouble(host: str, port: int) -> str:
    """Why nobody can listen there, and what to do; nothing where one can."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, _, _, address = found[0]
        with socket.socket(family, kind) as probe:
            if os.name == "posix":  # elsewhere this would let two programs share the port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        return f"this machine does not know the host {host!r}: give an address of its own, such as 127.0.0.1"
    except PermissionError:
        return f"port {port} is for the system only: give one from 1024 on, such as --port 8501"
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            other = port % LAST_PORT + 1
            return f"port {port} is taken by another program: end that, or give another port, such as --port {other}"
        return f"{host} cannot be listened on ({error.strerror}): give an address of this machine, such as 127.0.0.1"
    return ""


def _open_many_files() -> None:
    """A class needs a connection each, and a connection counts as a file: as many as the system allows."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(OSError, ValueError):  # some systems allow fewer than they say; then it stays as it was
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    main()
