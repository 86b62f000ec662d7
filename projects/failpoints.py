"""Places in the code where a test can make the process die, fail or wait. Without `STUDIO_FAIL_POINTS` they do nothing.

`STUDIO_FAIL_POINTS="submit.after_send=kill9,fetch.half=sleep:5"`: actions are `kill9`, `raise`, `sleep:SECONDS`, and each may
end in `@FILE`, which makes it happen once: the first to make the file acts.
"""

from __future__ import annotations

import os
import signal
import time

NAMES = frozenset(
    {
        "click.after_commit",
        "claim.before",
        "submit.before_send",
        "submit.after_response",
        "submit.after_receipt",
        "submit.commit_task_id",
        "callback.after_commit",
        "fetch.half",
        "fetch.after_store",
        "decode",
    }
)
"""Every place there is."""


class FailPoint(Exception):
    """An armed place was passed."""


def armed() -> dict[str, str]:
    """Name → action, as the environment says now."""
    pairs = (word.partition("=") for word in os.environ.get("STUDIO_FAIL_POINTS", "").split(",") if word)
    return {name.strip(): action.strip() for name, _sign, action in pairs}


def tick(name: str) -> None:
    """Do what is armed for this place, usually nothing."""
    if "STUDIO_FAIL_POINTS" not in os.environ:
        return
    action, _sign, once = armed().get(name, "").partition("@")
    if not action or (once and not _first(once)):
        return
    if action == "kill9":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action == "raise":
        raise FailPoint(name)
    elif action.startswith("sleep:"):
        time.sleep(float(action.removeprefix("sleep:")))


def _first(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True
