"""The other side of `bounded.run`: one job from standard input, one JSON answer on standard output.

It runs in a bare interpreter: it and what it imports need Pillow or PyAV and the standard library, nothing else.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
from typing import Any

from projects.media.bounded import Declined

VERBS = {
    "still": ("projects.media.pixels", "make"),
    "probe": ("projects.media.frames", "probe"),
    "poster": ("projects.media.frames", "poster"),
    "frame": ("projects.media.frames", "frame"),
    "sprite": ("projects.media.frames", "sprite"),
    "cuts": ("projects.media.slicing", "cuts"),
    "survey": ("projects.media.frames", "survey"),
}
_MOST_WRITTEN = 400_000_000


def _confine(memory: int, cpu: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN, _MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _work(order: dict[str, Any]) -> dict[str, Any]:
    """Do the job. A numbered `OSError` is the disk's fault; what escapes is the file's and ends the child unheard."""
    module, function = VERBS[order["verb"]]
    try:
        return {"answer": getattr(importlib.import_module(module), function)(order["job"])}
    except Declined as no:
        return {"reason": no.reason, "values": no.values}
    except MemoryError:
        return {"reason": "memory", "values": {}}
    except OSError as trouble:
        if trouble.errno is not None and type(trouble).__module__ == "builtins":
            return {"disk": [trouble.errno, trouble.strerror]}
        raise


def main() -> None:
    """Read one order, keep its limits, answer once."""
    order = json.load(sys.stdin)
    _confine(order["memory"], order["cpu"])
    json.dump(_work(order), sys.stdout)
