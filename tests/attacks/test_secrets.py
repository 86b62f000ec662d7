"""b-10: keys are looked for in pages, logs, messages and the database, stolen, swapped and rotated."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter

from projects import tasks
from projects.models import Connection, Render, RenderState, User, Workspace
from projects.providers.base import Request
from projects.providers.http import Line
from projects.services import connections, desks, sealing
from tests.access.routes import ROWS
from tests.access.world import address, one_of_everything, value
from tests.attacks.conftest import CANARY, PRICES, Sent, clicked, connect
from tests.faults.house import World, render_of
from tests.people import make_board, make_project
from tests.studio.test_logs import logging_as

As = Callable[[str], Client]


def test_143_a_key_is_never_shown_again(harbour: Workspace, people: dict[str, User], as_: As) -> None:
    """Every address that answers a GET, opened by the owner: pages, dialogs, fragments, the ledger as a file."""
    world = one_of_everything(harbour, people["olga"])
    held = {"key": CANARY, "secret": "canary-secret-0123456789", "webhook_secret": "canary-webhook-0123456789"}
    connections.replace_secrets(by=None, connection=world["connection"], secrets=held)
    connections.change(by=None, connection=world["connection"], prices=PRICES)
    take = clicked(make_board(make_project(harbour, model="kie-kling-3.0"), (5,)), world["connection"])
    known = {**world, "take": take, "board": take.board, "project": take.board.project}
    shown = {}
    for row, place in ((row, place) for row in ROWS if row.method == "GET" for place in (world, known)):
        # A take that is on its way is beside no other; the finished ones of the world are.
        if row.name != "stream" and (row.name != "compare" or place is world):
            data = {name: value(word, place) for name, word in row.data.items()}
            answer = as_("olga").get(address(row, place), data, headers={"HX-Request": "true"})
            text = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
            shown[row.name] = f"{answer.status_code} {answer.headers} {text.decode('utf-8', 'replace')}"
            assert shown[row.name].startswith(("200", "302")), row
            assert not [each for each in (*held.values(), take.connection.sealed) if each in shown[row.name]], row
    assert CANARY[-4:] in shown["connections"]
    assert len(shown) >= 30


def test_144_the_database_and_the_messages_hold_no_key(
    render: Sent, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every text of every table; what is sent to workers is the id of a row."""
    rung: list[Any] = []
    monkeypatch.setattr(tasks.work.__class__, "apply_async", lambda self, args=(), **how: rung.append((args, how)))
    with caplog.at_level(logging.DEBUG):
        row = render("kling")
        tasks.ring_take(row.take)
    assert CANARY not in dump()
    assert CANARY not in caplog.text
    assert CANARY not in repr(rung)


def test_144_an_error_while_sending_tells_no_key(
    house: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error that we did not foresee may hold the whole request: its kind is kept, its words are not."""

    def broken(line: Line, request: Request, **how: Any) -> None:
        raise RuntimeError(f"{request.headers} {CANARY}")

    monkeypatch.setattr(Line, "send", broken)
    row = render_of(house.click("kie"))
    with logging_as(json_lines=True):
        house.step(row)
        try:
            raise RuntimeError(f"Authorization: Bearer {CANARY} was refused")
        except RuntimeError:
            logging.getLogger("celery").exception("a step failed")
    assert render_of(row.take).state == RenderState.UNCERTAIN
    assert row.events.get(to_state=RenderState.UNCERTAIN).note == "RuntimeError while sending."
    assert CANARY not in "".join(capsys.readouterr())
    assert CANARY not in dump()


def test_144_an_error_of_the_form_tells_no_key(harbour: Workspace, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Django writes about a request that failed shows stars for secrets that were posted with it."""
    seen: list[str] = []

    def report(request: Any, **facts: Any) -> None:
        seen.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_text())

    def broken(**facts: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(connections, "replace_secrets", broken)
    got_request_exception.connect(report)
    browser = as_("olga")
    browser.raise_request_exception = False
    form = {"key": CANARY, "secret": CANARY, "webhook_secret": CANARY}
    try:
        assert browser.post(reverse("connection_key", args=[connect(harbour, "kling").slug]), form).status_code == 500
    finally:
        got_request_exception.disconnect(report)
    assert "the disk is full" in seen[0]
    assert "webhook_secret" in seen[0]
    assert CANARY not in seen[0]


def dump() -> str:
    """Every text of every table."""
    with database.cursor() as cursor:
        found = []
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(repr(cursor.fetchall()))
    return "".join(found)


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


def test_148_a_forged_message_buys_nothing_that_waits_for_a_yes(house: World) -> None:
    """Nor anything again: a message is an id, and the row says whether there is something to do."""
    waiting, over = house.click("kie", by="art"), house.click("kie")
    house.work(over)
    before = list(Render.objects.order_by("pk").values("pk", "state", "provider_task_id", "due_at"))
    for kind in ("render", "wire", "inbox"):
        for pk in Render.objects.values_list("pk", flat=True):
            tasks.work.run(kind, pk)
    assert list(Render.objects.order_by("pk").values("pk", "state", "provider_task_id", "due_at")) == before
    assert waiting.renders.get().state == RenderState.QUEUED
    assert house.bought() == 1


def test_canaries_are_found_where_they_are(harbour: Workspace) -> None:
    """The searches above can fail: what they look for is there once it is opened."""
    row = connect(harbour, "apixo")
    board = make_board(make_project(harbour), (5,))
    assert clicked(board, row).renders.exists()
    assert desks.account(row).key == CANARY
