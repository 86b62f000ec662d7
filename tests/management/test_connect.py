"""`connect`: an account connected from the command line, its secrets from the environment and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from projects.models import Connection, Workspace
from projects.providers import catalog
from projects.providers.base import OrderStill
from projects.services import boardfiles, connections, desks, gates
from projects.services.files import on_disk
from tests.faults.house import Practice
from tests.people import make_picture
from tests.services.buying import make_paid

KEY, SECRET, HOOK = "practice-key-0000", "practice-secret-key", "practice-webhook-key"
SECRETS = (KEY, SECRET, HOOK)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("A_KEY", KEY), ("A_SECRET", SECRET), ("A_HOOK", HOOK), ("A_BAD_KEY", "bad-key-of-somebody")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AN_EMPTY_ONE", "  ")


@pytest.fixture(autouse=True)
def nothing_secret_is_printed(capfd: pytest.CaptureFixture[str]) -> Any:
    yield
    out, err = capfd.readouterr()
    assert not any(word in out + err for word in SECRETS)


def connect(driver: str, *words: str) -> str:
    """What it prints; no secret is in it."""
    out, err = StringIO(), StringIO()
    try:
        call_command("connect", driver, *words, stdout=out, stderr=err)
    except CommandError as refused:
        assert not any(word in str(refused) for word in SECRETS)
        raise
    finally:
        assert not any(word in out.getvalue() + err.getvalue() for word in SECRETS)
    return out.getvalue().strip()


def the(**facts: Any) -> Connection:
    return Connection.objects.exclude(driver="animatic").get(**facts)


@pytest.mark.parametrize("driver", catalog.REMOTES)
def test_a_provider_is_connected_and_tested(reached: Practice, driver: str) -> None:
    said = connect(driver, "--key-env", "A_KEY", "--base-url", f"{reached.url}/{driver}/")
    made = the()
    assert said.startswith(f"{catalog.remote(driver).label}: connected. Works.")
    assert (made.workspace, made.label) == (boardfiles.desk()[1], catalog.remote(driver).label)
    assert (made.base_url, made.check_good, made.prices) == (f"{reached.url}/{driver}", True, {})
    assert reached.purchases() == []


def test_every_option_is_kept(harbour: Workspace) -> None:
    said = connect(
        "kling",
        *("--label", "Main", "--workspace", harbour.slug, "--base-url", "https://proxy.example/"),
        *("--upload-url", "https://files.example/", "--key-env", "A_KEY", "--secret-env", "A_SECRET"),
        *("--webhook-secret-env", "A_HOOK", "--price", "0.112", "--no-test"),
    )
    assert said == "Main: connected, not tested."
    made = the(workspace=harbour)
    account = desks.account(made)
    assert (made.driver, made.label, made.check_good, made.has_webhook_secret) == ("kling", "Main", None, True)
    assert (account.base_url, account.upload_url) == ("https://proxy.example", "https://files.example")
    assert (account.key, account.secret, account.webhook_secret) == SECRETS
    assert made.prices == {"currency": "USD", "per_second": {"*": "0.112"}}


def test_a_workspace_is_found_by_its_title_too(harbour: Workspace) -> None:
    connect("kie", "--workspace", "Harbour", "--key-env", "A_KEY", "--no-test")
    assert the().workspace == harbour


def test_without_a_test_nothing_is_dialled() -> None:
    assert connect("kie", "--key-env", "A_KEY", "--base-url", "http://127.0.0.1:9", "--no-test")
    assert the().checked_at is None


def test_uploads_go_to_the_base_address_where_that_is_another(reached: Practice, harbour: Workspace) -> None:
    connect("kie", "--workspace", "Harbour", "--key-env", "A_KEY", "--base-url", f"{reached.url}/kie")
    made, picture = the(), make_picture(harbour)
    account = desks.account(made)
    assert (account.base_url, account.upload_url) == (f"{reached.url}/kie", "")
    still = OrderStill(picture.digest, picture.width, picture.height, picture.format)
    with on_disk(str(picture.file.name)) as path:
        desk = replace(connections.desk_of(made), still=lambda digest: path)
        assert catalog.REMOTES["kie"].place(still, desk).startswith(f"{reached.url}/")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--key-env", "NOT_THERE"], "The variable NOT_THERE is empty or not set."),
        (["--key-env", "AN_EMPTY_ONE"], "The variable AN_EMPTY_ONE is empty or not set."),
        (["--key-env", "A_KEY", "--secret-env", "NOT_THERE"], "The variable NOT_THERE is empty or not set."),
        (["--key-env", "A_KEY", "--webhook-secret-env", "NOT_THERE"], "The variable NOT_THERE is empty or not set."),
        (["--key-env", "A_KEY", "--workspace", "Nowhere"], "There is no workspace “Nowhere”."),
        (["--key-env", "A_KEY", "--price", "cheap"], "“cheap” is not a price. Write it like 0.112."),
        (["--key-env", "A_KEY", "--price", "-1"], "“-1” is not a price. Write it like 0.112."),
        ([], "--key-env"),
    ],
)
def test_what_cannot_be_done_says_why_and_connects_nothing(words: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        connect("kie", *words, "--no-test")
    assert not Connection.objects.exclude(driver="animatic").exists()


@pytest.mark.parametrize("driver", ["animatic", "kling3", ""])
def test_only_providers_of_the_catalogue_are_connected(driver: str) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        connect(driver, "--key-env", "A_KEY", "--no-test")


@pytest.mark.parametrize("trouble", ["refused", "unreachable"])
def test_a_test_that_fails_is_an_error_and_the_connection_stays(reached: Practice, settings: Any, trouble: str) -> None:
    settings.ALLOWED_PRIVATE_HOSTS |= {"127.0.0.1:9"}
    base = f"{reached.url}/kie" if trouble == "refused" else "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="connected, but the test failed"):
        connect("kie", "--key-env", "A_BAD_KEY", "--base-url", base)
    made = the()
    assert (made.check_good, bool(made.check_words)) == (False, True)


def test_the_same_label_again_is_the_same_connection_with_another_key(harbour: Workspace) -> None:
    words = ("--workspace", "Harbour", "--label", "Main", "--no-test")
    connect("kling", "--key-env", "A_BAD_KEY", "--secret-env", "A_SECRET", "--price", "0.1", *words)
    first = the()
    gates.pause(first, "Kling refused the key.")
    connect("kling", "--key-env", "A_KEY", "--base-url", "https://proxy.example", *words)
    now = the()
    assert (now.pk, now.paused_until, now.base_url) == (first.pk, None, "https://proxy.example")
    assert now.prices == {"currency": "USD", "per_second": {"*": "0.1"}}
    account = desks.account(now)
    assert (account.key, account.secret) == (KEY, "")


def test_a_connection_that_was_taken_away_is_not_brought_back(harbour: Workspace) -> None:
    gone = make_paid(harbour, label="Main", removed_at=harbour.created_at)
    connect("kling", "--workspace", "Harbour", "--label", "Main", "--key-env", "A_KEY", "--no-test")
    assert the(removed_at=None).pk != gone.pk
