"""Accounts at providers: connected, changed, paused, tested, practised with, taken away."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from projects.models import Board, Connection, Event, LedgerEntry, RenderState, Take, Workspace
from projects.providers import catalog
from projects.services import buying, connections, desks, gates, spending, takes
from tests.faults.house import Practice, World, render_of
from tests.people import make_board, make_project, make_user
from tests.services.buying import click, end, make_paid, rows, the_render

S = RenderState
KEY = {"key": "practice-key-0000"}


def connect(workspace: Workspace, label: str = "Main", secrets: Any = KEY, **facts: Any) -> Connection:
    return connections.connect(
        by=make_user("olga"), workspace=workspace, **{"driver": "kie", "label": label, "secrets": secrets, **facts}
    )


def fresh(connection: Connection) -> Connection:
    return Connection.objects.get(pk=connection.pk)


def test_a_new_connection_keeps_its_secrets_sealed(harbour: Workspace) -> None:
    secrets = {"key": "sk-lighthouse-1234", "secret": "", "webhook_secret": "hook-word", "colour": "blue"}
    made = fresh(connect(harbour, secrets=secrets, prices={"currency": "EUR"}))
    assert (made.last_four, made.has_webhook_secret, made.check_good) == ("1234", True, None)
    assert not any(word in str(vars(made)) for word in ("lighthouse", "hook-word"))
    account = desks.account(made)
    assert (account.key, account.secret, account.webhook_secret) == ("sk-lighthouse-1234", "", "hook-word")
    assert "lighthouse" not in repr(account)
    assert Event.objects.filter(name="connections", actor=make_user("olga")).exists()


@pytest.mark.parametrize(("key", "shown"), [("k" * 11, ""), ("k" * 8 + "abcd", "abcd"), ("", "")])
def test_the_end_of_a_short_key_is_not_shown(harbour: Workspace, key: str, shown: str) -> None:
    assert connect(harbour, secrets={"key": key}).last_four == shown


def test_a_label_is_had_once_per_driver_until_it_is_taken_away(harbour: Workspace) -> None:
    first = connect(harbour)
    with pytest.raises(IntegrityError), transaction.atomic():
        connect(harbour)
    connect(harbour, driver="apixo")
    connections.remove(by=make_user("olga"), connection=first)
    again = connect(harbour)
    assert [each.pk for each in connections.live(harbour) if each.driver == "kie"] == [again.pk]


@pytest.mark.parametrize(
    "facts",
    [
        {"label": "Second"},
        {"base_url": "https://proxy.example", "upload_url": "https://files.example"},
        {"prices": {"currency": "EUR", "per_second": {"*": "0.2"}}},
        {"most_running": 3, "creates": 5, "per_seconds": 60},
    ],
)
def test_it_is_changed_without_its_key(harbour: Workspace, facts: dict[str, Any]) -> None:
    made = connect(harbour)
    connections.change(by=make_user("pia"), connection=made, **facts)
    assert {name: getattr(fresh(made), name) for name in facts} == facts
    assert fresh(made).sealed == made.sealed


def test_another_label_may_not_be_taken(harbour: Workspace) -> None:
    connect(harbour, "First")
    with pytest.raises(IntegrityError), transaction.atomic():
        connections.change(by=None, connection=connect(harbour, "Second"), label="First")


@pytest.mark.parametrize(
    ("base", "upload", "dialled", "uploads"),
    [
        ("", "", "https://api.kie.ai", "https://kieai.redpandaai.co"),
        ("https://proxy.example", "", "https://proxy.example", ""),
        ("https://proxy.example", "https://files.example", "https://proxy.example", "https://files.example"),
        ("", "https://files.example", "https://api.kie.ai", "https://files.example"),
    ],
)
def test_uploads_follow_the_address(harbour: Workspace, base: str, upload: str, dialled: str, uploads: str) -> None:
    account = desks.account(connect(harbour, base_url=base, upload_url=upload))
    assert (account.base_url, account.upload_url) == (dialled, uploads)


def test_a_practice_connection_follows_the_practice_provider(harbour: Workspace, settings: Any) -> None:
    made = connect(harbour, practice=True, upload_url="https://files.example")
    for port in (1, 2):
        settings.PRACTICE_URL = f"http://127.0.0.1:{port}"
        account = desks.account(made)
        assert (account.base_url, account.upload_url) == (f"http://127.0.0.1:{port}/kie", "")


def test_new_secrets_send_what_waited(paid: Board) -> None:
    through = paid.project.workspace.connections.get(driver="kling")
    take = click(paid)
    gates.pause(through, "Kling refused the key.")
    connections.replace_secrets(by=make_user("pia"), connection=through, secrets={"key": "sk-another-9876"})
    now = fresh(through)
    assert (now.paused_until, now.paused_because, now.last_four) == (None, "", "9876")
    assert desks.account(now).key == "sk-another-9876"
    assert the_render(take).due_at is not None


@pytest.mark.parametrize("driver", catalog.REMOTES)
def test_a_test_that_works_says_so(reached: Practice, harbour: Workspace, driver: str) -> None:
    made = connect(harbour, driver=driver, practice=True)
    assert connections.test(made) is True
    now = fresh(made)
    assert (now.check_good, now.check_words.split()[0]) == (True, "Works.")
    assert now.checked_at is not None
    assert reached.purchases() == []


@pytest.mark.parametrize("driver", catalog.REMOTES)
def test_a_key_that_is_refused_is_told(reached: Practice, harbour: Workspace, driver: str) -> None:
    made = connect(harbour, driver=driver, practice=True, secrets={"key": "bad-key-of-somebody"})
    assert connections.test(made) is False
    assert "refused the key" in fresh(made).check_words
    assert "bad-key" not in fresh(made).check_words


@pytest.mark.parametrize("driver", catalog.REMOTES)
@pytest.mark.parametrize("where", ["nobody listens", "another house", "inside"])
def test_an_address_that_is_not_the_providers_is_told(
    reached: Practice, harbour: Workspace, settings: Any, driver: str, where: str
) -> None:
    address = {
        "nobody listens": "http://127.0.0.1:9",
        "another house": f"{reached.url}/practice",
        "inside": "http://169.254.169.254",
    }[where]
    settings.ALLOWED_PRIVATE_HOSTS |= {"127.0.0.1:9"}
    made = connect(harbour, driver=driver, base_url=address)
    assert connections.test(made) is False
    now = fresh(made)
    assert (now.check_good, bool(now.check_words)) == (False, True)
    assert KEY["key"] not in now.check_words


def test_a_test_that_works_resumes_what_a_refused_key_paused(reached: Practice, harbour: Workspace) -> None:
    made = connect(harbour, practice=True)
    gates.pause(made, "KIE refused the key.")
    connections.test(made)
    assert fresh(made).paused_until is None
    bad = connect(harbour, "Bad", practice=True, secrets={"key": "bad-key-of-somebody"})
    gates.pause(bad, "KIE refused the key.")
    connections.test(bad)
    assert fresh(bad).paused_until is not None


def test_practising_connects_every_driver_once(harbour: Workspace, settings: Any) -> None:
    settings.PRACTICE_URL = ""
    connections.practise(harbour)
    assert not harbour.connections.filter(practice=True).exists()
    settings.PRACTICE_URL = "http://127.0.0.1:9"
    connections.practise(harbour)
    connections.practise(harbour)
    assert sorted(harbour.connections.filter(practice=True).values_list("driver", flat=True)) == sorted(catalog.REMOTES)
    connections.remove(by=None, connection=harbour.connections.get(driver="kie"))
    connections.practise(harbour)
    assert harbour.connections.filter(driver="kie", removed_at=None).count() == 1


def test_a_real_connection_is_chosen_before_practice(harbour: Workspace) -> None:
    from projects.rules.capabilities import find

    model = find("kie-kling-3.0")
    assert connections.choose(harbour, model) is None
    practice = connect(harbour, "Practice", practice=True)
    assert connections.choose(harbour, model) == practice
    real = connect(harbour, "Real")
    assert connections.choose(harbour, model) == real
    assert connections.choose(harbour, model, practice.slug) == practice
    connections.remove(by=None, connection=real)
    assert connections.choose(harbour, model) == practice
    assert connections.choose(harbour, model, real.slug) is None


def test_what_is_on_its_way_through_a_connection_that_is_taken_away_still_comes(house: World) -> None:
    sent, waits = house.click("kling"), house.click("kling")
    house.step(render_of(sent))
    connections.remove(by=make_user("pia"), connection=house.connection("kling"))
    assert [house.work(take).state for take in (sent, waits)] == [S.SUCCEEDED] * 2
    assert house.bought() == 2
    assert LedgerEntry.objects.filter(kind="capture").count() == 2


def test_nothing_new_goes_through_a_connection_that_is_taken_away(paid: Board) -> None:
    through = paid.project.workspace.connections.get(driver="kling")
    failed, asked = click(paid), click(paid, by="art")
    end(failed, S.FAILED)
    connections.remove(by=make_user("pia"), connection=through)
    old = Take.objects.get(pk=failed.pk)
    for again in (lambda: takes.retry(by=make_user("olga"), take=old), lambda: click(paid, through=fresh(through))):
        with pytest.raises(buying.Blocked) as blocked:
            again()
        assert [problem.code for problem in blocked.value.problems] == ["KEY"]
    with pytest.raises(spending.Disconnected):
        spending.approve(by=make_user("pia"), take=asked)
    assert rows(asked) == []
    spending.decline(by=make_user("pia"), take=asked)
    assert the_render(asked).state == S.CANCELLED


def test_a_yes_to_what_went_through_it_says_that_it_is_gone(paid: Board, as_: Any) -> None:
    take = click(paid, by="art")
    connections.remove(by=None, connection=paid.project.workspace.connections.get(driver="kling"))
    answer = as_("pia").post(f"/_/t/{take.slug}/approve/", headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert answer.content.decode().startswith("Paid was disconnected.")


def test_a_connection_is_tested_five_times_an_hour(reached: Practice, harbour: Workspace, as_: Any) -> None:
    made, other = connect(harbour, practice=True), connect(harbour, "Other", practice=True)
    pia = as_("pia")

    def test(connection: Connection) -> int:
        status: int = pia.post(f"/_/c/{connection.slug}/test/", headers={"HX-Request": "true"}).status_code
        return status

    assert [test(made) for _ in range(7)] == [200] * 5 + [429] * 2
    assert test(other) == 200
    pia.post(f"/_/c/{made.slug}/key/", KEY, headers={"HX-Request": "true"})
    assert test(made) == 200


@pytest.mark.parametrize(
    ("who", "status"), [("olga", 200), ("pia", 200), ("dirk", 403), ("art", 403), ("mallory", 404)]
)
def test_a_producer_pauses_and_resumes(harbour: Workspace, as_: Any, who: str, status: int) -> None:
    made = make_paid(harbour)
    before = click(make_board(make_project(harbour), (5,)))
    answer = as_(who).post(f"/_/c/{made.slug}/pause/", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert (fresh(made).paused_until is not None) == (status == 200)
    if status == 200:
        assert fresh(made).paused_because == f"{who.title()} paused it."
        with pytest.raises(buying.Blocked):
            click(before.board)
        as_(who).post(f"/_/c/{made.slug}/resume/", headers={"HX-Request": "true"})
        assert fresh(made).paused_until is None
