"""Signing up, in, by code and after forgetting; throttling; preferences. No page wears a look that is not ours."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from projects.models import Project, Role, User, Workspace
from projects.services import demo
from tests.people import make_user, make_workspace

As = Callable[[str], Client]
PASSWORD = "a lamp in the tower"


def sign_up(client: Client, email: str = "ines@example.com", password: str = PASSWORD) -> str:
    """Where a new account is sent."""
    answer = client.post("/signup/", {"email": email, "password1": password})
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def test_a_new_account_lands_on_the_demo_board_of_its_own_workspace(client: Client, db: None) -> None:
    there = sign_up(client)
    ines = User.objects.get(email="ines@example.com")
    workspace = Workspace.objects.get(members=ines)
    assert workspace.title == "ines's workspace"
    assert workspace.memberships.get().role == Role.OWNER
    assert workspace.expires_at is None
    assert [connection.driver for connection in workspace.connections.all()] == ["animatic"]
    assert there == reverse("board", args=[workspace.slug, demo.board_of(workspace).slug])
    page = client.get(there)
    assert page.status_code == 200
    assert "The Lighthouse" in page.content.decode()


def test_an_address_is_asked_to_confirm_but_never_waits_for_it(client: Client, db: None) -> None:
    there = sign_up(client)
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == (["ines@example.com"], "Storyreel: Confirm your address")
    assert client.get(there).status_code == 200
    link = re.search(r"/confirm-email/\S+", letter.body)
    assert link
    assert client.get(link[0]).status_code == 200
    client.post(link[0])
    assert User.objects.get(email="ines@example.com").emailaddress_set.get().verified


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("art@example.com", PASSWORD, "has an account already"),
        ("ART@example.com", PASSWORD, "has an account already"),
        ("ines@example.com", "short", "too short"),
        ("ines@example.com", "password123", "too common"),
        ("not an address", PASSWORD, "valid email"),
    ],
)
def test_a_sign_up_that_is_refused(client: Client, people: object, email: str, password: str, sentence: str) -> None:
    answer = client.post("/signup/", {"email": email, "password1": password})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not User.objects.filter(email="ines@example.com").exists()


def test_a_sign_up_that_breaks_leaves_nothing(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**values: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(demo, "copy_into", broken)
    with pytest.raises(OSError):
        client.post("/signup/", {"email": "ines@example.com", "password1": PASSWORD})
    assert not User.objects.exists()
    assert not Workspace.objects.exists()


def test_sign_in_and_out(client: Client, harbour: Workspace) -> None:
    answer = client.post("/login/", {"login": "Art@Example.com", "password": "correct horse battery"})
    assert answer["Location"] == "/"
    assert client.get("/")["Location"] == f"/w/{harbour.slug}/"
    assert client.get("/logout/").status_code == 200
    assert client.post("/logout/")["Location"] == "/"
    assert "Board it. Time it." in client.get("/").content.decode()


def test_sign_in_goes_on_to_where_one_wanted(client: Client, harbour: Workspace) -> None:
    wanted = f"/w/{harbour.slug}/trash/"
    to = client.get(wanted)["Location"]
    answer = client.post(to, {"login": "art@example.com", "password": "correct horse battery", "next": wanted})
    assert answer["Location"] == wanted


def test_a_wrong_pair_is_told_in_one_sentence_and_forgets_the_password(client: Client, harbour: Workspace) -> None:
    unknown = client.post("/login/", {"login": "nobody@example.com", "password": "wrong"})
    wrong = client.post("/login/", {"login": "art@example.com", "password": "wrong"})
    for answer in (unknown, wrong):
        assert "match. Check the e-mail, or get a code by e-mail" in answer.content.decode()
        assert 'role="alert"' in answer.content.decode()
        assert "wrong" not in answer.content.decode()
    assert 'value="art@example.com"' in wrong.content.decode()


def test_the_ninth_try_waits_even_with_the_right_password(client: Client, harbour: Workspace) -> None:
    for _try in range(8):
        last = client.post("/login/", {"login": "art@example.com", "password": "wrong"})
    answer = client.post("/login/", {"login": "ART@example.com", "password": "correct horse battery"})
    for locked in (last, answer):
        assert locked.status_code == 429
        assert "so it rests for 15 minutes. A code by e-mail works at once." in locked.content.decode()
    other = client.post("/login/", {"login": "dirk@example.com", "password": "correct horse battery"})
    assert other.status_code == 302


def test_a_code_by_mail_signs_in_also_while_the_password_rests(client: Client, harbour: Workspace) -> None:
    for _try in range(8):
        client.post("/login/", {"login": "art@example.com", "password": "wrong"})
    client.post("/login/code/", {"email": "art@example.com"})
    code = re.search(r"^(\S{6,})$", mail.outbox[0].body, re.M)
    assert code
    page = client.get("/login/code/confirm/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert client.post("/login/code/confirm/", {"code": "XXXXXX"}).status_code == 200
    assert client.post("/login/code/confirm/", {"code": code[1]})["Location"] == "/"
    assert client.get("/")["Location"] == f"/w/{harbour.slug}/"


def test_a_code_for_nobody_says_the_same(client: Client, harbour: Workspace) -> None:
    known = client.post("/login/code/", {"email": "art@example.com"})
    unknown = Client().post("/login/code/", {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "has no account here" in mail.outbox[1].body


def test_a_forgotten_password_is_set_anew_once(client: Client, harbour: Workspace) -> None:
    client.post("/password/reset/", {"email": "art@example.com"})
    link = re.search(r"/password/reset/key/\S+", mail.outbox[0].body)
    assert link
    form = client.get(link[0], follow=True)
    assert client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert Client().post("/login/", {"login": "art@example.com", "password": PASSWORD}).status_code == 302
    assert "no longer works" in Client().get(link[0], follow=True).content.decode()


def test_a_new_password_ends_the_other_sessions(as_: As, harbour: Workspace) -> None:
    here, elsewhere = as_("art"), as_("art")
    told = {"oldpassword": "correct horse battery", "password1": PASSWORD, "password2": PASSWORD}
    assert here.post("/password/change/", told).status_code == 302
    assert here.get(f"/w/{harbour.slug}/").status_code == 200
    assert elsewhere.get(f"/w/{harbour.slug}/").status_code == 302


SIGNED_OUT = ("/login/", "/signup/", "/password/reset/", "/password/reset/done/", "/login/code/", "/inactive/",
              "/confirm-email/", "/confirm-email/none/", "/password/reset/key/1-none/", "/password/reset/key/done/")  # fmt: skip
SIGNED_IN = ("/logout/", "/email/", "/password/change/", "/reauthenticate/", "/me/two-factor/")


@pytest.mark.parametrize("place", [*SIGNED_OUT, *SIGNED_IN])
def test_every_account_page_is_ours(place: str, as_: As) -> None:
    answer = as_("art" if place in SIGNED_IN else "").get(place)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="account card"' in page
    assert not re.search(r"\b(please|oops|invalid)\b", page, re.IGNORECASE)
    assert page.count("<h1") == 1


def test_two_factor_asks_who_it_is_first(as_: As) -> None:
    art = as_("art")
    assert art.get("/me/two-factor/totp/activate/")["Location"].startswith("/reauthenticate/")
    art.post("/reauthenticate/", {"password": "correct horse battery"})
    page = art.get("/me/two-factor/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml' in page
    assert 'class="account card"' in page


def test_too_many_requests_are_told_in_our_words(harbour: Workspace) -> None:
    for _time in range(4):
        answer = Client().post("/login/code/", {"email": "art@example.com"})
    assert "Too many tries from here. Wait a few minutes" in answer.content.decode()
    assert len(mail.outbox) == 3
    for _time in range(21):
        answer = Client().post("/signup/", {"email": "not an address", "password1": ""})
    assert answer.status_code == 429
    assert "<h1>That was a bit fast</h1>" in answer.content.decode()


def test_preferences(as_: As, people: dict[str, User], harbour: Workspace) -> None:
    art = as_("art")
    assert 'data-theme="dark"' in art.get("/me/").content.decode()
    assert art.post("/me/", {"name": "Art B.", "theme": "light"})["Location"] == "/me/"
    page = art.get("/me/").content.decode()
    assert 'data-theme="light"' in page
    assert "Art B." in page
    assert "Saved your preferences" in page
    assert art.post("/me/", {"name": "Art", "theme": "sepia"}).status_code == 422


def test_the_theme_switch(as_: As, people: dict[str, User]) -> None:
    art = as_("art")
    assert art.post("/_/me/theme/", {"theme": "system"}).status_code == 204
    assert make_user("art").theme == "system"
    assert art.post("/_/me/theme/", {"theme": "sepia"}).status_code == 422


def test_a_closed_hint_stays_closed(as_: As) -> None:
    art = as_("art")
    for _time in range(2):
        answer = art.post("/_/me/coach/", {"card": "render"})
        assert 'data-card="cut"' in answer.content.decode()
    assert make_user("art").coached == ["render"]


def test_help_lists_every_shortcut(as_: As) -> None:
    page = as_("art").get("/help/").content.decode()
    assert page.count("<kbd>") > 30
    assert "Split the shot at the playhead" in page


def test_home_is_the_workspace_worked_in_last(as_: As, harbour: Workspace) -> None:
    quiet = make_workspace("Pier", art=Role.OWNER)
    make_workspace("Empty", art=Role.OWNER)
    Project.objects.create(workspace=quiet, title="Old")
    Project.objects.create(workspace=harbour, title="New")
    assert as_("art").get("/")["Location"] == f"/w/{harbour.slug}/"


def test_who_is_in_no_workspace_can_make_one(client: Client, db: None) -> None:
    client.force_login(make_user("ines"), backend="django.contrib.auth.backends.ModelBackend")
    assert "You are in no workspace." in client.get("/").content.decode()
    there = client.post("/_/workspaces/")["Location"]
    assert client.get(there).status_code == 200
