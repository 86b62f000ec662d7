"""b-2: callbacks are forged, repeated, broken, flooded and overheard."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from projects.models import Callback, Render, RenderState, Workspace
from projects.services import addresses, callbacks, projects
from tests.attacks.conftest import Sent, address, body, post
from tests.people import make_user
from tests.studio.test_logs import logging_as

KEY = "kie-callback-key-000"


@pytest.mark.parametrize("token", ["x", "a" * 64, "a" * 101, "%00", "..", "development-" + "0" * 64])
def test_26_a_made_up_token_is_nobody(render: Sent, token: str) -> None:
    row = render("kie")
    answer = Client().post(f"/callbacks/kie/{token}/", body(row), content_type="application/json")
    assert answer.status_code == 404
    assert not Callback.objects.exists()


def test_27_a_forged_success_only_makes_us_ask(render: Sent) -> None:
    """Its address is kept as text and never asked; the state stays; the provider is asked at once."""
    row = render("kie")
    assert post(address(row), body(row, resultJson='{"resultUrls":["http://127.0.0.1:9/evil.mp4"]}')) == 200
    assert callbacks.wake() == [row.pk]
    row.refresh_from_db()
    assert (row.state, row.result) == (RenderState.RUNNING, "")
    assert row.due_at <= timezone.now()


def signed(row: Render, at: float, key: str = KEY) -> dict[str, str]:
    """KIE's own headers."""
    message = f"{row.provider_task_id}.{int(at)}".encode()
    digest = base64.b64encode(hmac.new(key.encode(), message, hashlib.sha256).digest()).decode()
    return {"X-Webhook-Timestamp": str(int(at)), "X-Webhook-Signature": digest}


@pytest.fixture
def guarded(render: Sent) -> Render:
    """A render at KIE whose callbacks have to be signed."""
    from projects.services import connections

    row = render("kie")
    held = {"key": "key-0123456789", "webhook_secret": KEY}
    connections.replace_secrets(by=None, connection=row.connection, secrets=held)
    row.refresh_from_db()
    return row


def test_28_a_signature_is_used_again_with_another_body(guarded: Render) -> None:
    headers = signed(guarded, time.time())
    assert post(address(guarded), body(guarded, "waiting"), **headers) == 200
    assert post(address(guarded), body(guarded, "success", resultJson="{}"), **headers) == 200
    guarded.refresh_from_db()
    assert guarded.state == RenderState.RUNNING


@pytest.mark.django_db(transaction=True)
def test_29_a_thousand_replays_are_one_row_and_one_question(render: Sent) -> None:
    row = render("apixo")
    for _ in range(50):
        assert post(address(row), body(row)) == 200
    assert Callback.objects.count() == 1
    for number in range(callbacks.CALM_AFTER + 5):
        post(address(row), body(row, extra=number))
    Render.objects.filter(pk=row.pk).update(polled_at=timezone.now())
    callbacks.wake()
    row.refresh_from_db()
    wait = (row.due_at - timezone.now()).total_seconds()
    assert callbacks.CALM_SECONDS - 1 < wait <= callbacks.CALM_SECONDS


@pytest.mark.parametrize(("off", "status"), [(0, 200), (298, 200), (-298, 200), (303, 401), (-303, 401)])
def test_30_a_stamp_is_five_minutes_off_at_most(guarded: Render, off: int, status: int) -> None:
    assert post(address(guarded), body(guarded), **signed(guarded, time.time() + off)) == status
    assert Callback.objects.exists() == (status == 200)


def test_31_signatures_that_are_none(guarded: Render) -> None:
    good = signed(guarded, time.time())
    given = good["X-Webhook-Signature"]
    odd = ["", given + " ", f"{given}, {given}", given[:-1], "\x7f" * 44, "é" * 44, "A" * 9000]
    for value in odd:
        assert post(address(guarded), body(guarded), **{**good, "X-Webhook-Signature": value}) == 401
    for stamp in ("", "soon", "-5", "1e9", "9" * 30):
        assert post(address(guarded), body(guarded), **{**good, "X-Webhook-Timestamp": stamp}) == 401
    assert post(address(guarded), body(guarded)) == 401


def test_32_34_the_task_of_somebody_else_is_not_ours(render: Sent) -> None:
    """A callback never gives a render a task id: it is adopted only after the provider showed it as ours."""
    ours, other = render("kie", RenderState.UNCERTAIN, "x"), render("kie")
    Render.objects.filter(pk=ours.pk).update(provider_task_id="")
    assert post(address(ours), body(other)) == 200
    callbacks.wake()
    ours.refresh_from_db()
    assert (ours.provider_task_id, ours.state) == ("", RenderState.UNCERTAIN)


def test_33_a_claim_is_remembered_as_a_claim(render: Sent) -> None:
    row = render("apixo", RenderState.UNCERTAIN)
    Render.objects.filter(pk=row.pk).update(provider_task_id="")
    assert post(address(row), {"code": 200, "data": {"taskId": "task-of-the-attacker", "state": "success"}}) == 200
    row.refresh_from_db()
    assert row.provider_task_id == ""


def test_37_a_flood_for_one_render_stays_small(render: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """One statement each; a render that is called too often loses its address, and polling goes on."""
    monkeypatch.setattr(callbacks, "MOST_KEPT", 20)
    row = render("kie")
    assert {post(address(row), body(row, extra=number)) for number in range(21)} == {200}
    callbacks.wake()
    assert {post(address(row), body(row, extra=number)) for number in range(30, 60)} == {404}
    assert row.callbacks.count() == 21
    row.refresh_from_db()
    assert row.due_at is not None


def test_38_a_token_has_256_bits_and_is_found_by_its_hash(render: Sent) -> None:
    row = render("kie")
    token = addresses.token(row.external_id)
    assert Render._meta.get_field("callback_token_hash").unique
    assert len(bytes.fromhex(token.rpartition("-")[2])) == 32
    assert row.callback_token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(Render.objects.values().get(pk=row.pk))


@pytest.mark.parametrize("json_lines", [True, False], ids=["json", "plain"])
def test_39_no_token_is_written_into_a_log(render: Sent, json_lines: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """Django's own lines, an access line and an error: the path is there, the token is not. No Referer leads away."""
    row = render("kie")
    token = addresses.token(row.external_id)
    with logging_as(json_lines=json_lines):
        assert post(f"/callbacks/kling/{token}/", {}) == 404
        assert Client().get(address(row)).status_code == 405
        logging.getLogger("django.request").error("Internal Server Error: %s", address(row))
        logging.getLogger("uvicorn.access").info('%s - "POST %s HTTP/1.1" %d', "192.0.2.1", address(row), 200)
        logging.getLogger("projects").warning("kept", extra={"url": address(row)})
        logging.getLogger("projects").warning("GET /lent/InBfMiI:1tX:5f0c/picture.png")
    written = capsys.readouterr().err
    assert written.count("/callbacks/") >= 4
    assert token not in written and token.rpartition("-")[2][:12] not in written
    assert "1tX:5f0c" not in written


def test_39_a_token_dies_45_days_after_the_end(render: Sent) -> None:
    row = render("kie", RenderState.FAILED)
    for days, status in ((44, 200), (46, 404)):
        Render.objects.filter(pk=row.pk).update(finished_at=timezone.now() - timedelta(days=days))
        assert post(address(row), body(row, days=days)) == status


@pytest.mark.parametrize("state", [RenderState.SUCCEEDED, RenderState.FAILED, RenderState.CANCELLED])
@pytest.mark.parametrize("word", ["waiting", "fail", "success"])
def test_40_41_no_callback_changes_an_end(render: Sent, state: str, word: str, settings: Any) -> None:
    """Whatever comes late: the first verified verdict stands. Here the provider cannot even be asked."""
    row = render("kie", state)
    Render.objects.filter(pk=row.pk).update(finished_at=timezone.now())
    assert post(address(row), body(row, word)) == 200
    callbacks.wake()
    row.refresh_from_db()
    assert row.state == state
    assert not row.callbacks.filter(done_at=None).exists()


def test_42_a_deleted_project_stays_deleted(render: Sent) -> None:
    row = render("kie")
    projects.trash(by=make_user("olga"), project=row.take.board.project)
    assert post(address(row), body(row)) == 200
    callbacks.wake()
    row.take.board.project.refresh_from_db()
    assert row.take.board.project.deleted_at is not None


def test_43_addresses_we_hand_out_come_from_the_settings(render: Sent, settings: Any) -> None:
    settings.PUBLIC_URL = "https://studio.example.com"
    row = render("kie")
    assert addresses.callback(row.connection, row.external_id).startswith("https://studio.example.com/callbacks/kie/")


def test_46_a_token_of_another_environment_is_unknown(render: Sent, settings: Any) -> None:
    row = render("kie")
    ours = address(row)
    settings.ENVIRONMENT = "staging"
    theirs = address(row)
    assert theirs != ours
    assert (post(ours, body(row)), post(theirs, body(row))) == (200, 404)


def test_47_every_no_looks_the_same(render: Sent, harbour: Workspace) -> None:
    row = render("kie", RenderState.FAILED)
    Render.objects.filter(pk=row.pk).update(finished_at=timezone.now() - timedelta(days=60))
    foreign = address(row).replace("/kie/", "/kling/")
    answers = [
        Client().post(path, b"{}", content_type="application/json")
        for path in (address(row), foreign, "/callbacks/kie/unknown/", "/callbacks/nobody/unknown/")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({(answer.content, *sorted(answer.headers.items())) for answer in answers[:3]}) == 1
