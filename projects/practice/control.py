"""Control, for this machine only: what the practice provider has seen, and how it behaves from now on."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from html import escape
from typing import Any

from projects.practice.faults import Unknown
from projects.practice.house import masked
from projects.practice.practice import Practice
from projects.practice.seen import cost, links
from projects.practice.task import Task
from projects.practice.wire import Answer, Refusal, Request, said

_SHOWN = 200
_STYLE = "body{font:15px system-ui;margin:2rem}td,th{padding:.3rem .8rem;text-align:left;border-bottom:1px solid #ddd}"


class Mistaken(ValueError):
    """A control call says something that cannot be done."""


def from_here(host: str) -> bool:
    """Whether a caller's address is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def row(task: Task) -> dict[str, Any]:
    """A task as the state shows it."""
    names = ("wire", "task_id", "external_id", "callback_url", "model", "kind", "created_ms", "done_ms", "failure")
    return {
        **{name: getattr(task, name) for name in names},
        "key_tail": masked(task.key),
        "seconds": task.film.seconds if task.film else 0,
        "cost": cost(task),
        "state": task.stage,
        "callbacks_sent": task.callbacks_sent,
        "files_served": task.files_served,
        "polls": task.polls,
        "faults": list(task.faults),
    }


def bought(practice: Practice) -> list[Task]:
    """All purchases, oldest first."""
    return [task for task in practice.house.tasks.values() if task.bought]


async def state(practice: Practice, request: Request) -> Answer:
    """`GET /practice/state`."""
    tasks = [row(task) for task in practice.house.tasks.values()]
    return said({"purchases": len(bought(practice)), "tasks": tasks})


async def purchases(practice: Practice, request: Request) -> Answer:
    """`GET /practice/purchases`: one entry for each accepted create, whatever became of its answer."""
    return said([row(task) for task in bought(practice)])


async def requests(practice: Practice, request: Request) -> Answer:
    """`GET /practice/requests?since=N`: creates as received, numbered from 1."""
    since = request.query.get("since", "0")
    if not since.isdecimal():
        raise Mistaken("since is a number")
    return said([line for line in practice.house.requests if line["n"] > int(since)])


async def settings(practice: Practice, request: Request) -> Answer:
    """`POST /practice/settings`: any of running, callbacks, faults, seed, rates, http_errors, retry_scale."""
    given = request.data()
    for name in given:
        if name not in SETTERS:
            raise Mistaken(f"no setting is called {name}")
    for name, value in given.items():
        try:
            SETTERS[name](practice, value)
        except (TypeError, ValueError) as error:
            raise Mistaken(f"{name}: {error}") from error
    return await described(practice, request)


async def described(practice: Practice, request: Request) -> Answer:
    """`GET /practice/settings`."""
    options, faults = practice.options, practice.faults
    return said(
        {
            "running": list(options.running),
            "callbacks": practice.courier.on,
            "faults": faults.profile,
            "seed": faults.seed,
            "rates": "default" if options.rates else "off",
            "http_errors": options.http_errors,
            "retry_scale": practice.courier.scale,
        }
    )


def _running(practice: Practice, value: Any) -> None:
    least, most = (float(number) for number in value)
    if not 0 <= least <= most:
        raise Mistaken("two numbers of seconds, the smaller first")
    practice.options.running = (least, most)


def _seed(practice: Practice, value: Any) -> None:
    practice.faults.seed, practice.faults.created = int(value), 0


SETTERS: dict[str, Callable[[Practice, Any], None]] = {
    "running": _running,
    "callbacks": lambda practice, value: setattr(practice.courier, "on", value is True),
    "faults": lambda practice, value: practice.faults.mix(str(value)),
    "seed": _seed,
    "rates": lambda practice, value: setattr(practice.options, "rates", value != "off"),
    "http_errors": lambda practice, value: setattr(practice.options, "http_errors", value is True),
    "retry_scale": lambda practice, value: setattr(practice.courier, "scale", float(value)),
}


async def script(practice: Practice, request: Request) -> Answer:
    """`POST /practice/script`: `{"wire", "next": ["FAULT,…", "ok", …]}` for the next creates of a wire."""
    given = request.data()
    wire, lines = given.get("wire"), given.get("next")
    if (
        not isinstance(wire, str)
        or wire not in practice.wires
        or not isinstance(lines, list)
        or not all(isinstance(line, str) for line in lines)
    ):
        raise Mistaken("wire and next are needed")
    practice.faults.script(wire, lines)
    return said({"wire": wire, "waiting": len(practice.faults.scripts[wire])})


async def reset(practice: Practice, request: Request) -> Answer:
    """`POST /practice/reset`: forget tasks, purchases, scripts, uploads and the log."""
    await practice.reset()
    return said({"purchases": 0})


async def finish(practice: Practice, request: Request) -> Answer:
    """`POST /practice/finish`: end all tasks now."""
    return said({"ended": practice.lives.hurry_all()})


async def page(practice: Practice, request: Request) -> Answer:
    """`GET /practice/`: recent tasks for people."""
    rows = []
    for task in list(reversed(bought(practice)))[:_SHOWN]:
        url = links(task, practice.wires[task.wire])[0] if task.stage == "succeeded" else ""
        film = f'<a href="{escape(url)}">film</a>' if url else ""
        cells = (task.wire, task.model, task.prompt()[:120], task.stage, f"{cost(task):g}", ", ".join(task.faults))
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + f"<td>{film}</td></tr>")
    heads = "".join(f"<th>{name}</th>" for name in ("Wire", "Model", "Prompt", "State", "Cost", "Faults", "Film"))
    body = f"<h1>Practice provider</h1><p>{len(bought(practice))} purchases, nothing paid.</p>"
    html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Practice provider</title><style>{_STYLE}</style>{body}'
    text = f"{html}<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></html>"
    return Answer(200, text.encode(), {"content-type": "text/html; charset=utf-8"})


CALLS: dict[tuple[str, str], Callable[[Practice, Request], Awaitable[Answer]]] = {
    ("GET", ""): page,
    ("GET", "state"): state,
    ("GET", "purchases"): purchases,
    ("GET", "requests"): requests,
    ("GET", "settings"): described,
    ("POST", "settings"): settings,
    ("POST", "script"): script,
    ("POST", "reset"): reset,
    ("POST", "finish"): finish,
}


async def control(practice: Practice, request: Request, caller: str) -> Answer:
    """A call under `/practice/`."""
    origin = request.headers.get("origin")
    if not from_here(caller) or (origin and origin != request.base):
        return said({"error": "only from this machine"}, 403)
    call = CALLS.get((request.method, request.path.removeprefix("/practice").strip("/")))
    if call is None:
        return said({"error": "no such call"}, 404)
    try:
        return await call(practice, request)
    except Unknown as unknown:
        return said({"error": str(unknown)}, 400)
    except Mistaken as mistaken:
        return said({"error": str(mistaken)}, 400)
    except Refusal as refusal:
        return said({"error": refusal.detail}, 400)
