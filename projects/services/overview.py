"""A project at a glance: its boards with their rhythm, and its reel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from projects.models import Board, Picture, Project, RenderState, Shot, Take
from projects.rules.lengths import Badge, badge
from projects.services import reels, standing
from projects.services.moves import OVER
from projects.services.timing import of_board


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A board as its project shows it: its shots with stills, its badge, its newest take, its place in the reel."""

    board: Board
    shots: list[Shot]
    badge: Badge
    take: Take | None
    running: RenderState | None
    progress: int
    part: reels.Part

    @property
    def still(self) -> Picture | None:
        """The first picture there is."""
        return next((shot.first_picture for shot in self.shots if shot.first_picture), None)


def of(project: Project) -> dict[str, Any]:
    """`cards`, `parts`, `seconds` and `picked` of a project: six queries however many boards there are."""
    parts = reels.parts(project)
    boards = [part.board for part in parts]
    shots: dict[int, list[Shot]] = {board.pk: [] for board in boards}
    for shot in Shot.objects.live().filter(board__in=boards).select_related("first_picture"):
        shots[shot.board_id].append(shot)
    newest = {take.board_id: take for take in _newest(boards)}
    cards = [_card(project, part, shots[part.board.pk], newest.get(part.board.pk)) for part in parts]
    return {
        "cards": cards,
        "parts": parts,
        "seconds": sum(board.total_seconds for board in boards),
        "picked": sum(part.picked for part in parts),
        "playable": any(part.take for part in parts),
    }


def _newest(boards: list[Board]) -> Any:
    rows = Take.objects.filter(board__in=boards, deleted_at=None).select_related("clip").prefetch_related("renders")
    return rows.order_by("number")


def _card(project: Project, part: reels.Part, shots: list[Shot], newest: Take | None) -> BoardCard:
    board = part.board
    board.project = project
    state = standing.state(newest) if newest and not newest.clip_id else None
    renders = list(newest.renders.all()) if newest else []
    return BoardCard(
        board=board,
        shots=shots,
        badge=badge(of_board(board, shots)),
        take=newest,
        running=state if state and state not in OVER else None,
        progress=sum(render.progress for render in renders) // max(1, len(renders)),
        part=part,
    )
