"""Any JSON, and documented bodies in which something is not as documented."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from projects.providers.base import Phase, Report

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**30, -5, 2**63, 10**400, 1e308, -0.0, float("nan"), float("inf"), 0.1, 429, 501, 408, 1203])
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(
        ["", "NaN", "1e999999999", "-5", "9" * 5000, "success", "succeed", "[" * 5000, "\ud800", "\x1b[31m"]
    )
    | st.sampled_from(
        ["https://x.example.com/a.mp4", "javascript:alert(1)", "https://x/\r\nHost: y", "file:///etc/passwd"]
    )
)
names = st.sampled_from(
    ["code", "msg", "message", "data", "taskId", "task_id", "state", "resultJson", "param", "task", "videos", "status"]
) | st.text(max_size=8)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5), max_leaves=12
)
headers = st.dictionaries(
    st.sampled_from(
        ["x-webhook-timestamp", "x-webhook-signature", "webhook-id", "webhook-timestamp", "webhook-signature"]
    ),
    st.text(max_size=80) | st.sampled_from(["1767225600", "v1,AAAA", "v1,", "9" * 400, "a" * 70_000, "²", "-1"]),
)


def mutations(name: str) -> st.SearchStrategy[Callable[[dict[str, Any]], Any]]:
    """One example in which one or two values are something else; a function, as the examples are the driver's."""

    def make(which: int, steps: list[int], value: Any, twice: Any) -> Callable[[dict[str, Any]], Any]:
        def mutate(examples: dict[str, Any]) -> Any:
            body = copy.deepcopy(list(examples.values())[which % len(examples)])
            for number, put in enumerate((value, twice)):
                place(body, steps[number:], put)
            return body

        return mutate

    return st.builds(make, st.integers(0, 99), st.lists(st.integers(0, 99), min_size=2, max_size=6), anything, anything)


def place(body: Any, steps: list[int], value: Any) -> None:
    """Put a value somewhere inside."""
    for number, step in enumerate(steps):
        if not isinstance(body, dict | list) or not body:
            return
        keys: list[Any] = list(body) if isinstance(body, dict) else list(range(len(body)))
        key = keys[step % len(keys)]
        if number == len(steps) - 1 or not isinstance(body[key], dict | list):
            body[key] = value
            return
        body = body[key]


def harmless(report: Report) -> None:
    """A report that can be kept and shown whatever it was made of."""
    assert report.units is None or (
        report.units.is_finite() and 0 <= report.units < 10**9 and len(str(report.units)) <= 24
    )
    assert report.progress is None or 0 <= report.progress <= 100
    assert len(report.reason) <= 300 and len(report.word) <= 60 and len(report.task_id) <= 128
    assert all(link.startswith(("http://", "https://")) for link in (report.result, *report.extra) if link)
    assert bool(report.result) == (report.phase == Phase.SUCCEEDED)
    assert (report.category is not None) == (report.phase == Phase.FAILED)
    assert report.lives is None or 0 < report.lives <= 366 * 24 * 3600
    assert report.created_ms is None or 0 < report.created_ms < 10**15
    for text in (report.reason, report.word, report.result, report.task_id):
        assert text.isprintable() or not text
        text.encode()
