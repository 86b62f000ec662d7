"""The three hints of the demo board, one at a time, each closed once for good."""

from __future__ import annotations

from projects.models import Project, User

CARDS = ("render", "cut", "mention")


def next_card(user: User, project: Project) -> str:
    """The hint this person sees next on a board of a demo project; empty when they have closed all, or elsewhere."""
    return following(user) if project.demo else ""


def following(user: User) -> str:
    """The first hint they have not closed, or empty."""
    return next((card for card in CARDS if card not in user.coached), "")
