"""The server writes down nobody's address: nothing is printed for a request."""

import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.e2e.server import PATIENCE, ROOT, free_port


def asked(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return bytes(answer.read())
    except (urllib.error.URLError, OSError):
        return None


@pytest.mark.slow
def test_no_request_is_logged() -> None:
    """A visit to the page and to the stage's address leaves the one line that says where the app is."""
    port = free_port()
    command = [sys.executable, "-m", "app", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    deadline = time.monotonic() + PATIENCE
    while not asked(f"http://127.0.0.1:{port}/") and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert asked(f"http://127.0.0.1:{port}/stage/en/paths?surface=bowl&run1=gd")
    process.terminate()
    said, _ = process.communicate(timeout=PATIENCE)
    assert said.splitlines() == [f"Descent Lab: http://localhost:{port}/"]
