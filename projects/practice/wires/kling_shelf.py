"""Addresses of the official API's elements and voices: create, query, list, presets, delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from projects.practice.creating import create
from projects.practice.fields import Field
from projects.practice.practice import Practice
from projects.practice.task import Task, now_ms
from projects.practice.wire import Answer, Draft, Json, Refusal, Request, Wire, checked, said
from projects.practice.wires import kling_library as library
from projects.practice.wires.kling import enveloped, listed, query, unique

DRAWN: dict[str, Callable[[Json], Draft]] = {library.ELEMENTS: library.element, library.VOICES: library.voice}
_KIND = f"(?P<kind>{library.ELEMENTS}|{library.VOICES})"


def _drawn(practice: Practice, key: str, make: Callable[[Json], Draft], body: Json) -> Draft:
    draft = make(body)
    unique(practice, key, draft.external_id)
    return draft


async def create_item(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /v1/general/advanced-custom-elements` or `custom-voices`."""
    return await create(practice, wire, request, partial(_drawn, practice, wire.key(request), DRAWN[part["kind"]]))


async def create_at_once(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /v1/general/custom-elements`: the older way, the element is there at once."""
    key = wire.key(request)
    draft = library.old_element(request.data())
    task = practice.accept(wire, draft, key=key, base=request.base, faults={})
    practice.house.move(task, stage="succeeded", done_ms=now_ms(), updated_ms=now_ms())
    return said(enveloped({"element_id": int(library.item_of(task))}))


def _preset(kind: str, item: str, name: str) -> Json:
    if kind == "voices":
        return {"voices": [library.voice_entry(item, name, "", library.VENDOR)]}
    return {"elements": [library.element_entry(item, name, name, library.VENDOR)]}


async def presets(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`GET /v1/general/advanced-presets-elements`, `presets-elements` or `presets-voices`."""
    wire.key(request)
    kind = part["kind"].rsplit("-", 1)[-1]
    found = library.PRESET_VOICES if kind == "voices" else library.PRESET_ELEMENTS
    shelf = [
        {"task_id": item, "task_status": "succeed", "task_result": _preset(kind, item, name)}
        for item, name in found.items()
    ]
    return said(enveloped(shelf))


async def delete(practice: Practice, wire: Wire, request: Request, part: Mapping[str, Any]) -> Answer:
    """`POST /v1/general/delete-elements` or `delete-voices`."""
    key, body = wire.key(request), request.data()
    voices = part["kind"] == "voices"
    name = "voice_id" if voices else "element_id"
    checked({name: Field("string" if voices else "id", required=True)}, body)
    own: dict[str, Task] = (library.own_voices if voices else library.own_elements)(practice, key)
    task = own.get(str(body[name]))
    if task is None:
        raise Refusal("not_found")
    practice.house.move(task, deleted=True, updated_ms=now_ms())
    return said(enveloped({"task_id": str(practice.house.serial()), "task_status": "succeed"}))


ROUTES = (
    ("POST", rf"/v1/general/{_KIND}", create_item),
    ("GET", rf"/v1/general/{_KIND}", listed),
    ("GET", rf"/v1/general/{_KIND}/(?P<id>[^/]+)", query),
    ("POST", r"/v1/general/custom-elements", create_at_once),
    ("GET", r"/v1/general/(?P<kind>advanced-presets-elements|presets-elements|presets-voices)", presets),
    ("POST", r"/v1/general/delete-(?P<kind>elements|voices)", delete),
)
