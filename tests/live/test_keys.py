"""The free call of each provider with a real key: `STORYREEL_LIVE_KIE_KEY=… script/test tests/live`. Nothing is bought.

Kling's access keys need `STORYREEL_LIVE_KLING_SECRET` too. Without keys nothing here runs, and the last lines say so.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from projects.providers import catalog
from projects.providers.base import Account, Desk
from projects.providers.http import Line

KEY = "STORYREEL_LIVE_{}_KEY"


@pytest.mark.live
@pytest.mark.parametrize("slug", catalog.REMOTES)
def test_the_key_works(slug: str, tmp_path: Path) -> None:
    driver = catalog.remote(slug)
    key = os.environ.get(KEY.format(slug.upper()), "")
    if not key:
        pytest.skip(f"{KEY.format(slug.upper())} is not set")
    secret = os.environ.get(f"STORYREEL_LIVE_{slug.upper()}_SECRET", "")
    account = Account(base_url=driver.base_url, upload_url=driver.upload_url, key=key, secret=secret)
    nothing: Any = None
    desk = Desk(still=nothing, scratch=tmp_path, progress=nothing, line=Line(), account=account, address=nothing)
    assert isinstance(driver.test(account, desk), str)
