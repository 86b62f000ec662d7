"""A workspace with one of everything, the addresses of the app, and one digest of all rows."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from projects.models import Board, Clip, Limit, Operation, Take, User, Workspace
from projects.services import connections, operations, takes, versions
from tests.access.routes import Row
from tests.people import make_board, make_element, make_picture, make_project, make_shot

World = Mapping[str, Any]
FORM = "application/x-www-form-urlencoded"


def one_of_everything(workspace: Workspace, by: User) -> dict[str, Any]:
    """Rows by name; `trashed_…` are in the trash."""
    now = timezone.now()
    project = make_project(workspace)
    board = make_board(project)
    change = {"model": "board", "id": board.slug, "field": "title", "from": board.title, "to": "The Tower"}
    operations.perform(board, by=by, words="Renamed the board", changes=[change])
    clip = _clip(workspace)
    take = _take(by, board, "once")
    second_take = _take(by, board, "once more")
    Take.objects.filter(pk__in=(take.pk, second_take.pk)).update(clip=clip)
    trashed_take = _take(by, board, "thrown away")
    Take.objects.filter(pk=trashed_take.pk).update(deleted_at=now)
    kie = connections.connect(
        by=by, workspace=workspace, driver="kie", label="KIE", secrets={"key": "key-that-is-long-enough"}
    )
    return {
        "workspace": workspace,
        "connection": kie,
        "limit": Limit.objects.create(workspace=workspace, period="render", amount=500),
        "project": project,
        "board": board,
        "shot": board.shots.live().first(),
        "element": make_element(project),
        "picture": make_picture(workspace),
        "clip": clip,
        "take": take,
        "second_take": second_take,
        "operation": Operation.objects.get(board=board),
        "version": versions.keep(board, by=by, words="As it was"),
        "trashed_project": make_project(workspace, "Old spot", deleted_at=now),
        "trashed_board": make_board(project, position=None, deleted_at=now),
        "trashed_shot": make_shot(board, position=None, deleted_at=now),
        "trashed_element": make_element(project, "gull", deleted_at=now),
        "trashed_take": trashed_take,
        "topic": f"b:{board.slug},w:{workspace.slug}",
    }


def _take(by: User, board: Board, form_key: str) -> Take:
    connection = board.project.workspace.connections.get()
    return takes.request(by=by, board=board, connection=connection, model="animatic", options={}, form_key=form_key)


def _clip(workspace: Workspace) -> Clip:
    name = default_storage.save(f"{workspace.slug}/clips/one.mp4", ContentFile(b"a film"))
    facts = {"seconds": 10, "frames": 240, "fps": 24, "width": 1280, "height": 720, "bytes": 6}
    return Clip.objects.create(workspace=workspace, digest="d" * 64, file=name, poster=name, sprite=name, **facts)


def routes() -> dict[str, URLPattern]:
    """Every named address, by name; those of Django's admin are in `test_admin.py`."""
    return {str(pattern.name): pattern for pattern in _walk(get_resolver())}


def _walk(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if getattr(each, "app_name", "") == "admin":
            continue
        yield from _walk(each) if isinstance(each, URLResolver) else (each,)


def ours() -> dict[str, URLPattern]:
    """The addresses that this project wrote."""
    return {name: each for name, each in routes().items() if not each.callback.__module__.startswith("allauth.")}


def names_in(name: str) -> list[str]:
    """What the address of this name asks for."""
    pattern: Any = routes()[name].pattern
    return [*pattern.regex.groupindex]


def address(row: Row, world: World, **instead: str) -> str:
    """The row's address in this world."""
    named = {name: row.other.get(name, name) for name in names_in(row.name)}
    return reverse(row.name, kwargs={name: value(word, world) for name, word in named.items()} | instead)


def value(word: Any, world: World) -> Any:
    """What a word of a row stands for: a plain value behind `=`, a file, or a thing's public id."""
    if isinstance(word, bytes):
        return SimpleUploadedFile("mast.jpg", word)
    if word.startswith("="):
        return word[1:]
    return getattr(world[word], "slug", world[word])


def knock(browser: Client, row: Row, world: World, method: str = "", **instead: str) -> int:
    """Send what the row says, as htmx would, and tell the status; another method is sent bare."""
    verb, to, headers = method or row.method, address(row, world, **instead), {"HX-Request": "true"}
    data = {name: value(word, world) for name, word in row.data.items()} if verb == row.method else {}
    if verb in {"GET", "POST"}:
        answer = (browser.get if verb == "GET" else browser.post)(to, data, headers=headers)
    else:
        answer = browser.generic(verb, to, urlencode(data), content_type=FORM, headers=headers)
    if answer.streaming and not answer.is_async:
        deque(answer, maxlen=0)
    return answer.status_code


def digest() -> str:
    """One hash of every row of ours."""
    whole = hashlib.sha256()
    for model in apps.get_app_config("projects").get_models(include_auto_created=True):
        fields = [each.attname for each in model._meta.concrete_fields if each.name != "last_login"]
        whole.update(repr(list(model._base_manager.order_by("pk").values_list(*fields))).encode())
    return whole.hexdigest()
