"""The app as a process of its own, for tests and benchmarks that need the real thing."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
FIRST_PORT, PORTS_EACH = 8700, 100
PATIENCE = 60  # seconds; a laden machine may take that long to import everything


def free_port() -> int:
    """A port on this machine that nobody listens on. Processes that test side by side look in ranges of their own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = range(FIRST_PORT + worker * PORTS_EACH, FIRST_PORT + (worker + 1) * PORTS_EACH)
    for port in random.sample(ports, len(ports)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"every port from {ports[0]} to {ports[-1]} is taken")


class Server:
    """`python -m app`, or another `command` in another folder, on 127.0.0.1; it can be started again on the same port."""

    def __init__(
        self,
        base_path: str = "",
        *,
        port: int | None = None,
        by_streamlit: bool = False,
        command: Sequence[str] = (sys.executable, "-m", "app"),
        folder: Path = ROOT,
    ) -> None:
        self.port = port or free_port()
        self.base = f"/{base_path.strip('/')}" if base_path.strip("/") else ""
        self.by_streamlit, self.command, self.folder = by_streamlit, command, folder
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.base}/"

    @property
    def pid(self) -> int:
        assert self.process is not None, "the server was not started"
        return self.process.pid

    def start(self) -> Server:
        """Start it and wait until its health check answers."""
        address = ["--host", "127.0.0.1", "--port", str(self.port)]
        command = [*self.command, *address, "--base-path", self.base]
        if self.by_streamlit:
            command = [sys.executable, "-m", "streamlit", "run", "app/main.py", "--server.address", "127.0.0.1"]
            command += ["--server.port", str(self.port)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
        self.process = subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE
        while not self.healthy():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{' '.join(command)} did not come up (exit code {self.process.returncode})")
            time.sleep(0.1)
        return self

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}_stcore/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """End the process, politely first."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        assert self.process is not None, "the server was not started"
        self.process.kill()
        self.process.wait(10)

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
