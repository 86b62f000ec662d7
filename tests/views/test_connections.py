"""Accounts at providers: what the page shows to whom, what its dialogs refuse, and that a secret never comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.models import Connection, Workspace
from tests.views.editor import HTMX, events
from tests.views.paid import KEY, NOWHERE, connected

As = Callable[[str], Client]


@pytest.fixture(autouse=True)
def nobody_listens(settings: Any) -> None:
    """Tests dial an address of this machine at which nobody answers."""
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({NOWHERE.removeprefix("http://")})


def page(browser: Client, workspace: Workspace) -> str:
    answer = browser.get(f"/w/{workspace.slug}/providers/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def send(browser: Client, account: Connection, what: str, **values: str) -> Any:
    return browser.post(f"/_/c/{account.slug}/{what}/", values, headers=HTMX)


def connect(browser: Client, workspace: Workspace, **values: str) -> Any:
    wish = {"label": "Ours", "key": KEY, "base_url": NOWHERE, "price": "0.112", "currency": "USD", **values}
    return browser.post(f"/_/w/{workspace.slug}/connect/kling/", wish, headers=HTMX)


def test_the_page_takes_the_same_queries_for_two_connections_and_for_twenty(as_: As, harbour: Workspace) -> None:
    pia, taken = as_("pia"), []
    for name in range(20):
        connected(harbour, label=f"Account {name}")
        if name in {1, 19}:
            with CaptureQueriesContext(database) as captured:
                page(pia, harbour)
            taken.append(len(captured))
    assert taken[0] == taken[1]
    assert taken[1] <= 8


def test_a_connection_is_kept_with_its_last_four_only_and_what_its_test_found(as_: As, harbour: Workspace) -> None:
    answer = connect(as_("pia"), harbour)
    shown = answer.content.decode()
    account = harbour.connections.get(label="Ours")
    assert answer.status_code == 200
    assert account.check_good is False
    assert account.check_words in shown
    assert "Nothing was charged." in shown
    assert "…9f2c" in shown
    assert KEY not in shown + account.sealed + str(answer.headers)
    assert "dialog:done" in events(answer)
    assert KEY not in as_("pia").get(f"/_/c/{account.slug}/key/").content.decode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"key": ""}, "Paste the key."),
        ({"key": "two words"}, "a space or a line break"),
        ({"key": "x" * 2001}, "at most 2000 characters"),
        ({"label": ""}, "A connection needs a name"),
        ({"label": "Taken"}, "There is a connection called “Taken” already."),
        ({"price": "cheap"}, "“cheap” is not a price."),
        ({"price": "-1"}, "“-1” is not a price."),
        ({"price": "NaN"}, "“NaN” is not a price."),
        ({"base_url": "http://10.0.0.1/"}, "was not kept"),
        ({"base_url": "file:///etc/passwd"}, "was not kept"),
    ],
)
def test_what_cannot_be_connected_is_said_in_a_sentence(
    as_: As, harbour: Workspace, values: dict[str, str], words: str
) -> None:
    connected(harbour, label="Taken")
    answer = connect(as_("pia"), harbour, **values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert harbour.connections.filter(driver="kling").count() == 1


@pytest.mark.parametrize(
    ("what", "values", "words"),
    [
        ("key", {"key": " "}, "Paste the key."),
        ("prices", {"currency": "USD", "*": "ten"}, "“ten” is not a price."),
        ("prices", {"currency": "USD", "per_unit": "1e99999"}, "is not a price."),
        ("limits", {"label": ""}, "A connection needs a name"),
        ("limits", {"label": "A", "most_running": "0"}, "Jobs at once is a whole number from 1 to 100."),
        ("limits", {"label": "A", "most_running": "many"}, "Jobs at once is a whole number from 1 to 100."),
        ("limits", {"label": "A", "creates": "5"}, "A pace needs both numbers"),
        ("limits", {"label": "A", "creates": "1001", "per_seconds": "1"}, "from 1 to 1000"),
    ],
)
def test_what_cannot_be_changed_is_said_in_a_sentence(
    as_: As, harbour: Workspace, what: str, values: dict[str, str], words: str
) -> None:
    account = connected(harbour)
    before = Connection.objects.filter(pk=account.pk).values().get()
    answer = send(as_("pia"), account, what, **values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Connection.objects.filter(pk=account.pk).values().get() == before


def test_a_table_of_prices_is_kept_and_goodbye_keeps_the_row(as_: As, harbour: Workspace) -> None:
    account = connected(harbour)
    table = {"*": "0.10", "kling-v3/pro": "0.168", "kling-v3/pro+sound": "0.252"}
    assert send(as_("pia"), account, "prices", currency="USD", per_unit="0.14", **table).status_code == 200
    assert as_("pia").delete(f"/_/c/{account.slug}/", headers=HTMX).status_code == 200
    account.refresh_from_db()
    assert account.prices == {"currency": "USD", "per_second": table, "per_unit": "0.14"}
    assert account.removed_at is not None


def test_paused_and_resumed(as_: As, harbour: Workspace) -> None:
    account = connected(harbour)
    paused = send(as_("pia"), account, "pause").content.decode()
    assert "Pia paused it." in paused
    assert "Resume Kling" in paused
    resumed = send(as_("pia"), account, "resume").content.decode()
    assert "Pia paused it." not in resumed
    account.refresh_from_db()
    assert account.paused_until is None


def test_the_sixth_test_of_an_hour_is_refused_until_the_key_is_replaced(as_: As, harbour: Workspace) -> None:
    account, pia = connected(harbour), as_("pia")
    assert [send(pia, account, "test").status_code for _ in range(6)] == [200] * 5 + [429]
    assert "was tested 5 times this hour" in send(pia, account, "test").content.decode()
    assert send(pia, account, "key", key="another-key-0000", base_url=NOWHERE).status_code == 200
    assert send(pia, account, "test").status_code == 200


@pytest.mark.parametrize("name", ["dirk", "art"])
def test_who_may_not_manage_sees_names_and_states_only(as_: As, harbour: Workspace, name: str) -> None:
    connected(harbour, label="The winter account", check_words="Works. 12 units left.", check_good=True)
    shown = page(as_(name), harbour)
    assert "The winter account" in shown
    assert "Only producers connect providers." in shown
    assert not [secret for secret in ("9f2c", "$0.10", "units left", NOWHERE) if secret in shown]
