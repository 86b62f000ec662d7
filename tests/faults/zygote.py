"""A process that has the application loaded and forks on demand, so that a test can let a real process die at once.

One JSON line in, one out: `{"run": code, "fail": "name=action", "facts": {…}, "settings": {…}}` answers `{"pid": n}`;
`{"wait": n}` answers `{"code": exit code, minus the signal where one killed it}`.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any

import django


def main() -> None:
    """Serve until the pipe is closed."""
    django.setup()
    import projects.practice.server
    import projects.services.callbacks
    import projects.services.renders
    import projects.tasks  # noqa: F401

    for line in sys.stdin:
        wish = json.loads(line)
        answer = {"code": _ended(wish["wait"])} if "wait" in wish else {"pid": _fork(wish)}
        print(json.dumps(answer), flush=True)


def _fork(wish: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        _run(wish)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _run(wish: dict[str, Any]) -> None:
    from django.conf import settings

    # The pipe of the answers belongs to the parent.
    os.dup2(2, 1)
    for name, value in wish["settings"].items():
        setattr(settings, name, frozenset(value) if isinstance(value, list) else value)
    if wish["fail"]:
        os.environ["STUDIO_FAIL_POINTS"] = wish["fail"]
    exec(compile(wish["run"], "child", "exec"), dict(wish["facts"]))


def _ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
