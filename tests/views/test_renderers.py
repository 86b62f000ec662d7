"""Every renderer beside the board, in one answer."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Workspace
from projects.services.switching import renderers
from tests.attacks.conftest import connect
from tests.people import make_board, make_picture, make_project, make_shot

HTMX = {"HX-Request": "true"}


def test_what_each_keeps_is_said_with_its_price(harbour: Workspace, as_: Callable[[str], Client]) -> None:
    for driver in ("kling", "apixo"):
        connect(harbour, driver)
    board = make_board(make_project(harbour), ())
    for _ in range(2):
        make_shot(board, seconds=5, prompt="A pier.", first_picture=make_picture(harbour), camera={"zoom": 3, "pan": 2})
    board.total_seconds = 10
    board.save()
    owner, address = as_("olga"), reverse("renderers", args=[board.slug])
    with CaptureQueriesContext(database) as seen:
        page = owner.get(address, headers=HTMX).content.decode()
    assert len(seen) <= 16
    assert page.count("Use it") == page.count('scope="row"') - 1
    features, rows = renderers(board)
    assert features == ["pictures", "camera", "lengths"]
    assert rows[0].model.slug == "animatic"
    kling = next(row for row in rows if row.model.slug == "kling-v3")
    assert (kling.losses["pictures"].verdict, kling.losses["camera"].verdict) == ("part", "words")
    assert kling.quote and kling.quote.amount == 100
    assert [row.stops > 0 for row in rows] == sorted(row.stops > 0 for row in rows)
