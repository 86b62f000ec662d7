"""Rate limits: so many creates in so many seconds, by wire and key."""

from __future__ import annotations

import time
from collections import deque


class Rates:
    """Sliding windows, one for each wire and key."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], deque[float]] = {}

    def admits(self, wire: str, key: str, burst: tuple[int, float]) -> bool:
        """Count one create, unless that would be more than `burst` allows."""
        most, seconds = burst
        now = time.monotonic()
        window = self._windows.setdefault((wire, key), deque())
        while window and window[0] <= now - seconds:
            window.popleft()
        if len(window) >= most:
            return False
        window.append(now)
        return True

    def clear(self) -> None:
        """Forget all that was counted."""
        self._windows.clear()
