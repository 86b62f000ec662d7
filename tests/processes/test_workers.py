"""Real workers on each broker: paid takes are rendered, and a worker that dies or leaves while it buys buys once."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from kombu import Connection

from tests.faults.house import Practice
from tests.processes.test_kills import House
from tests.studio.processes import wait_until

RABBIT = os.environ.get("TEST_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//")
QUEUES = ("media", "wire")
SETUP = """
from projects import tasks
from projects.models import Connection
from projects.services import boards, boardfiles, connections, projects, takes
by, workspace = boardfiles.desk()
connections.practise(workspace)
for model in {models!r}:
    project = projects.create(by=by, workspace=workspace, title=model, aspect="16:9", fps=24, model=model)
    board = boards.create(by=by, project=project, prompts=["A pier at dawn."])
    board.shots.update(seconds=5)
    type(board).objects.filter(pk=board.pk).update(total_seconds=5)
    account = Connection.objects.get(workspace=workspace, driver=model.partition("-")[0])
    take = takes.request(by=by, board=board, connection=account, model=model, options={{}}, form_key=model)
    tasks.ring_take(take)
tasks._bell.shutdown()
"""


def listens() -> bool:
    """Whether a RabbitMQ does."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", 5672), timeout=1):
        return True
    return False


def empty() -> None:
    """Take our queues away from the broker."""
    with Connection(RABBIT) as broker, broker.channel() as channel:
        for queue in QUEUES:
            channel.queue_delete(queue)


@pytest.fixture(params=["embedded", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Its address; a broker that others may use is left as it was."""
    if request.param == "embedded":
        yield f"files://localhost{tmp_path}/broker"
        return
    empty()
    yield RABBIT
    empty()


class Shop(House):
    """An installation beside a practice provider, with takes that wait to be bought."""

    def __init__(self, var: Path, practice: Practice, broker: str) -> None:
        self.practice = practice
        super().__init__(var)
        self.env |= {
            "CELERY_BROKER_URL": broker,
            "STUDIO_PRACTICE_URL": practice.url,
            "STUDIO_ALLOWED_PRIVATE_HOSTS": f"127.0.0.1:{practice.port}",
        }

    def order(self, *models: str) -> None:
        """Ask for a take of each model and ring."""
        self.manage("shell", "--no-imports", "-c", SETUP.format(models=models))

    def states(self) -> list[str]:
        """How the renders stand."""
        return [row[0] for row in self.rows("select state from projects_render order by id")]

    def purchases(self) -> int:
        """How many jobs the provider took."""
        return len(self.practice.purchases())


@pytest.fixture
def shop(tmp_path: Path, broker: str) -> Iterator[Shop]:
    practice = Practice()
    practice.start()
    practice.ask("settings", callbacks=False)
    made = Shop(tmp_path, practice, broker)
    yield made
    made.stop()
    practice.stop()


def ended(shop: Shop) -> None:
    """Every render became a video."""
    wait_until(lambda: set(shop.states()) == {"succeeded"}, 60)


def test_takes_of_three_kinds_are_rendered(shop: Shop) -> None:
    shop.order("animatic", "kling-v3", "kie-kling-3.0")
    for role in ("worker", "wire", "sweeper"):
        shop.start(role)
    ended(shop)
    wait_until(lambda: shop.rows("select count(*) from projects_take where clip_id is not null") == [(3,)], 20)
    assert shop.purchases() == 2


def test_a_worker_that_is_killed_while_it_buys_buys_once(shop: Shop, tmp_path: Path) -> None:
    """It dies with the answer in its hands; the order is found at the provider by our own id."""
    shop.order("kling-v3")
    shop.env["STUDIO_FAIL_POINTS"] = f"submit.after_response=kill9@{tmp_path / 'once'}"
    shop.start("wire")
    wait_until(lambda: shop.running["wire"].poll() == -signal.SIGKILL or (tmp_path / "once").exists(), 30)
    shop.kill("wire")
    assert shop.purchases() == 1
    for role in ("wire", "sweeper"):
        shop.start(role)
    # Nobody waits out the lease of 150 s and the pauses between two look-ups here.
    wait_until(lambda: hurried(shop) == {"succeeded"}, 60)
    assert shop.purchases() == 1


def test_a_worker_that_is_asked_to_leave_finishes_what_it_buys(shop: Shop) -> None:
    shop.order("kie-kling-3.0")
    shop.env["STUDIO_FAIL_POINTS"] = "submit.after_response=sleep:2"
    shop.start("wire")
    wait_until(lambda: shop.purchases() == 1, 30)
    shop.running["wire"].send_signal(signal.SIGTERM)
    assert shop.running["wire"].wait(30) == 0
    assert shop.states()[0] in {"submitted", "running", "fetching", "succeeded"}
    shop.env.pop("STUDIO_FAIL_POINTS")
    for role in ("wire", "sweeper"):
        shop.start(role)
    ended(shop)
    assert shop.purchases() == 1


def hurried(shop: Shop) -> set[str]:
    """Make everything due now; answers the states."""
    script = (
        "from datetime import timedelta\nfrom django.utils import timezone\nfrom projects.models import Render\n"
        "now = timezone.now()\nRender.objects.exclude(due_at=None).update(due_at=now, lease_until=now)"
    )
    if set(shop.states()) & {"submitting", "uncertain"}:
        shop.manage("shell", "--no-imports", "-c", script)
        time.sleep(1)
    return set(shop.states())
