"""A stranger's upload, taken in or refused, as the tests ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects.media import stills
from projects.media.stills import StillFile, StillRefused


def take(tmp_path: Path, blob: bytes, name: str, *, convert: bool = False) -> StillFile:
    source = tmp_path / "upload"
    source.write_bytes(blob)
    return stills.ingest(source, tmp_path / "kept", name, convert=convert)


def refusal(tmp_path: Path, blob: bytes, name: str, *, convert: bool = False) -> StillRefused:
    with pytest.raises(StillRefused) as refused:
        take(tmp_path, blob, name, convert=convert)
    kept = tmp_path / "kept"
    assert not kept.exists() or list(kept.iterdir()) == []
    assert not {"Traceback", "PIL", "errno"} & set(refused.value.sentence.replace(".", " ").split())
    return refused.value
