"""When to connect again after a connection was lost."""
from __future__ import annotations

import random
import time

from .errors import VideoSegError

DEFAULT_RECONNECT = 60.0  # seconds
SHORTEST_PAUSE = 0.05
LONGEST_PAUSE = 5.0


class Reconnection:
    """The growing pauses between attempts to reconnect, and the time after which to stop trying."""

    def __init__(self, timeout: float):
        self._timeout, self._begin, self._pause = timeout, time.monotonic(), SHORTEST_PAUSE

    def pause(self, error: VideoSegError) -> float:
        """The seconds to wait before the next attempt. Raises `error` if it is permanent, or if the time for reconnecting is over."""
        if not is_transient(error):
            raise error
        # Jitter keeps the clients of a restarted server from all reconnecting at once.
        wait = max(error.retry_after or 0.0, self._pause * random.uniform(0.5, 1))
        if time.monotonic() - self._begin + wait > self._timeout:
            raise error
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        return wait


def is_transient(error: VideoSegError) -> bool:
    """Whether a retry may help: the server says so, or the call failed without an answer of the server."""
    if error.code == "RESOURCE_EXHAUSTED":
        return error.retry_after is not None
    return error.code == "UNAVAILABLE" or (error.code in ("INTERNAL", "UNKNOWN") and not error.reason)
