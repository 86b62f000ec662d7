"""Secrets at rest: opened by their own row only, under any key of the ring, sealed anew under the first."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet

from projects.models import Connection, Workspace
from projects.services import connections, desks, sealing
from tests.people import make_user

SECRETS = {"key": "sk-lighthouse-1234", "secret": "ключ-õ-秘密"}
OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture(autouse=True)
def ring(settings: Any) -> Any:
    """The keyring of this test; settings are given back."""
    settings.SEAL_KEYS = [OLD]
    return settings


def connect(workspace: Workspace, label: str, key: str) -> Connection:
    return connections.connect(
        by=make_user("olga"), workspace=workspace, driver="kie", label=label, secrets={"key": key}
    )


def test_what_was_sealed_is_opened() -> None:
    sealed = sealing.seal(SECRETS, "c1")
    assert sealing.open_sealed(sealed, "c1") == SECRETS
    assert not any(word in sealed for word in SECRETS.values())
    assert sealing.seal(SECRETS, "c1") != sealed


@pytest.mark.parametrize("owner", ["c2", "", "C1"])
def test_another_row_opens_nothing(owner: str) -> None:
    with pytest.raises(sealing.SealBroken, match="for another one"):
        sealing.open_sealed(sealing.seal(SECRETS, "c1"), owner)


def test_a_seal_that_names_no_owner_opens_for_nobody(ring: Any) -> None:
    bare = Fernet(OLD).encrypt(b'{"key": "sk"}').decode()
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(bare, "c1")


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-2], lambda text: "A" + text[1:], lambda _text: "", lambda _: "é"]
)
def test_a_spoilt_seal_is_broken(spoil: Any) -> None:
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(spoil(sealing.seal(SECRETS, "c1")), "c1")


def test_the_owner_cannot_be_overwritten_from_inside() -> None:
    sealed = sealing.seal({"owner": "c2", "key": "sk"}, "c1")
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(sealed, "c2")


def test_keys_rotate(ring: Any) -> None:
    sealed = sealing.seal(SECRETS, "c1")
    ring.SEAL_KEYS = [NEW, OLD]
    assert sealing.open_sealed(sealed, "c1") == SECRETS
    anew = sealing.reseal(sealed)
    ring.SEAL_KEYS = [NEW]
    assert sealing.open_sealed(anew, "c1") == SECRETS
    for broken in (lambda: sealing.open_sealed(sealed, "c1"), lambda: sealing.reseal(sealed)):
        with pytest.raises(sealing.SealBroken, match="STUDIO_SEAL_KEYS"):
            broken()


def test_a_seal_carried_to_another_row_fails(harbour: Workspace) -> None:
    mine, theirs = connect(harbour, "Mine", "sk-mine-123456"), connect(harbour, "Theirs", "sk-theirs-1234")
    assert desks.account(mine).key == "sk-mine-123456"
    Connection.objects.filter(pk=mine.pk).update(sealed=theirs.sealed)
    mine.refresh_from_db()
    with pytest.raises(sealing.SealBroken):
        desks.account(mine)
    assert connections.test(mine) is False
    assert mine.check_words == "The key of this connection was sealed for another one."


def test_sealing_anew_is_all_or_nothing(harbour: Workspace, ring: Any) -> None:
    good = connect(harbour, "Good", "sk-good-1234567")
    ring.SEAL_KEYS = [OTHER]
    lost = connect(harbour, "Lost", "sk-lost-1234567")
    ring.SEAL_KEYS = [NEW, OLD]
    with pytest.raises(sealing.SealBroken):
        connections.seal_anew()
    before = good.sealed
    good.refresh_from_db()
    assert good.sealed == before
    ring.SEAL_KEYS = [NEW, OLD, OTHER]
    assert connections.seal_anew() == 2
    ring.SEAL_KEYS = [NEW]
    for row in (good, lost):
        row.refresh_from_db()
    assert [desks.account(row).key for row in (good, lost)] == ["sk-good-1234567", "sk-lost-1234567"]
