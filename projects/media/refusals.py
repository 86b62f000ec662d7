"""Why a still or a clip is refused: stable codes and sentences that carry the numbers."""

from __future__ import annotations

from collections.abc import Mapping


def gettext_noop(text: str) -> str:
    """Mark a sentence for the translators' catalogue; whoever shows it translates `template` and fills in `values`."""
    return text


class Refusal(Exception):
    """A file cannot be used. `sentence` says what and why with the numbers, and how to fix it.

    `code` is stable, `fix` names what one click may do (`convert`) or is None. `template % values` is the sentence, so
    that it can be translated before the values are filled in.
    """

    def __init__(self, code: str, template: str, values: Mapping[str, str | int], fix: str | None = None) -> None:
        self.code = code
        self.template = template
        self.values = dict(values)
        self.fix = fix
        self.sentence = template % self.values
        super().__init__(self.sentence)


class StillRefused(Refusal):
    """A still cannot be taken. Codes: PIC_FORMAT, PIC_BROKEN, PIC_SIZE, PIC_WEIGHT, PIC_SLOW."""


class ClipBroken(Refusal):
    """A clip cannot be read. Codes: CLIP_BROKEN, CLIP_FORMAT, CLIP_SLOW."""


REASONS: dict[str, tuple[str, str, str | None]] = {
    "empty": (
        "PIC_BROKEN",
        gettext_noop("“%(name)s” is empty. It has no bytes, so it may have been cut off on the way. Add it again."),
        None,
    ),
    "heavy": (
        "PIC_WEIGHT",
        gettext_noop(
            "“%(name)s” is too heavy. It is %(weight)s; the limit is %(limit)s. Save a lighter copy and add that."
        ),
        None,
    ),
    "unknown": (
        "PIC_BROKEN",
        gettext_noop(
            "“%(name)s” isn’t a picture we can read. Its content starts like no picture. Use a JPEG, PNG or WEBP."
        ),
        None,
    ),
    "other": (
        "PIC_BROKEN",
        gettext_noop("“%(name)s” isn’t a picture. Its content is: %(kind)s. Use a JPEG, PNG or WEBP."),
        None,
    ),
    "convertible": (
        "PIC_FORMAT",
        gettext_noop(
            "“%(name)s” is %(kind)s, a format not every browser and model can show. "
            "We can make a copy that they can and keep your original."
        ),
        "convert",
    ),
    "format": (
        "PIC_FORMAT",
        gettext_noop(
            "“%(name)s” is %(kind)s, a format browsers can’t show. Save it as JPEG, PNG or WEBP and add that."
        ),
        None,
    ),
    "broken": (
        "PIC_BROKEN",
        gettext_noop(
            "“%(name)s” is damaged or cut off: it starts like %(kind)s but can’t be read to its end. "
            "Save it again and add that."
        ),
        None,
    ),
    "small": (
        "PIC_SIZE",
        gettext_noop(
            "“%(name)s” is too small. It is %(width)d × %(height)d; each side must be at least %(least)d. "
            "Use a bigger file."
        ),
        None,
    ),
    "large": (
        "PIC_SIZE",
        gettext_noop(
            "“%(name)s” is too large. It is %(width)d × %(height)d; the most is %(most)d on a side and "
            "%(megapixels)d megapixels. Save a smaller copy and add that."
        ),
        None,
    ),
    "memory": (
        "PIC_SIZE",
        gettext_noop("“%(name)s” takes too much memory to open. Save a plain JPEG or PNG copy and add that."),
        None,
    ),
    "slow": (
        "PIC_SLOW",
        gettext_noop(
            "“%(name)s” takes too long to open: we stop after %(seconds)d s. "
            "Save a plain JPEG or PNG copy and add that."
        ),
        None,
    ),
    "unshrinkable": (
        "PIC_WEIGHT",
        gettext_noop(
            "“%(name)s” can’t be made lighter than %(limit)s and still be a usable picture. Use another picture."
        ),
        None,
    ),
}


def still_refused(reason: str, values: Mapping[str, str | int]) -> StillRefused:
    """The refusal for one of `REASONS`."""
    code, template, fix = REASONS[reason]
    return StillRefused(code, template, values, fix)


def megabytes(weight: int) -> str:
    """`14.2 MB`, `310 kB` or `72 bytes`."""
    if weight >= 999_500:
        return f"{weight / 1_000_000:.1f}".removesuffix(".0") + " MB"
    return f"{round(weight / 1000)} kB" if weight >= 1000 else f"{weight} bytes"


CLIP_REASONS: dict[str, tuple[str, str]] = {
    "clip_kind": (
        "CLIP_FORMAT",
        gettext_noop("“%(name)s” is no MP4, MOV or WebM. Save it as one of these and add that."),
    ),
    "clip_codec": (
        "CLIP_FORMAT",
        gettext_noop("“%(name)s” is encoded as %(codec)s, which browsers don’t play. Save it as H.264 and add that."),
    ),
    "clip_broken": ("CLIP_BROKEN", gettext_noop("“%(name)s” can’t be played: it is damaged or not a video.")),
    "no_video": ("CLIP_BROKEN", gettext_noop("“%(name)s” has no pictures in it, so it is not a video.")),
    "cut_off": (
        "CLIP_BROKEN",
        gettext_noop("“%(name)s” is cut off: it has %(frames)d of its %(promised)d frames."),
    ),
    "memory": ("CLIP_BROKEN", gettext_noop("“%(name)s” takes too much memory to open.")),
    "clip_slow": ("CLIP_SLOW", gettext_noop("“%(name)s” takes too long to open: we stop after %(seconds)d s.")),
}


def clip_broken(reason: str, values: Mapping[str, str | int]) -> ClipBroken:
    """The refusal for one of `CLIP_REASONS`."""
    code, template = CLIP_REASONS[reason]
    return ClipBroken(code, template, values)
