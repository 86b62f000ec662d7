"""Every route of the editor, for every role and for nobody."""

from __future__ import annotations

import pytest

from projects.models import Board, User
from tests.views.editor import HTMX, Browser, patch

ROUTES: list[tuple[str, str, str]] = [
    ("GET", "/w/{w}/b/{b}/", "page"),
    ("GET", "/w/{w}/b/{b}/history/", "page"),
    ("GET", "/_/b/{b}/inspector/", "see"),
    ("GET", "/_/b/{b}/regions/", "see"),
    ("PATCH", "/_/b/{b}/", "edit"),
    ("POST", "/_/b/{b}/timing/", "edit"),
    ("POST", "/_/b/{b}/order/", "edit"),
    ("POST", "/_/b/{b}/undo/", "edit"),
    ("POST", "/_/b/{b}/redo/", "edit"),
    ("POST", "/_/b/{b}/preflight/SUM/fix/", "edit"),
    ("POST", "/_/b/{b}/shots/", "edit"),
    ("POST", "/_/b/{b}/shots/bulk/", "edit"),
    ("PATCH", "/_/s/{s}/", "edit"),
    ("DELETE", "/_/s/{s}/", "edit"),
    ("PATCH", "/_/s/{s}/camera/", "edit"),
    ("POST", "/_/s/{s}/duplicate/", "edit"),
    ("POST", "/_/s/{s}/split/", "edit"),
    ("POST", "/_/s/{s}/restore/", "edit"),
    ("POST", "/_/o/{o}/revert/", "edit"),
]


@pytest.mark.parametrize(("method", "address", "kind"), ROUTES)
@pytest.mark.parametrize("name", ["olga", "pia", "dirk", "art", "clara", "mallory", ""])
def test_who_may_come_in(
    board: Board, people: dict[str, User], as_: Browser, method: str, address: str, kind: str, name: str
) -> None:
    patch(as_("olga"), f"/_/b/{board.slug}/", field="style", value="ink")
    names = {"w": board.project.workspace.slug, "b": board.slug, "s": board.shots.live()[0].slug}
    url = address.format(**names, o=board.operations.get().slug)
    answer = as_(name).generic(method, url, headers={} if kind == "page" else HTMX)
    if name == "":
        assert answer.status_code in (302, 401)
    elif name in ("clara", "mallory"):
        assert answer.status_code == 404
    else:
        assert answer.status_code in (200, 302, 422)
