"""c-1: the click while the broker or the database is away. Numbers are those of the fault model."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from projects.models import LedgerEntry, Render, RenderState, Take
from projects.services import leases
from projects.services.moves import WORKED
from tests.faults.house import World, render_of
from tests.faults.weather import browser, commit_cut, database_down, form_of, press
from tests.studio.processes import free_port

S = RenderState
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Somebody who takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("wire", ["redis", "amqp"])
@pytest.mark.parametrize("how", ["04 refused", "05 silent"])
def test_04_05_a_broker_that_is_away_never_holds_up_a_click(
    world: World, wire: str, how: str, silent_port: int
) -> None:
    """The answer comes within 2 s (0.3 s on a quiet machine), the bell gives up, and the sweeper finds the row."""
    board = world.board()
    port = free_port() if "refused" in how else silent_port
    run = "from tests.faults.children import press_render; press_render(slug, key, broker)"
    assert world.child(run, slug=board.slug, key="once", broker=f"{wire}://127.0.0.1:{port}//") == 0
    assert list(leases.due(Render, WORKED)) == [render_of(Take.objects.get())]


def test_11_a_broker_that_is_full_costs_a_message_and_no_render(world: World) -> None:
    """The embedded broker on a disk that takes no file; a full Redis refuses the same call."""
    board = world.board()
    run = "from tests.faults.children import press_render; press_render(slug, key, broker)"
    assert world.child(run, slug=board.slug, key="once", broker="files://localhost/proc/no-room") == 0
    assert world.work(Take.objects.get()).state == S.SUCCEEDED


def test_12_the_database_is_away_at_the_click(world: World) -> None:
    """A status that the page repeats or tells about, and nothing in it that would replace what somebody typed."""
    board, client = world.board(), browser()
    form = form_of(client, board)
    with database_down():
        answer = press(client, board, form)
        page = client.get(f"/w/{world.workspace.slug}/b/{board.slug}/")
    assert (answer.status_code, page.status_code) == (503, 503)
    assert answer["Retry-After"] == "5"
    assert not {"HX-Retarget", "HX-Reswap", "HX-Redirect"} & set(answer.headers)
    assert not Take.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert press(client, board, form).status_code == 200


@pytest.mark.parametrize("done", [True, False])
def test_13_nobody_knows_whether_the_click_was_committed(world: World, done: bool) -> None:
    """Pressing again with the same form answers the take that is there, or makes it."""
    board, client = world.board(), browser()
    form = form_of(client, board)
    with commit_cut(done=done):
        assert press(client, board, form).status_code == 503
    assert Take.objects.count() == done
    assert press(client, board, form).status_code == 200
    assert world.work(Take.objects.get()).state == S.SUCCEEDED
    assert world.bought() == 1
