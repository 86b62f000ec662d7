"""What of a board leaves the house: `preflight` judges it, `orders` buys it, and neither decides it alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from projects.rules.capabilities import Capabilities
from projects.rules.storyboard import BoardPlan, ElementFacts, ShotPlan, StillFacts


@dataclass(frozen=True, slots=True)
class Sent:
    """One shot as a model gets it: its number from 1, the whole seconds that are billed, pictures, and whether camera and motion go."""

    number: int
    seconds: int
    first: StillFacts | None = None
    last: StillFacts | None = None
    camera: bool = False
    motion: bool = False

    @property
    def pictured(self) -> bool:
        """True when it starts or ends with a picture, so that the picture gives the shape of the film."""
        return self.first is not None or self.last is not None


def sent(board: BoardPlan, model: Capabilities) -> tuple[Sent, ...]:
    """Every shot as `model`, tuned and for this many shots, would get it."""
    return tuple(_sent(number, shot, model, len(board.shots)) for number, shot in enumerate(board.shots, 1))


def jobs(shots: tuple[Sent, ...], model: Capabilities) -> tuple[tuple[Sent, ...], ...]:
    """The shots by the render that makes them."""
    return (shots,) if model.one_piece else tuple((shot,) for shot in shots)


def called(board: BoardPlan, job: tuple[Sent, ...]) -> tuple[ElementFacts, ...]:
    """The board's elements that a job's prompts call, by their first call."""
    known = {element.handle: element for element in board.elements}
    handles = (handle for each in job for handle in board.shots[each.number - 1].mentions)
    return tuple(known[handle] for handle in dict.fromkeys(handles) if handle in known)


def travels(element: ElementFacts, model: Capabilities) -> bool:
    """Whether the model is sent this element and called by its handle; one with too few pictures goes as words."""
    return model.elements_sent and len(element.pictures) >= model.element_images[0]


def accompanying(board: BoardPlan, job: tuple[Sent, ...], model: Capabilities) -> tuple[ElementFacts, ...]:
    """The elements that travel with a job's prompts, pictures and all; what runs here needs none."""
    bare = model.element_needs_picture and not (job and job[0].first)
    if model.local or not model.elements_sent or bare:
        return ()
    return tuple(each for each in called(board, job) if travels(each, model))[: model.elements_max]


def sound(board: BoardPlan, model: Capabilities) -> bool:
    """Whether sound is ordered."""
    return model.audio == "always" or (board.sound and model.audio == "optional")


def starts_from_picture(number: int, model: Capabilities) -> bool:
    """Whether the model would be sent the first picture of this shot."""
    return model.takes_picture and (model.first_frame == "each_shot" or (model.first_frame == "board" and number == 1))


def ends_with_picture(model: Capabilities, shots: int, billed: int) -> bool:
    """Whether the model takes the last picture of a shot billed as `billed` seconds on a board of so many shots."""
    together = model.one_piece and shots > 1
    return model.end_frame and not (together and model.end_frame_alone) and _at(billed, model.end_frame_s)


def _sent(number: int, shot: ShotPlan, model: Capabilities, shots: int) -> Sent:
    billed = model.billed(shot.seconds)
    first = shot.first_picture if starts_from_picture(number, model) else None
    ends = ends_with_picture(model, shots, billed) and (first is not None or not model.end_frame_needs_first)
    last = shot.last_picture if ends else None
    so_far = Sent(number, billed, first, last)
    return replace(so_far, camera=_moves(shot, model, so_far), motion=_drifts(shot, model, so_far))


def _moves(shot: ShotPlan, model: Capabilities, so_far: Sent) -> bool:
    axes = len(shot.camera.as_json())
    if model.camera == "six_axis":
        return axes > 0
    worded = not (model.camera_words_only and so_far.pictured)
    return (
        model.camera == "simple"
        and axes == 1
        and worded
        and so_far.last is None
        and _at(so_far.seconds, model.camera_s)
    )


def _drifts(shot: ShotPlan, model: Capabilities, so_far: Sent) -> bool:
    whole = bool(shot.motion.moving) and so_far.first is not None
    return model.motion == "areas" and whole and _at(so_far.seconds, model.motion_s)


def _at(seconds: int, lengths: tuple[int, ...]) -> bool:
    return not lengths or seconds in lengths
