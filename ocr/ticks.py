"""Which box of a tick field is ticked: by the share of ink inside each box, left of its printed label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ocr.cleanup import X_HEIGHT_PX, CleanPage
from ocr.engines.contract import GreyImage
from ocr.labels import Place
from ocr.lines import Segment
from ocr.pieces import piece_of
from ocr.recognise import label_key
from station.domain.geometry import Box
from station.forms.definition import FieldDefinition

_REACH: Final = 4 * X_HEIGHT_PX
"""How far left of its label a box may begin."""
_SMALLEST_BOX: Final = 0.8 * X_HEIGHT_PX
_LARGEST_BOX: Final = 3.2 * X_HEIGHT_PX
_MARGIN: Final = 0.24
"""Share of the box's side that is its frame and the frame's unevenness."""
_TICKED: Final = 0.09
"""Share of ink inside from which a box is ticked: a thin cross covers 0.15 and more, grain below 0.03."""
_CLEAR: Final = 2.0


@dataclass(frozen=True)
class Ticked:
    """What the boxes of one field say."""

    options: tuple[str, ...]
    """Codes of the ticked boxes, in the order of the form."""
    box: Box
    """Around the boxes that were found, in pixels of the cleaned page."""
    confidence: float


def read_ticks(
    field: FieldDefinition, clean: CleanPage, segments: Sequence[Segment], places: Mapping[str, Place]
) -> Ticked | None:  # fmt: skip
    """The ticked options of a field; None when not one of its boxes was found."""
    found: dict[str, tuple[Box, float]] = {}
    for option in field.options:
        place = places.get(label_key(field, option))
        box = _box_beside(clean.ink, segments, place) if place else None
        if box is not None:
            found[option] = box, _ink_inside(clean.ink, box)
    if not found:
        return None
    around = next(iter(found.values()))[0]
    for box, _ in found.values():
        around = around.union(box)
    ticked = [option for option, (_, share) in found.items() if share >= _TICKED]
    shares = sorted((share for _, share in found.values()), reverse=True)
    clear = len(ticked) == 1 and (len(shares) == 1 or shares[0] >= _CLEAR * shares[1])
    return Ticked(tuple(ticked), around, (0.9 if clear else 0.5) * len(found) / len(field.options))


def _box_beside(ink: GreyImage, segments: Sequence[Segment], place: Place) -> Box | None:
    """The drawn box left of a label: the square-like thing nearest to it."""
    label = _label_box(segments, place)
    height, width = ink.shape
    area = Box(label.x - int(_REACH), round(label.centre[1] - 1.6 * X_HEIGHT_PX), int(_REACH), round(3.2 * X_HEIGHT_PX)).clipped(
        width, height
    )
    part = ink[area.y : area.bottom, area.x : area.right]
    _, _, stats, _ = cv2.connectedComponentsWithStats(_joined(part), connectivity=8)
    sizes = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    square = (sizes.min(axis=1) >= _SMALLEST_BOX) & (sizes.max(axis=1) <= _LARGEST_BOX) & (sizes.max(axis=1) <= 1.7 * sizes.min(axis=1))
    square[0] = False
    if not square.any():
        return None
    x, y, w, h = (int(side) for side in stats[max(np.flatnonzero(square), key=lambda index: stats[index, cv2.CC_STAT_LEFT])][:4])
    return Box(area.x + x, area.y + y, w, h)


def _joined(ink: GreyImage) -> GreyImage:
    """Small gaps of a worn frame closed."""
    return cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)).astype(np.uint8)


def _label_box(segments: Sequence[Segment], place: Place) -> Box:
    segment = segments[place.first]
    return piece_of(segment, place.first, place.start, place.end if place.first == place.last else len(segment.text)).box


def _ink_inside(ink: GreyImage, box: Box) -> float:
    margin_x, margin_y = max(2, round(box.w * _MARGIN)), max(2, round(box.h * _MARGIN))
    inside = ink[box.y + margin_y : box.bottom - margin_y, box.x + margin_x : box.right - margin_x]
    return float(np.count_nonzero(inside)) / inside.size if inside.size else 0.0
