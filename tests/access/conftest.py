"""No provider is asked by these tests."""

from __future__ import annotations

import pytest

from projects.providers.drivers.remote import Remote


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of a connection answers without a network."""
    monkeypatch.setattr(Remote, "test", lambda driver, account, desk: "60 credits left")
