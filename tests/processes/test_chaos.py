"""A short chaos run: real web, workers, sweeper and practice provider, killed at random; `script/chaos` does longer ones."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_nothing_is_bought_twice_lost_or_untracked() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STUDIO_", "DJANGO_"))}
    for name in ("DATABASE_URL", "CELERY_BROKER_URL"):
        kept.pop(name, None)
    ran = subprocess.run(
        ["script/chaos", "--renders", "10", "--seed", "5", "--minutes", "5", "--every", "2"],
        cwd=ROOT, env=kept, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    outcome = json.loads(ran.stdout.splitlines()[-1])
    assert outcome["clicks"] == 10
    assert outcome["kills"] >= 5
    assert (outcome["bought_twice"], outcome["lost"], outcome["untracked"], outcome["broken"]) == (0, 0, 0, [])
    assert outcome["purchases"] >= outcome["states"].get("succeeded", 0) > 0
