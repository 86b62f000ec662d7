"""How the shots of a board stand while a take of it is on its way."""

from __future__ import annotations

from projects.models import Board, Render, RenderState

S = RenderState


def of_board(board: Board) -> dict[int, RenderState]:
    """How each shot of the newest take stands, by its number, while there is something to tell: one query.

    A shot stands as the render that covers it. Nothing when every shot is ready.
    """
    newest = board.takes.filter(deleted_at=None).order_by("-number").values("pk")[:1]
    rows = Render.objects.filter(take__in=newest).values_list("state", "order__shots")
    found = {shot["number"]: RenderState(state) for state, shots in rows for shot in shots}
    return found if any(state != S.SUCCEEDED for state in found.values()) else {}
