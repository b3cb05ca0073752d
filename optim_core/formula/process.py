"""One worker process as its owner sees it: started, asked, killed."""

from __future__ import annotations

import contextlib
import json
import queue
import threading
from collections.abc import Callable
from typing import Any

from optim_core.workers.child import start_child


class EndedError(Exception):
    """The worker is gone."""


class TooSlowError(Exception):
    """The worker did not answer in time."""


class Worker:
    """A child process that speaks JSON lines. One thread at a time may `ask` it."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """Start it, without waiting. `changed` is called from another thread when it is ready and when it has ended."""
        self.ready = False
        self.ended = False
        self._replies: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._changed = changed
        self._process = start_child("optim_core.formula.worker", quiet=True)
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, request: dict[str, Any], limit: float) -> dict[str, Any]:
        """The answer to one request. Raises TooSlowError after `limit` seconds, or EndedError: it is gone then."""
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            reply = self._replies.get(timeout=limit)
        except (OSError, ValueError):  # its pipe is broken, or closed already
            reply = None
        except queue.Empty:
            self.kill()
            raise TooSlowError from None
        if reply is None:
            self.kill()
            raise EndedError
        return reply

    def kill(self) -> None:
        """End it at once."""
        self.ended = True
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        for line in self._process.stdout:
            if self.ready:
                self._replies.put(json.loads(line))
            else:
                self.ready = True
                self._changed()
        self.ended = True
        self._replies.put(None)
        self._process.wait()
        self._process.stdout.close()
        with contextlib.suppress(OSError):  # where a last request was still on its way
            self._process.stdin.close()
        self._changed()
