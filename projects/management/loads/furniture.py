"""A board in a workspace of its own, connected to every practice provider."""

from __future__ import annotations

from uuid import uuid4

from projects.models import Board, Connection, User
from projects.services import boards, connections, projects, workspaces


def furnish(model: str, seconds: int = 5) -> tuple[User, Board, Connection]:
    """Its owner, a board of one shot of so many seconds, and the connection of the model's driver."""
    user = User.objects.create_user(f"{uuid4().hex}@bench.invalid")
    workspace = workspaces.create(owner=user, title="Bench")
    connections.practise(workspace)
    Connection.objects.filter(workspace=workspace).update(most_running=1000, creates=10_000, per_seconds=60)
    project = projects.create(by=user, workspace=workspace, title="Bench", aspect="16:9", fps=24, model=model)
    board = boards.create(by=user, project=project, prompts=["A pier at dawn."])
    board.shots.update(seconds=seconds)
    Board.objects.filter(pk=board.pk).update(total_seconds=seconds)
    driver = model.partition("-")[0]
    return user, board, workspace.connections.get(driver=driver)
