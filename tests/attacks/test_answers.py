"""b-3: answers, files and addresses of providers that mean ill; what the tests of drivers and of the way out leave open."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from projects.media import clips
from projects.models import Clip, Connection, Render, RenderEvent, RenderState, Workspace
from projects.providers import catalog
from projects.providers.base import Answer
from projects.providers.troubles import Category, ProviderError
from projects.services import addresses, connections, desks
from tests.attacks.conftest import CANARY, Sent, connect
from tests.faults.house import World, render_of
from tests.people import make_picture
from tests.providers import values
from tests.providers.orders import WEBHOOK, account, bodies
from tests.providers.wire import said, wire

As = Callable[[str], Client]
HTMX = {"HX-Request": "true"}

ACTIVE = {
    "a playlist": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{url}\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "a list of files": "ffconcat version 1.0\nfile '{url}'\nfile '/etc/passwd'\n",
    "a session": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\na=control:{url}\n",
    "a manifest": '<?xml version="1.0"?><MPD type="static"><Period><BaseURL>{url}</BaseURL></Period></MPD>',
}


@pytest.mark.parametrize("text", ACTIVE.values(), ids=ACTIVE)
def test_65_66_a_file_that_names_others_opens_none_of_them(tmp_path: Path, text: str) -> None:
    """What is read of a stranger's file is read in the bounded child, which opens that one file."""
    with wire() as canary:
        canary.answers(said(b""))
        (tmp_path / "clip.mp4").write_text(text.format(url=f"{canary.url}/inside.mp4", port=canary.port))
        with pytest.raises(clips.ClipBroken):
            clips.survey(tmp_path / "clip.mp4", tmp_path / "poster.webp", tmp_path / "sheet.webp")
        assert canary.dialled == 0
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


@pytest.mark.parametrize(("asked", "disposition"), [({}, None), ({"as": "take.mp4"}, "attachment")])
def test_67_a_video_with_a_page_inside_is_never_a_page(
    harbour: Workspace, as_: As, asked: dict[str, str], disposition: str | None
) -> None:
    """Decided: media come from our own address behind the sign-in, so the type is fixed and never guessed."""
    page = b"\0\0\0\x18ftypisom<script>alert(1)</script>"
    name = default_storage.save("one.mp4", ContentFile(page))
    facts = {"seconds": 1, "frames": 24, "fps": 24, "width": 64, "height": 64, "bytes": len(page)}
    made = Clip.objects.create(workspace=harbour, digest="d" * 64, file=name, poster=name, sprite=name, **facts)
    answer = as_("art").get(reverse("clip", args=[made.slug, "video"]), asked)
    assert answer["Content-Type"] == "video/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert (answer.get("Content-Disposition") or "").partition(";")[0] == (disposition or "inline")
    assert not answer.cookies
    answer.close()


ODD: list[Any] = [
    None, -5, 0, 1e308, 10**30, 10**400, float("nan"), float("inf"), True, "", "NaN", "-5", "1e999999999", "9" * 5000, [], {},
    [[]], "success", "succeed", "SUCCESS", "\ud800", "\x1b[31m<script>", "x" * 100_000, "https://x/\r\nHost: y", "file:///x",
    {"taskId": "another"}, '{"resultUrls": [null, 5, "javascript:x"]}', "[" * 3000, -0.0, 429, 501, 200, 1203, b"".decode(),
]  # fmt: skip


@pytest.mark.parametrize("slug", sorted(catalog.REMOTES))
def test_68_a_thousand_lies_of_each_provider(slug: str) -> None:
    """Documented answers in which up to three values are something else: a harmless report or a trouble, never a crash."""
    chance, driver, examples = random.Random(f"68 {slug}"), catalog.remote(slug), list(bodies(slug).values())
    for _ in range(1000):
        body = copy.deepcopy(chance.choice(examples))
        for _lie in range(chance.randint(1, 3)):
            values.place(body, [chance.randrange(100) for _ in range(chance.randint(1, 5))], chance.choice(ODD))
        found = driver.trouble(Answer(chance.choice([200, 200, 400, 429, 500]), body))
        assert found is None or isinstance(found[0], Category)
        assert len(driver.created(body)) <= 128
        assert len(driver.balance(body)) < 80
        raw = json.dumps(body, default=str).encode()
        assert driver.hint({}, raw, account(webhook_secret=WEBHOOK), 0).signature != "good"
        try:
            values.harmless(driver.read(body))
        except ProviderError:
            continue


def test_70_words_of_a_provider_are_text_on_every_page(render: Sent, as_: As) -> None:
    words = "<script>alert(1)</script>\x1b[31m{{ 7|add:7 }}"
    row = render("kie", RenderState.NEEDS_ATTENTION)
    Render.objects.filter(pk=row.pk).update(reason=words, provider_state=words[:60])
    RenderEvent.objects.create(render=row, to_state=row.state, who="worker", note=words)
    board = row.take.board
    pages = [
        reverse("takes", args=[board.project.workspace.slug, board.slug]),
        reverse("take_list", args=[board.slug]),
        reverse("take_timeline", args=[row.take.slug]),
        reverse("project", args=[board.project.workspace.slug, board.project.slug]),
    ]
    seen = [as_("olga").get(page).content.decode() for page in pages]
    assert not any("<script>alert" in text for text in seen)
    assert sum("&lt;script&gt;alert" in text for text in seen) >= 3


def test_71_the_same_file_for_two_jobs_is_noted(house: World) -> None:
    """Both takes show it; the timeline of the second says whose it is, for whoever has to claim money back."""
    first, second = house.work(house.click("kie")), render_of(house.click("kie"))
    Render.objects.filter(pk=second.pk).update(state=RenderState.FETCHING, result=first.result)
    second = house.work(second.take)
    assert first.clip_id == second.clip_id
    notes = [row.events.get(to_state=RenderState.SUCCEEDED).note for row in (first, second)]
    assert notes == ["", f"the provider gave the same file as for render {first.slug}"]


@pytest.mark.django_db(transaction=True)
def test_74_each_account_speaks_to_its_own_host_with_its_own_key(harbour: Workspace, settings: Any) -> None:
    """A gateway that leads on to another is not followed, so that neither gets the other's key."""
    with wire() as ours, wire() as theirs:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({ours.place, theirs.place})
        ours.answers(said(b"", 307, Location=theirs.url))
        theirs.answers(said({"code": 200, "data": 60}))
        first, second = connect(harbour, "kie"), connect(harbour, "apikley", key="another-key-0123456789")
        for row, host in ((first, ours), (second, theirs)):
            Connection.objects.filter(pk=row.pk).update(base_url=host.url)
            connections.test(Connection.objects.get(pk=row.pk))
        desks.way_out().close()
        desks.line.cache_clear()
        assert [asked.headers["authorization"] for asked in ours.asked] == [f"Bearer {CANARY}"]
        assert [asked.headers["authorization"] for asked in theirs.asked] == ["Bearer another-key-0123456789"]


@pytest.mark.parametrize(
    ("dialog", "form"),
    [
        ("connection_key", {"base_url": "https://evil.example.com"}),
        (
            "connection_key",
            {"key": " ", "base_url": "https://evil.example.com", "upload_url": "https://evil.example.com"},
        ),
        ("connection_key", {"key": CANARY, "base_url": "https://10.0.0.1"}),
        ("connection_limits", {"label": "Ours", "base_url": "https://evil.example.com"}),
        ("connection_prices", {"currency": "USD", "base_url": "https://evil.example.com"}),
    ],
)
def test_75_an_address_is_never_changed_without_the_key(
    harbour: Workspace, as_: As, dialog: str, form: dict[str, str]
) -> None:
    row = connect(harbour, "kie")
    as_("olga").post(reverse(dialog, args=[row.slug]), form, headers=HTMX)
    row.refresh_from_db()
    assert (row.base_url, row.upload_url) == ("", "")
    assert desks.account(row).base_url == catalog.remote("kie").base_url


def test_75_an_account_with_another_address_uploads_nowhere_else(harbour: Workspace) -> None:
    row = connect(harbour, "kie")
    Connection.objects.filter(pk=row.pk).update(base_url="https://gateway.example.com")
    assert desks.account(Connection.objects.get(pk=row.pk)).upload_url == ""


def test_76_a_lent_picture_is_there_for_a_day(
    harbour: Workspace, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUBLIC_URL = "https://studio.example.com"
    ours, other = make_picture(harbour), make_picture(harbour, colour="#ffffff")
    path = addresses.picture(connect(harbour, "apixo"), ours).removeprefix(settings.PUBLIC_URL)
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert len(b"".join(answer)) == ours.bytes != other.bytes  # type: ignore[arg-type]
    signed = path.split("/")[2]
    forged = signing.dumps(other.slug, salt="another salt")
    for made_up in (signed[:-1], signed.swapcase(), forged, ours.slug, f"{signed}x"):
        assert Client().get(path.replace(signed, made_up)).status_code == 404
    now = signing.time.time()
    for seconds, status in ((addresses.PICTURE_SECONDS - 5, 200), (addresses.PICTURE_SECONDS + 5, 404)):
        with monkeypatch.context() as later:
            later.setattr(signing.time, "time", lambda seconds=seconds: now + seconds)
            answer = Client().get(path)
            assert answer.status_code == status
            answer.close()
