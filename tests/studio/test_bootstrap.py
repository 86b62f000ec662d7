"""`script/bootstrap` on machines that lack something: each gets one sentence. Fake Pythons stand for old and cut-down ones."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from studio.settings import BASE_DIR

TOOLS = ("sh", "cat", "cksum", "dirname", "id", "rm")
OLD = 'case "$2" in "") exit 0 ;; *print*) echo 3.9 ;; *) exit 1 ;; esac'
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.12 ;; esac'
READ_ONLY = 'case "$1" in -m) exit 1 ;; esac'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with nothing on its PATH but the plainest tools."""
    for name in ("script/bootstrap", "requirements.lock", "requirements-dev.lock"):
        target = tmp_path / "clone" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(BASE_DIR / name, target)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path / "clone"


def install(clone: Path, name: str, script: str) -> None:
    program = clone.parent / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def bootstrap(clone: Path, *arguments: str) -> tuple[int, str]:
    answer = subprocess.run(
        [clone / "script" / "bootstrap", *arguments],
        env={"PATH": str(clone.parent / "bin"), "HOME": str(clone)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout == ""
    return answer.returncode, answer.stderr


def test_no_python(clone: Path) -> None:
    assert bootstrap(clone) == (1, "Python is missing: install Python 3.11 or newer and start again.\n")


def test_too_old_a_python(clone: Path) -> None:
    install(clone, "python3", OLD)
    assert bootstrap(clone) == (1, "Python 3.9 is too old: install Python 3.11 or newer and start again.\n")


def test_a_python_without_venv(clone: Path) -> None:
    install(clone, "python3", OLD)
    install(clone, "python3.12", WITHOUT_VENV)
    code, sentence = bootstrap(clone, "run")
    assert code == 1
    assert sentence.startswith("This Python cannot make environments: install its venv module")
    assert sentence.count("\n") == 1


def test_a_folder_that_cannot_be_written(clone: Path) -> None:
    install(clone, "python3", READ_ONLY)
    code, sentence = bootstrap(clone)
    assert code == 1
    assert sentence.startswith(f"The folder {clone} cannot be written: make it writable for ")


def test_lock_needs_uv(clone: Path) -> None:
    assert bootstrap(clone, "lock") == (1, "Writing the lock files needs uv: install it and try again.\n")


def test_an_unknown_word(clone: Path) -> None:
    assert bootstrap(clone, "everything") == (1, "script/bootstrap knows “run” and “lock”, not “everything”.\n")


def test_an_environment_that_is_current_is_left_alone(clone: Path) -> None:
    binary = clone / ".venv" / "bin"
    binary.mkdir(parents=True)
    install(clone, "../clone/.venv/bin/python", "exit 0")
    for lock in ("requirements.lock", "requirements-dev.lock"):
        stamp = subprocess.run(
            ["cksum"], input=(clone / lock).read_text(), capture_output=True, text=True, check=True
        ).stdout
        (clone / ".venv" / f"{lock}.stamp").write_text(stamp)
    assert bootstrap(clone) == (0, "")
    assert bootstrap(clone, "run") == (0, "")
    os.unlink(clone / ".venv" / "requirements-dev.lock.stamp")
    assert bootstrap(clone, "run") == (0, "")
