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
_INTO_LABEL: Final = 2.5 * X_HEIGHT_PX
_RUN_PX: Final = 11
"""A side of a box is a straight run of at least so much; strokes of letters and of ticks are shorter or slant."""
_SIDE_PX: Final = 5
_STRAIGHT: Final = 0.7
"""Share of each side of a frame that must be drawn."""
_SMALLEST_BOX: Final = 0.8 * X_HEIGHT_PX
_LARGEST_BOX: Final = 3.2 * X_HEIGHT_PX
_MARGIN: Final = 0.24
"""Share of the box's side that is its frame and the frame's unevenness."""
_TICKED: Final = 0.09
"""Share of ink inside from which a box is ticked: a thin cross covers 0.15 and more, grain below 0.03."""
_CLEAR: Final = 2.0
_LEAST_OF_ROW, _OF_ROW = 2, 0.5
_OF_LARGEST: Final = 0.6
"""The boxes of a field are of one size: a frame of a smaller share of the largest one's area is a letter."""


@dataclass(frozen=True)
class Ticked:
    """What the boxes of one field say."""

    options: tuple[str, ...]
    """Codes of the ticked boxes, in the order of the form."""
    box: Box
    """Around the boxes that were found, in pixels of the cleaned page."""
    confidence: float
    shares: Mapping[str, float]
    """Of the options whose box was seen: the share of ink inside, 0..1."""


def read_ticks(
    field: FieldDefinition, clean: CleanPage, segments: Sequence[Segment], places: Mapping[str, Place]
) -> Ticked | None:  # fmt: skip
    """The ticked options of a field; None when not one of its boxes was found."""
    labels = {option: _label_box(segments, place) for option in field.options if (place := places.get(label_key(field, option)))}
    beside = {option: box for option, label in labels.items() if (box := _box_beside(clean.ink, label))}
    if not beside:
        return None
    largest = max(box.w * box.h for box in beside.values())
    drawn = {option: box for option, box in beside.items() if box.w * box.h >= _OF_LARGEST * largest}
    expected = {option: _like_nearest(label, labels, drawn) for option, label in labels.items() if option not in drawn}
    drawn |= {option: found for option, box in expected.items() if (found := _seen_near(clean.ink, box))}
    boxes = {option: drawn.get(option) or expected[option] for option in labels}
    if len(labels) == len(drawn):
        boxes |= _in_row(list(field.options), drawn, clean.ink)
    shares = {option: _ink_inside(clean.ink, box) for option, box in boxes.items()}
    around = next(iter(boxes.values()))
    for box in boxes.values():
        around = around.union(box)
    ticked = tuple(option for option, share in shares.items() if share >= _TICKED)
    ranked = sorted(shares.values(), reverse=True)
    clear = len(ticked) == 1 and (len(ranked) == 1 or ranked[0] >= _CLEAR * ranked[1])
    seen = {option: round(shares[option], 3) for option in drawn}
    return Ticked(ticked, around, round((0.9 if clear else 0.5) * len(boxes) / len(field.options), 2), seen)


def _in_row(options: Sequence[str], drawn: Mapping[str, Box], ink: GreyImage) -> dict[str, Box]:
    """The boxes of options whose labels were not read, where they are: boxes of a field stand in a row, each as far from the next one.

    Only where half of all labels were read. That a box is this option's nobody has read, so it bears no witness.
    """
    seen = [at for at, option in enumerate(options) if option in drawn]
    if len(seen) < max(_LEAST_OF_ROW, _OF_ROW * len(options)):
        return {}
    found = {}
    for lost in (at for at in range(len(options)) if at not in seen):
        near, far = sorted(seen, key=lambda at: abs(at - lost))[:2]
        (x, y), (next_x, next_y) = drawn[options[near]].centre, drawn[options[far]].centre
        steps = (lost - near) / (near - far)
        centre = x + steps * (x - next_x), y + steps * (y - next_y)
        side = max(drawn[options[near]].w, drawn[options[near]].h)
        area = Box(round(centre[0] - side), round(centre[1] - side), 2 * side, 2 * side).clipped(ink.shape[1], ink.shape[0])
        frames = _frames(ink[area.y : area.bottom, area.x : area.right])
        if frames:
            box = max(frames, key=lambda box: box.w * box.h)
            found[options[lost]] = Box(area.x + box.x, area.y + box.y, box.w, box.h)
    return found


def _like_nearest(label: Box, labels: Mapping[str, Box], drawn: Mapping[str, Box]) -> Box:
    """Where the box of a label must be that has none of its own to be seen (a bold tick hides it): as at the nearest other label."""
    nearest = min(drawn, key=lambda option: abs(labels[option].centre[1] - label.centre[1]))
    box = drawn[nearest]
    return box._replace(y=round(box.y + label.centre[1] - labels[nearest].centre[1]))


def _seen_near(ink: GreyImage, expected: Box) -> Box | None:
    """The box of about that size that is drawn about there."""
    around = Box(expected.x - expected.w // 2, expected.y - expected.h // 2, 2 * expected.w, 2 * expected.h).clipped(
        ink.shape[1], ink.shape[0]
    )
    frames = _frames(ink[around.y : around.bottom, around.x : around.right])
    alike = [box for box in frames if _OF_LARGEST <= box.w * box.h / (expected.w * expected.h) <= 1 / _OF_LARGEST]
    return min(
        (Box(around.x + box.x, around.y + box.y, box.w, box.h) for box in alike),
        key=lambda box: abs(box.centre[0] - expected.centre[0]) + abs(box.centre[1] - expected.centre[1]),
        default=None,
    )


def _box_beside(ink: GreyImage, label: Box) -> Box | None:
    """The drawn box at the left end of a label (engines take it for a part of the word): the largest frame there."""
    height, width = ink.shape
    left, top = label.x - int(_REACH), round(label.centre[1] - 2 * X_HEIGHT_PX)
    area = Box(left, top, int(_REACH + _INTO_LABEL), 4 * X_HEIGHT_PX).clipped(width, height)
    frames = _frames(ink[area.y : area.bottom, area.x : area.right])
    if not frames:
        return None
    box = max(frames, key=lambda box: (box.w * box.h, box.x))
    return Box(area.x + box.x, area.y + box.y, box.w, box.h)


def _frames(ink: GreyImage) -> list[Box]:
    """Square frames: straight runs of ink on all four sides. What is drawn inside or across does not count."""
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    across = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, _RUN_PX), np.uint8))
    down = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((_RUN_PX, 1), np.uint8))
    lines = cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8)).astype(np.uint8, copy=False)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found = []
    for index, row in enumerate(stats[1:], start=1):
        box = Box(*(int(side) for side in row[:4]))
        if min(box.w, box.h) < _SMALLEST_BOX or max(box.w, box.h) > min(_LARGEST_BOX, 1.5 * min(box.w, box.h)):
            continue
        part = labels[box.y : box.bottom, box.x : box.right] == index
        sides = (part[:_SIDE_PX].any(axis=0), part[-_SIDE_PX:].any(axis=0), part[:, :_SIDE_PX].any(axis=1), part[:, -_SIDE_PX:].any(axis=1))
        if min(float(side.mean()) for side in sides) >= _STRAIGHT:
            found.append(box)
    return found


def _label_box(segments: Sequence[Segment], place: Place) -> Box:
    segment = segments[place.first]
    return piece_of(segment, place.first, place.start, place.end if place.first == place.last else len(segment.text)).box


def _ink_inside(ink: GreyImage, box: Box) -> float:
    box = box.clipped(ink.shape[1], ink.shape[0])
    margin_x, margin_y = max(2, round(box.w * _MARGIN)), max(2, round(box.h * _MARGIN))
    inside = ink[box.y + margin_y : box.bottom - margin_y, box.x + margin_x : box.right - margin_x]
    return float(np.count_nonzero(inside)) / inside.size if inside.size else 0.0
