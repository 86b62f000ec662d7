"""b-10: keys are looked for in pages, logs, messages and the database, stolen, swapped and rotated."""

from __future__ import annotations

import contextlib
import logging
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection as database
from django.test import Client
from django.urls import get_resolver, reverse

from projects import tasks
from projects.models import Connection, Render, Workspace
from projects.services import connections, desks, sealing
from tests.access.routes import MONEY
from tests.attacks.conftest import CANARY, Sent, clicked, connect
from tests.people import make_board, make_project

ROOT = Path(__file__).parents[2]
As = Callable[[str], Client]


def test_143_a_key_is_never_shown_again(harbour: Workspace, render: Sent, as_: As) -> None:
    """Every page that an owner can open about money, connections and takes, and every answer to a form there."""
    row = render("kie")
    owner, account = as_("olga"), row.connection
    known = {"workspace": harbour.slug, "board": row.take.board.slug, "take": row.take.slug, "connection": account.slug}
    pages = [
        reverse("connections", args=[harbour.slug]),
        reverse("budget", args=[harbour.slug]),
        reverse("ledger", args=[harbour.slug]),
        reverse("connection", args=[account.slug]),
        reverse("takes", args=[harbour.slug, known["board"]]),
        reverse("render_bar", args=[known["board"]]),
        reverse("render_preview", args=[known["board"]]) + f"?connection={account.slug}",
        reverse("take_timeline", args=[known["take"]]),
    ]
    for page in pages:
        answer = owner.get(page, headers={"HX-Request": "true"})
        text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        assert answer.status_code == 200, page
        assert CANARY not in text, page
        assert account.sealed not in text, page
    assert CANARY[-4:] in owner.get(pages[0]).content.decode()
    assert {each.name for each in MONEY} >= {"connections", "budget", "ledger", "connection"}


def test_144_the_database_and_the_messages_hold_no_key(
    render: Sent, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every text of every table; what is sent to workers is the id of a row."""
    rung: list[Any] = []
    monkeypatch.setattr(tasks.work.__class__, "apply_async", lambda self, args=(), **how: rung.append((args, how)))
    with caplog.at_level(logging.DEBUG):
        row = render("kling")
        tasks.ring_take(row.take)
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert CANARY not in repr(cursor.fetchall()), table
    assert CANARY not in caplog.text
    assert CANARY not in repr(rung)


def test_145_what_was_stolen_cannot_be_opened_nor_swapped(harbour: Workspace, settings: Any) -> None:
    ours, other = connect(harbour, "kie"), connect(harbour, "kling", secret="secret-0123456789")
    assert CANARY not in ours.sealed
    with pytest.raises(sealing.SealBroken, match="another one"):
        sealing.open_sealed(ours.sealed, other.slug)
    Connection.objects.filter(pk=other.pk).update(sealed=ours.sealed)
    with pytest.raises(sealing.SealBroken):
        desks.account(Connection.objects.get(pk=other.pk))
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(sealing.SealBroken, match="STUDIO_SEAL_KEYS"):
        desks.account(ours)


def test_146_both_keys_work_while_the_master_is_rotated(harbour: Workspace, settings: Any) -> None:
    old, new = settings.SEAL_KEYS[0], Fernet.generate_key().decode()
    ours = connect(harbour, "kie")
    settings.SEAL_KEYS = [new, old]
    assert desks.account(ours).key == CANARY
    call_command("reseal", verbosity=0)
    settings.SEAL_KEYS = [new]
    assert desks.account(Connection.objects.get(pk=ours.pk)).key == CANARY


def test_146_a_key_that_was_replaced_serves_what_is_on_its_way(render: Sent) -> None:
    """The account stays the same row: jobs are followed with the key that works now."""
    row = render("kie")
    connections.replace_secrets(by=None, connection=row.connection, secrets={"key": "another-key-0123"})
    assert desks.account(Connection.objects.get(pk=row.connection_id)).key == "another-key-0123"
    row.refresh_from_db()
    assert row.connection_id == Connection.objects.get(driver="kie").pk


@pytest.mark.django_db(transaction=True)
def test_147_a_test_tells_three_things_and_goes_nowhere_inside(harbour: Workspace) -> None:
    """An address inside is refused before a byte leaves, and what is said holds neither it nor the key."""
    for base in ("http://127.0.0.1:5432", "https://169.254.169.254", "https://10.0.0.1:443"):
        row = connect(harbour, "kie")
        Connection.objects.filter(pk=row.pk).update(base_url=base)
        row.refresh_from_db()
        assert connections.test(row) is False
        row.refresh_from_db()
        assert CANARY not in row.check_words
        connections.remove(by=None, connection=row)
        Connection.objects.filter(pk=row.pk).update(label=f"gone {row.pk}")


HOSTILE: list[Any] = [None, -1, 0, 2**70, "1", "' or 1=1", [], {}, 1.5, True, "../../etc/passwd", "x" * 10_000]


@pytest.mark.parametrize("wish", HOSTILE, ids=lambda wish: repr(wish)[:16])
def test_148_a_forged_message_can_at_most_ask_for_a_look(render: Sent, wish: Any) -> None:
    row = render("kie")
    before = Render.objects.values().get(pk=row.pk)
    for kind in ("render", "reel", "inbox", wish):
        with contextlib.suppress(TypeError, ValueError, OverflowError, KeyError):
            tasks.work.run(kind, wish)
    assert Render.objects.values().get(pk=row.pk) == before


def test_148_messages_are_json_and_nothing_else() -> None:
    from studio.celery import app

    assert list(app.conf.accept_content) == ["json"]
    assert app.conf.task_serializer == "json"


SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|sk-[A-Za-z0-9]{32,}|eyJhbGciOi[\w-]{20,}\.[\w-]{40,}\."
)


def test_149_no_secret_is_in_the_repository() -> None:
    """Signature examples that a vendor or our own documents publish are in the tests alone."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    for name in filter(None, listed):
        path = ROOT / name
        if name.startswith("tests/") or not path.is_file() or path.stat().st_size > 1_000_000:
            continue
        assert not SECRET.search(path.read_text(errors="ignore")), name


def test_every_view_behind_callbacks_asks_for_a_login_or_is_listed() -> None:
    """One view takes posts from strangers."""
    exempt = [
        pattern.name
        for pattern in get_resolver().url_patterns
        if getattr(getattr(pattern, "callback", None), "csrf_exempt", False)
    ]
    assert exempt in ([], ["callback"])


def test_canaries_are_found_where_they_are(harbour: Workspace) -> None:
    """The searches above can fail: what they look for is there once it is opened."""
    row = connect(harbour, "apixo")
    board = make_board(make_project(harbour), (5,))
    assert clicked(board, row).renders.exists()
    assert desks.account(row).key == CANARY
