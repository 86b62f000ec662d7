"""One row per address and method: what one must be allowed to do there. A route without a row fails the tests.

Adding a route: one line in its list. Names in the address (`project`, `board`, `shot` …) are filled from `tests.access.world`;
`other` gives one another thing from there, or with `=` in front a plain value; `data` is what the request says, likewise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from projects.access import Can


@dataclass(frozen=True, slots=True)
class Row:
    """One address and method. `needs` is None where being signed in is enough; `unseen` is the answer to who may not see."""

    name: str
    method: str
    needs: Can | None
    other: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    unseen: int = 404

    def __str__(self) -> str:
        return " ".join([self.method, self.name, *self.other.values()])


def rows(needs: Can | None, *names: str, **how: Any) -> list[Row]:
    """Rows for `name` (GET) and `METHOD name` alike."""
    split = [name.rpartition(" ") for name in names]
    return [Row(name, method or "GET", needs, **how) for method, _space, name in split]


PUBLIC = {"alive", "ready", "home", "demo", "callback", "lent_picture"}
"""Our own addresses that need no sign-in. Those of allauth are in `test_public.py`."""

PEOPLE = [
    *rows(None, "keep", "POST keep", "me", "POST me", "help"),
    *rows(None, "POST theme", data={"theme": "=light"}),
    *rows(None, "POST coach", data={"card": "=render"}),
]

WORKSPACES = [
    *rows(Can.ENTER, "workspace"),
    *rows(Can.VIEW, "trash"),
    *rows(None, "POST workspace_create"),
    *rows(Can.PURGE, "POST workspace_rename", data={"title": "=Pier"}),
    *rows(Can.VIEW, "palette", data={"w": "workspace"}),
    *(
        row
        for kind in ("project", "board", "shot", "element", "take")
        for row in rows(Can.PURGE, "POST purge", other={"kind": f"={kind}", "slug": f"trashed_{kind}"})
    ),
]

PROJECTS = [
    *rows(Can.VIEW, "project", "project_wall", "reel"),
    *rows(Can.ARRANGE, "POST project_create", data={"aspect": "=16:9", "fps": "=24"}),
    *rows(Can.ARRANGE, "PATCH project_change", data={"title": "=Pier"}),
    *rows(Can.ARRANGE, "DELETE project_change", "POST project_archive"),
    *rows(Can.ARRANGE, "POST project_restore", other={"project": "trashed_project"}),
    *rows(Can.EDIT, "POST board_create", "POST board_arrange", "POST board_duplicate", "DELETE board_trash"),
    *rows(Can.EDIT, "POST board_rename", data={"title": "=Storm"}),
    *rows(Can.EDIT, "POST board_restore", other={"board": "trashed_board"}),
    *rows(Can.RENDER, "POST reel_assemble"),
]

BOARDS = [
    *rows(Can.VIEW, "board", "board_history", "inspector", "board_regions"),
    *rows(Can.EDIT, "PATCH board_change", "POST board_change", data={"field": "=title", "value": "=Storm"}),
    *rows(Can.EDIT, "POST board_timing", "POST board_order", "POST board_undo", "POST board_redo"),
    *rows(Can.EDIT, "POST board_fix", other={"code": "=SUM"}),
    *rows(Can.EDIT, "PATCH board_mode", "POST board_mode", data={"value": "=pro"}),
    *rows(Can.EDIT, "PATCH board_method", "POST board_method", data={"value": "=one_piece"}),
    *rows(Can.EDIT, "PATCH board_choice", "POST board_choice", other={"what": "=cfg"}, data={"value": "="}),
    *rows(Can.EDIT, "POST operation_revert", "POST version_restore"),
    *rows(Can.EDIT, "POST version_keep", data={"words": "=Before the client"}),
]

SHOTS = [
    *rows(Can.EDIT, "POST shot_add", "POST shot_bulk", "DELETE shot", "POST shot_duplicate", "POST shot_split"),
    *rows(Can.EDIT, "POST shot_go_on"),
    *rows(Can.EDIT, "PATCH shot", "POST shot", data={"field": "=prompt", "value": "=Rain."}),
    *rows(Can.EDIT, "PATCH shot_camera", "POST shot_camera", data={"zoom": "=2"}),
    *rows(Can.EDIT, "PATCH shot_motion", "POST shot_motion", data={"motion": "={}"}),
    *rows(Can.EDIT, "POST shot_restore", other={"shot": "trashed_shot"}),
]

ELEMENTS = [
    *rows(Can.VIEW, "elements", "project_elements", "element_sheet", "mentions"),
    *rows(Can.EDIT, "POST element_create", data={"workspace": "workspace", "handle": "=lamp"}),
    *rows(Can.EDIT, "PATCH element", data={"field": "=notes", "value": "=Wet."}),
    *rows(Can.EDIT, "DELETE element", "POST element_pictures", "POST element_duplicate"),
    *rows(Can.EDIT, "POST element_link", data={"project": "project"}),
    *rows(Can.EDIT, "POST element_restore", other={"element": "trashed_element"}),
]

PIECE = {"workspace": "workspace", "key": "=k", "offset": "=0", "size": "=4", "file": b"mast"}

TAKES = [
    *rows(Can.VIEW, "takes", "take_list", "take_stage", "render_bar", "take_timeline", "renderers"),
    *rows(Can.VIEW, "compare", data={"a": "take", "b": "second_take"}),
    *rows(Can.RENDER, "POST take_own", data=PIECE),
    *rows(Can.RENDER, "render_preview", "POST take_check", "POST take_fetch"),
    *rows(Can.MANAGE, "take_close", "POST take_close", data={"charged": "=no"}),
    *rows(Can.MANAGE, "take_decline", "POST take_decline", data={"answer": "=Later."}),
    *rows(Can.MANAGE, "POST take_approve"),
    *rows(Can.RENDER, "POST take_start", data={"model": "=animatic", "form_key": "=twice"}),
    *rows(Can.RENDER, "POST take_cancel", "POST take_retry", "take_shots"),
    *rows(Can.RENDER, "POST take_shot", other={"number": "=1"}, data={"form_key": "=shot"}),
    *rows(Can.SPEND, "POST take_retry", data={"knows": "=1"}),
    *rows(Can.PICK, "POST take_pick"),
    *rows(Can.EDIT, "DELETE take"),
    *rows(Can.EDIT, "POST take_cuts", data={"to": "=found"}),
    *rows(Can.EDIT, "POST take_cut", other={"number": "=2"}, data={"step": "=1"}),
    *rows(Can.EDIT, "POST take_restore", other={"take": "trashed_take"}),
]

KEYS = {"label": "=Second", "key": "=key-that-is-long-enough", "currency": "=USD"}

MONEY = [
    *rows(Can.VIEW, "connections", "budget"),
    *rows(Can.MANAGE, "ledger", "limit_new"),
    *rows(Can.MANAGE, "connect", "POST connect", other={"driver": "=kie"}, data=KEYS),
    *rows(Can.MANAGE, "POST limit_new", data={"period": "=month", "amount": "=50", "currency": "=USD"}),
    *rows(Can.MANAGE, "POST limit", data={"amount": "=50"}),
    *rows(Can.MANAGE, "DELETE limit", "connection", "DELETE connection"),
    *rows(Can.MANAGE, "POST connection_test", "POST connection_pause", "POST connection_resume"),
    *rows(Can.MANAGE, "connection_key", "POST connection_key", data=KEYS),
    *rows(Can.MANAGE, "connection_prices", "POST connection_prices", data={"currency": "=USD", "*": "=0.112"}),
    *rows(Can.MANAGE, "connection_limits", "POST connection_limits", data={"label": "=KIE", "most_running": "=3"}),
]

MEDIA = [
    *rows(Can.VIEW, "picture", other={"size": "=small"}),
    *rows(Can.VIEW, "clip", other={"part": "=video"}),
    *rows(Can.DOWNLOAD, "clip", other={"part": "=video"}, data={"as": "=take.mp4"}),
    *rows(Can.EDIT, "POST upload", data=PIECE),
    *rows(Can.VIEW, "stream", data={"topics": "topic"}, unseen=403),
]

ROWS = [*PEOPLE, *WORKSPACES, *PROJECTS, *BOARDS, *SHOTS, *ELEMENTS, *TAKES, *MONEY, *MEDIA]
