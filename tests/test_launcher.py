"""Who starts the app where it cannot start is told so in one line, with what to do."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.e2e.server import ROOT


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def complaint(*arguments: str) -> str:
    """The last line that the launcher says, and that it says no more than argparse does."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert not done.stdout  # no address where nobody answers
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("port", ["99999", "0", "-1", "x", "8501.5", "\u0661"])
def test_a_port_that_is_none(port: str) -> None:
    """It is repeated, and what a port is is said."""
    assert complaint(f"--port={port}").endswith(f"{port!r} is not a port: give a whole number from 1 to 65535")


def test_a_port_that_is_taken(taken: int) -> None:
    """Another is offered."""
    assert complaint("--port", str(taken)) == (
        f"descent-lab: port {taken} is taken by another program: end that, or give another port, "
        f"such as --port {taken % 65535 + 1}"
    )


@pytest.mark.parametrize(
    ("host", "why"), [("nowhere.invalid", "does not know"), ("192.0.2.1", "cannot be listened on")]
)
def test_a_host_that_is_not_this_machine(host: str, why: str) -> None:
    """It is repeated, with an address that works."""
    said = complaint("--host", host)
    assert host in said
    assert why in said
    assert "127.0.0.1" in said
