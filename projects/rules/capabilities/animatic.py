"""The built-in renderer."""

from __future__ import annotations

from datetime import date

from projects.rules.capabilities.record import Capabilities

MODELS = (
    Capabilities(
        driver="animatic",
        slug="animatic",
        label="Animatic",
        kind="local",
        methods=("one_piece",),
        prompt_max=2000,
        negative_prompt_max=2500,
        needs_prompt=False,
        image_min_px=64,
        image_max_mb=50,
        image_ratio=0,
        image_formats=("jpeg", "png", "webp"),
        first_frame="each_shot",
        elements_max=12,
        element_images=(0, 4),
        elements_sent=True,
        camera="six_axis",
        motion="areas",
        motion_points=(2, 200),
        resolutions=("720p", "1080p"),
        burn_ins=("slate", "timecode"),
        progress="percent",
        can_cancel=True,
        source="this installation",
        checked_on=date(2026, 11, 21),
    ),
)
