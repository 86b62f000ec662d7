"""Takes beside each other, and clips of one's own: who sees what, what is refused, how many questions it takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from projects.media.animatic import Scene, Settings, render
from projects.models import OWN, Board, Clip, LedgerEntry, Take
from projects.services import invariants, ownclips, reels, standing, takes
from tests.people import make_board, make_project, make_user

As = Callable[[str], Client]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds of green."""
    folder = tmp_path_factory.mktemp("own")
    Image.new("RGB", (640, 360), "#3b7a4d").save(folder / "green.png")
    render([Scene(folder / "green.png", 2)], Settings(), folder / "green.mp4", lambda _percent: None)
    return (folder / "green.mp4").read_bytes()


@pytest.fixture
def clip(board: Board) -> Clip:
    """A clip's row."""
    facts = {"seconds": 10, "frames": 240, "fps": 24, "width": 1280, "height": 720, "bytes": 6}
    return Clip.objects.create(
        workspace=board.project.workspace, digest="d" * 64, file="a.mp4", poster="a.webp", sprite="a.webp", **facts
    )


def finished(board: Board, clip: Clip, key: str) -> Take:
    """A take that is ready."""
    connection = board.project.workspace.connections.get(driver="animatic")
    take = takes.request(
        by=make_user("art"), board=board, connection=connection, model="animatic", options={}, form_key=key
    )
    Take.objects.filter(pk=take.pk).update(clip=clip)
    return take


def address(board: Board, *chosen: Take) -> str:
    """The page with these takes beside each other."""
    asked = "&".join(f"{letter}={take.slug}" for letter, take in zip("abcd", chosen, strict=False))
    return f"{reverse('compare', args=[board.project.workspace.slug, board.slug])}?{asked}"


def send(client: Client, board: Board, data: bytes, name: str = "mine.mp4", **said: Any) -> Any:
    """Upload a clip in one piece."""
    piece = {"key": name, "offset": 0, "size": len(data), "name": name, "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("take_own", args=[board.slug]), piece | said)


def test_two_takes_and_what_changed(as_: As, board: Board, clip: Clip) -> None:
    first = finished(board, clip, "one")
    board.shots.filter(position=1).update(prompt="Lantern light.")
    second = finished(board, clip, "two")
    page = as_("art").get(address(board, first, second)).content.decode()
    assert "Shot 2" in page and "“Lantern light.”" in page and "“Shot 2 of the harbour.”" in page
    assert page.count("<video") == 2 and 'data-part="wipe"' in page
    listed = as_("art").get(reverse("takes", args=[board.project.workspace.slug, board.slug])).content.decode()
    assert "“Lantern light.”" in listed
    same = as_("art").get(address(board, second, finished(board, clip, "three"))).content.decode()
    assert "Nothing: the same board by the same renderer." in same


def test_four_takes_are_a_grid_without_a_wipe(as_: As, board: Board, clip: Clip) -> None:
    page = as_("art").get(address(board, *(finished(board, clip, str(key)) for key in range(4)))).content.decode()
    assert "sides-4" in page and 'data-part="wipe"' not in page and "Pick D" not in page
    assert "Pick D" in as_("dirk").get(address(board, *board.takes.all())).content.decode()


def test_htmx_gets_the_buttons_alone(as_: As, board: Board, clip: Clip) -> None:
    pair = finished(board, clip, "one"), finished(board, clip, "two")
    takes.pick(by=make_user("dirk"), take=pair[1])
    buttons = as_("dirk").get(address(board, *pair), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in buttons and buttons.count('aria-pressed="true"') == 1


@pytest.mark.parametrize("wrong", ["one", "same", "other board", "running", "trash"])
def test_what_cannot_be_compared_is_not_there(as_: As, board: Board, clip: Clip, wrong: str) -> None:
    first, second = finished(board, clip, "one"), finished(board, clip, "two")
    other = finished(make_board(make_project(board.project.workspace)), clip, "x")
    chosen = {"one": (first,), "same": (first, first), "other board": (first, other)}.get(wrong, (first, second))
    if wrong == "running":
        Take.objects.filter(pk=second.pk).update(clip=None)
    if wrong == "trash":
        takes.trash(by=make_user("art"), take=second)
    assert as_("art").get(address(board, *chosen)).status_code == 404
    assert as_("mallory").get(address(board, first, second)).status_code == 404


def test_as_many_questions_for_four_as_for_two(
    as_: As, board: Board, clip: Clip, django_assert_max_num_queries: Any
) -> None:
    all_four, client = [finished(board, clip, str(key)) for key in range(4)], as_("art")
    client.get(address(board, *all_four))
    with django_assert_max_num_queries(40) as two:
        client.get(address(board, *all_four[:2]))
    with django_assert_max_num_queries(len(two)):
        client.get(address(board, *all_four))


def test_ones_own_clip_is_a_take_like_any_other(as_: As, board: Board, film: bytes) -> None:
    answer = send(as_("art"), board, film)
    assert answer.status_code == 201
    assert answer.json()["notice"] == "Added your clip as take 1. It lasts 2 s; the board lasts 10 s."
    take = board.takes.get()
    assert (take.model, take.connection, take.renders.count()) == (OWN, None, 0)
    row = standing.row(take, board.plan())
    assert (row.model_label, row.price, row.charged, row.uneven, row.running) == ("Own clip", "free", "", True, False)
    page = as_("dirk").get(reverse("takes", args=[board.project.workspace.slug, board.slug])).content.decode()
    assert "It lasts 2 s; the board lasts 10 s." in page and "Own clip" in page and "Timeline" not in page
    takes.pick(by=make_user("dirk"), take=take)
    assert [part.take for part in reels.parts(board.project)] == [take]
    assert LedgerEntry.objects.count() == 0
    assert [trouble for _name, _promise, ask in invariants.CHECKS for trouble in ask()] == []


def test_it_comes_in_pieces_and_once(as_: As, board: Board, film: bytes) -> None:
    half, client = len(film) // 2, as_("art")
    assert send(client, board, film[:half], size=len(film)).json() == {"offset": half}
    assert send(client, board, film[half:], offset=half, size=len(film)).status_code == 201
    assert send(client, board, film).status_code == 201
    assert board.takes.count() == 1
    gap = send(client, board, film[half:], key="other", offset=half, size=len(film))
    assert (gap.status_code, gap.json()) == (409, {"offset": 0})


def test_nothing_is_asked_or_tried_again_for_it(as_: As, board: Board, film: bytes) -> None:
    send(as_("art"), board, film)
    take = board.takes.get()
    again = as_("art").post(reverse("take_retry", args=[take.slug]))
    assert again.status_code == 422 and "somebody added" in again.content.decode()
    check = as_("art").post(reverse("take_check", args=[take.slug]), headers={"HX-Request": "true"})
    assert check.status_code == 204
    for name in ("take_cancel", "take_fetch"):
        assert as_("art").post(reverse(name, args=[take.slug])).status_code < 400
    assert as_("art").get(reverse("take_timeline", args=[take.slug])).status_code == 200


def encoded(path: Path, codec: str, pixels: str) -> bytes:
    """Half a second in this codec."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=24)
        stream.width, stream.height, stream.pix_fmt = 320, 180, pixels
        for _turn in range(12):
            container.mux(stream.encode(av.VideoFrame(320, 180, pixels)))
        container.mux(stream.encode(None))
    return path.read_bytes()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "“mine.mp4” is no MP4, MOV or WebM."),
        (b"#EXTM3U\n#EXTINF:4,\n/etc/passwd\n", "“mine.mp4” is no MP4, MOV or WebM."),
        (b"\0\0\0\x18ftypisom" + bytes(5000), "“mine.mp4” can’t be played"),
        (b"\x1a\x45\xdf\xa3" + bytes(5000), "“mine.mp4” can’t be played"),
    ],
)
def test_what_is_no_clip_is_refused_with_a_sentence(as_: As, board: Board, data: bytes, words: str) -> None:
    answer = send(as_("art"), board, data)
    assert answer.status_code == 422 and words in answer.json()["sentence"]
    assert not board.takes.exists()


def test_what_browsers_do_not_play_is_refused(as_: As, board: Board, tmp_path: Path) -> None:
    answer = send(as_("art"), board, encoded(tmp_path / "a.mov", "mpeg4", "yuv420p"), "mine.mov")
    assert answer.status_code == 422
    assert "“mine.mov” is encoded as mpeg4, which browsers don’t play." in answer.json()["sentence"]


def test_a_mov_and_a_webm_keep_their_kind(as_: As, board: Board, tmp_path: Path) -> None:
    for name, codec in (("a.mov", "libx264"), ("a.webm", "libvpx-vp9")):
        assert send(as_("art"), board, encoded(tmp_path / name, codec, "yuv420p"), name).status_code == 201
    rows = [standing.row(take, board.plan()) for take in board.takes.order_by("number")]
    assert [row.file_name for row in rows] == ["the-lighthouse-take-1.mov", "the-lighthouse-take-2.webm"]
    kinds = []
    for row in rows:
        assert row.take.clip
        answer: Any = as_("art").get(reverse("clip", args=[row.take.clip.slug, "video"]))
        assert len(b"".join(answer.streaming_content)) == row.take.clip.bytes
        kinds.append(answer["Content-Type"])
    assert kinds == ["video/quicktime", "video/webm"]


def test_too_heavy_and_nothing_at_all(as_: As, board: Board) -> None:
    heavy = send(as_("art"), board, b"x", size=200_000_001)
    assert (heavy.status_code, "200 MB" in heavy.json()["sentence"]) == (422, True)
    nothing = as_("art").post(reverse("take_own", args=[board.slug]), {"key": "k", "offset": 0, "size": 1})
    assert nothing.json() == {"sentence": "No clip was sent. Choose one."}
    assert as_("clara").post(reverse("take_own", args=[board.slug])).status_code == 404


def test_the_same_form_key_is_one_take(board: Board, film: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mine.mp4"
    path.write_bytes(film)
    made = [ownclips.add(by=make_user("art"), board=board, source=path, form_key="own:k") for _turn in range(2)]
    assert made[0] == made[1]
