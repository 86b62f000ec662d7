"""Many POSTs to this machine over connections that stay open: as fast as they are answered, or at a steady pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Volley:
    """What came of it: answers by status, and the time of each in milliseconds."""

    statuses: dict[int, int] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share was answered."""
        ordered = sorted(self.times)
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else 0.0

    @property
    def a_second(self) -> float:
        """Answers per second."""
        return round(len(self.times) / self.seconds, 1) if self.seconds else 0.0


def fire(make: Callable[[int], tuple[str, bytes]], *, base: str, hands: int, seconds: float, pace: float = 0) -> Volley:
    """POST `make(number)` (path, JSON body) for so many seconds over `hands` connections; `pace` is answers a second at most."""
    return asyncio.run(_fire(make, base, hands, seconds, pace))


async def _fire(make: Callable[[int], tuple[str, bytes]], base: str, hands: int, seconds: float, pace: float) -> Volley:
    outcome, began = Volley(), time.perf_counter()
    numbers = iter(range(10**9))
    due = _moments(began, pace) if pace else None
    await asyncio.gather(*(_hand(make, base, outcome, began + seconds, numbers, due) for _ in range(hands)))
    outcome.seconds = time.perf_counter() - began
    return outcome


def _moments(began: float, pace: float) -> Iterator[float]:
    number = 0
    while True:
        yield began + number / pace
        number += 1


async def _hand(
    make: Callable[[int], tuple[str, bytes]],
    base: str,
    outcome: Volley,
    until: float,
    numbers: Iterator[int],
    due: Iterator[float] | None,
) -> None:
    place = urlsplit(base)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    while time.perf_counter() < until:
        if due is not None:
            wait = next(due) - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
        path, body = make(next(numbers))
        began = time.perf_counter()
        head = f"POST {path} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        status = await _answer(reader)
        outcome.times.append(1000 * (time.perf_counter() - began))
        outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.split("\r\n")
    length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:")), 0)
    await reader.readexactly(length)
    return int(lines[0].split()[1])
