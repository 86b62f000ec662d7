"""Facts, constraints and guarded moves."""

from projects.models.board import Board, BoardState, Shot
from projects.models.element import Element, ElementPicture, Kind
from projects.models.event import Event
from projects.models.mirror import ElementMirror, MirrorState
from projects.models.operation import Operation
from projects.models.picture import Picture
from projects.models.project import Project
from projects.models.purse import CLOSING, LedgerEntry, Limit, Movement, Period, SpendRequest
from projects.models.take import OWN, Callback, Clip, Reel, ReelState, Render, RenderEvent, RenderState, Take
from projects.models.user import Theme, User
from projects.models.version import Occasion, Version
from projects.models.workspace import Connection, Membership, Role, Workspace

__all__ = [
    "CLOSING",
    "OWN",
    "Board",
    "BoardState",
    "Callback",
    "Clip",
    "Connection",
    "Element",
    "ElementMirror",
    "ElementPicture",
    "Event",
    "Kind",
    "LedgerEntry",
    "Limit",
    "Membership",
    "MirrorState",
    "Movement",
    "Occasion",
    "Operation",
    "Period",
    "Picture",
    "Project",
    "Reel",
    "ReelState",
    "Render",
    "RenderEvent",
    "RenderState",
    "Role",
    "Shot",
    "SpendRequest",
    "Take",
    "Theme",
    "User",
    "Version",
    "Workspace",
]
