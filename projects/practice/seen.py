"""What polls and callbacks show of a task, its faults applied."""

from __future__ import annotations

from dataclasses import replace

from projects.practice.task import ENDS, Seen, Task, clip_seconds, now_ms
from projects.practice.wire import Wire

ABSURD_COSTS = (-1.0, 1e12)


def links(task: Task, wire: Wire) -> tuple[str, ...]:
    """Addresses of the clips, as this wire gives them out; a second one with `several_urls`."""
    fresh = "2" if task.link_tried and wire.relinks and "link_expired" in task.faults else "1"
    names = (task.token, f"{task.token}-2") if "several_urls" in task.faults else (task.token,)
    return tuple(task.base + wire.link.format(wire=task.wire, name=name) + _version(wire, fresh) for name in names)


def _version(wire: Wire, version: str) -> str:
    return f"{'&' if '?' in wire.link else '?'}v={version}" if version != "1" else ""


def cost(task: Task) -> float:
    """What the task is said to have cost, in units."""
    if "cost_odd" in task.faults:
        return ABSURD_COSTS[int(task.token, 16) % 2]
    return round(task.cost * (1.2 if "cost_higher" in task.faults else 1.0), 4)


def look(task: Task, wire: Wire, stage: str = "") -> Seen:
    """The task as it stands, or as it would be at another stage."""
    stage = stage or task.stage
    now = now_ms()
    good = stage == "succeeded"
    span = max(1, task.ends_ms - task.starts_ms)
    progress = {"queued": 0, "succeeded": 100}.get(stage, min(99, max(1, 100 * (now - task.starts_ms) // span)))
    return Seen(
        stage=stage,
        failure=(task.failure or "server") if stage == "failed" else "",
        urls=links(task, wire) if good and task.film else (),
        cost=cost(task) if good else 0.0,
        progress=progress,
        seconds=clip_seconds(task.film.seconds) if task.film else 0.0,
        updated_ms=_since(task, stage),
        done_ms=task.done_ms if stage in ENDS else 0,
    )


def _since(task: Task, stage: str) -> int:
    """When the task came to a stage, also one it has left."""
    if stage == task.stage or stage in ENDS:
        return task.updated_ms
    return task.created_ms if stage == "queued" else max(task.created_ms, min(task.starts_ms, task.updated_ms))


def polled(task: Task, wire: Wire) -> Seen:
    """What one poll shows; counts the poll."""
    task.polls += 1
    shown = look(task, wire)
    if shown.stage == "running" and "unknown_state" in task.faults:
        return replace(shown, word=wire.strange)
    if shown.stage == "succeeded":
        task.polls_after_end += 1
        if task.polls_after_end <= (task.faults.get("no_url") or 0):
            return replace(shown, urls=())
    return shown


def forged(task: Task, wire: Wire) -> Seen:
    """A success nobody rendered."""
    shown = look(task, wire, "succeeded")
    return replace(shown, urls=(f"{task.base}/files/forged/{task.token[::-1]}.mp4",), done_ms=now_ms(), cost=0.0)
