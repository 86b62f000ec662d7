"""`reseal`: every secret under the newest key, all or none."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from projects.models import Workspace
from projects.services import connections, desks

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def sealed(harbour: Workspace, settings: Any) -> Any:
    """Two connections sealed with the old key; settings are given back."""
    settings.SEAL_KEYS = [OLD]
    for label in ("First", "Second"):
        connections.connect(
            by=None, workspace=harbour, driver="kie", label=label, secrets={"key": f"sk-of-the-{label.lower()}"}
        )
    return settings


def reseal() -> str:
    out = StringIO()
    call_command("reseal", stdout=out)
    return out.getvalue().strip()


def keys(workspace: Workspace) -> list[str]:
    return [desks.account(each).key for each in workspace.connections.filter(driver="kie").order_by("pk")]


def test_the_old_key_can_be_dropped_afterwards(sealed: Any, harbour: Workspace) -> None:
    sealed.SEAL_KEYS = [NEW, OLD]
    assert reseal() == "2 connections are sealed with the newest key."
    sealed.SEAL_KEYS = [NEW]
    assert keys(harbour) == ["sk-of-the-first", "sk-of-the-second"]
    assert reseal() == "2 connections are sealed with the newest key."


def test_without_the_old_key_nothing_changes(sealed: Any, harbour: Workspace) -> None:
    sealed.SEAL_KEYS = [NEW]
    with pytest.raises(CommandError, match="STUDIO_SEAL_KEYS lacks the key"):
        reseal()
    sealed.SEAL_KEYS = [OLD]
    assert keys(harbour) == ["sk-of-the-first", "sk-of-the-second"]


def test_an_installation_without_accounts_has_nothing_to_seal(db: None) -> None:
    assert reseal() == "0 connections are sealed with the newest key."
