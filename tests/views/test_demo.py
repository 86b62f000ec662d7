"""The first page, the demo behind its button, and keeping what a guest made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image

from projects.models import Board, Element, Picture, Project, Shot, User, Workspace
from projects.rules import capabilities
from projects.rules.preflight import blocks, preflight
from projects.services import demo, housekeeping, workspaces

As = Callable[[str], Client]
PASSWORD = "a lamp in the tower"


@pytest.fixture
def guest(client: Client, db: None) -> Client:
    """A browser of a guest on the demo board."""
    client.post("/demo/")
    return client


def test_the_first_page_has_a_film_and_two_buttons(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert "Open the demo board" in page
    assert "Create account" in page
    assert "<video" in page
    assert "Set-Cookie" not in client.get("/").headers or "storyreel_csrf" in client.cookies


def test_the_film_is_small_and_ten_seconds_long() -> None:
    import av

    film = Path(settings.BASE_DIR, "static/film/lighthouse.mp4")
    assert film.stat().st_size <= 600_000
    with av.open(str(film)) as container:
        assert container.duration
        assert abs(container.duration / 1_000_000 - 10) < 0.1


def test_one_press_makes_a_guest_with_the_demo(client: Client, db: None) -> None:
    answer = client.post("/demo/")
    guest = User.objects.get()
    workspace = Workspace.objects.get()
    board = demo.board_of(workspace)
    assert board
    assert answer["Location"] == f"/w/{workspace.slug}/b/{board.slug}/"
    assert guest.is_guest
    assert guest.email.endswith("@guest.invalid")
    assert not guest.has_usable_password()
    assert timedelta(days=6, hours=23) < workspace.expires_at - timezone.now() <= timedelta(days=7)
    assert (board.title, [shot.seconds for shot in board.shots.live()]) == ("The Lighthouse", [3, 2, 2, 3])
    assert board.total_seconds == 10
    page = client.get(answer["Location"]).content.decode()
    assert "Keep this workspace" in page


def test_the_demo_is_whole_and_right(guest: Client) -> None:
    project = Project.objects.get(demo=True)
    boards = list(project.boards.live())
    assert (project.title, len(boards), Element.objects.count()) == ("Harbour spot", 3, 4)
    assert {element.kind for element in Element.objects.all()} == {"character", "prop", "place"}
    for board in boards:
        plan = board.plan()
        assert plan.seconds == plan.total
        assert preflight(plan, capabilities.find("animatic")) == []
        for model in ("kling-v3", "kie-kling-3.0"):
            assert blocks(preflight(plan, capabilities.find(model))) == [], "practice needs nothing first"
        assert all(shot.label and shot.first_picture and not shot.camera.still for shot in plan.shots)
        known = {element.handle for element in plan.elements}
        assert {handle for shot in plan.shots for handle in shot.mentions} <= known
    assert all(element.element_pictures.exists() and element.description for element in Element.objects.all())


def test_the_pictures_are_what_their_rows_say(guest: Client) -> None:
    assert Picture.objects.count() == len(demo.NAMES)
    for row in Picture.objects.all():
        with default_storage.open(row.file.name) as file, Image.open(file) as still:
            assert (still.width, still.height, still.format) == (row.width, row.height, "JPEG")
        with default_storage.open(row.thumbnail.name) as file, Image.open(file) as small:
            assert small.width == 480
        sent = guest.get(f"/_/pictures/{row.slug}/small/")
        assert sent.status_code == 200
        assert b"".join(sent).startswith(b"RIFF")


def test_no_picture_is_decoded_to_open_the_demo(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(*_arguments: object) -> None:
        raise AssertionError("decoded while somebody waits")

    monkeypatch.setattr("projects.media.bounded.run", decode)
    assert client.post("/demo/").status_code == 302


def test_pressing_again_goes_back_to_the_same_board(guest: Client) -> None:
    first = guest.post("/demo/")["Location"]
    assert guest.post("/demo/")["Location"] == first
    assert (User.objects.count(), Project.objects.count()) == (1, 1)


def test_two_guests_share_nothing(guest: Client) -> None:
    other = Client()
    there = other.post("/demo/")["Location"]
    assert guest.get(there).status_code == 404
    assert Workspace.objects.count() == 2


def test_who_may_make_projects_gets_the_demo_where_they_work(as_: As, harbour: Workspace) -> None:
    there = as_("dirk").post("/demo/")["Location"]
    assert there.startswith(f"/w/{harbour.slug}/b/")
    assert Project.objects.get().workspace == harbour


@pytest.mark.parametrize("name", ["art", "clara"])
def test_who_may_not_gets_a_workspace_of_their_own(name: str, as_: As, harbour: Workspace) -> None:
    there = as_(name).post("/demo/")["Location"]
    assert not there.startswith(f"/w/{harbour.slug}/")
    assert not harbour.projects.exists()


def test_a_crowd_from_one_address_is_asked_to_wait(db: None) -> None:
    for _guest in range(settings.GUESTS_AN_HOUR):
        assert Client().post("/demo/").status_code == 302
    answer = Client().post("/demo/")
    assert answer.status_code == 429
    assert "Many guests came from your address this hour." in answer.content.decode()
    assert Client(REMOTE_ADDR="198.51.100.7").post("/demo/").status_code == 302
    assert User.objects.count() == settings.GUESTS_AN_HOUR + 1


def test_looking_at_the_demo_address_sends_home(client: Client, db: None) -> None:
    assert client.get("/demo/").status_code == 405
    assert not User.objects.exists()


def keep(guest: Client, **values: str) -> object:
    return guest.post("/keep/", {"name": "Ines", "email": "ines@example.com", "password": PASSWORD, **values})


def test_a_guest_keeps_everything(guest: Client) -> None:
    board = Board.objects.get(title="The Lighthouse")
    Shot.objects.filter(board=board, position=0).update(prompt="Mine.")
    before = User.objects.get().pk
    assert keep(guest).status_code == 302
    ines = User.objects.get()
    assert (ines.pk, ines.email, ines.is_guest, str(ines)) == (before, "ines@example.com", False, "Ines")
    workspace = Workspace.objects.get()
    assert (workspace.expires_at, workspace.title) == (None, "Ines's workspace")
    page = guest.get(f"/w/{workspace.slug}/b/{board.slug}/").content.decode()
    assert "Mine." in page
    assert "You are a guest" not in page
    again = Client()
    assert again.post("/login/", {"login": "ines@example.com", "password": PASSWORD}).status_code == 302
    assert again.get(f"/w/{workspace.slug}/b/{board.slug}/").status_code == 200
    assert "Confirm your address" in mail.outbox[0].subject


def test_what_is_kept_outlives_the_week(guest: Client) -> None:
    keep(guest)
    Workspace.objects.update(created_at=timezone.now() - timedelta(days=90))
    housekeeping.tidy()
    assert Board.objects.count() == 3


def test_what_is_not_kept_goes_with_its_files(guest: Client) -> None:
    files = [row.file.name for row in Picture.objects.all()]
    Workspace.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda act, **_how: act())
        assert housekeeping.tidy()["workspaces"] == 1
    assert not User.objects.exists()
    assert not any(default_storage.exists(name) for name in files)
    assert guest.get("/").status_code == 200


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": "Art@example.com"}, "That address has an account already."),
        ({"password": "short"}, "too short"),
        ({"email": ""}, "required"),
    ],
)
def test_a_guest_who_cannot_keep_it_yet(guest: Client, people: object, values: dict[str, str], sentence: str) -> None:
    answer = keep(guest, **values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert User.objects.filter(is_guest=True).exists()


def test_who_has_an_account_has_nothing_to_keep(as_: As, harbour: Workspace) -> None:
    art = as_("art")
    assert art.get("/keep/")["Location"] == "/"
    assert keep(art).status_code == 302
    assert not User.objects.filter(email="ines@example.com").exists()


def test_guest_names_cannot_be_guessed_into(db: None) -> None:
    guest, _workspace = workspaces.create_guest()
    assert guest.email.partition("@")[0].removeprefix("guest-").isalnum()
    assert len(guest.email) > 40
    assert not Client().post("/login/", {"login": guest.email, "password": ""}).wsgi_request.user.is_authenticated
