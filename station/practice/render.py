"""Draws a face of any form from its definition, its print layout and what is written: no form is known here.

Lengths in the layout are millimetres, on the sheet pixels at `DPI`. The seal and the signature come last, over the text, as on paper.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from station.domain.geometry import Box
from station.forms.definition import FaceDefinition, FaceLayout, PrintedLine, PrintedText, PrintedTick
from station.practice.fonts import Face, printed_face
from station.practice.ink import Pixels, guilloche, sign, stamp_seal
from station.practice.typesetting import Placed, Room, Run, fit
from station.practice.writing import BLANK, Written

DPI: Final = 300
_MM: Final = DPI / 25.4
_COLOURS: Final = {"black": (25, 25, 28), "red": (196, 22, 34), "blue": (30, 50, 130)}
_FOOT: Final = "Trang luyện tập: người, nơi chốn và con dấu đều là hư cấu."
_GAP_PX: Final = 14


@dataclass(frozen=True)
class Pen:
    """How one office's machine fills in the values: face, size beside the printed words, ink, and how far it prints off the line."""

    face: str = "Tinos-Regular"
    size: float = 1.0
    ink: tuple[int, int, int] = (20, 20, 24)
    shift_mm: tuple[float, float] = (0.0, -0.35)
    tick: str = "X"


@dataclass(frozen=True)
class RenderedFace:
    """A drawn face and where each value stands on it."""

    image: Pixels
    boxes: dict[str, Box]


def pick_pen(random: Random) -> Pen:
    """A seeded pen; mostly Times and Arial looks, sometimes a typewriter's."""
    face, size = random.choices(
        (("Tinos-Regular", 1.02), ("Tinos-Bold", 1.0), ("Arimo-Regular", 0.9), ("Cousine-Regular", 0.86)), (5, 3, 4, 2)
    )[0]
    ink = random.choice(((20, 20, 24), (20, 20, 24), (24, 28, 80)))
    return Pen(face, size, ink, (random.uniform(0, 0.6), random.uniform(-0.7, -0.1)), random.choice("XX✓"))


def render_face(
    face: FaceDefinition,
    layout: FaceLayout,
    fields: Mapping[str, Written],
    *,
    pen: Pen,
    random: Random,
    seal_words: tuple[str, str] = ("ỦY BAN NHÂN DÂN", "XÃ SUỐI MÂY"),
    stray_seals: int = 0,
) -> RenderedFace:
    """Draw one face. Fields that `fields` does not name are blank; `stray_seals` more seals fall on the text somewhere."""
    sheet = _Sheet(face, layout, pen)
    for text in layout.texts:
        sheet.print_text(text)
    for rule in layout.rules:
        sheet.print_rule(rule.start, rule.end, rule.width_mm)
    for tick in layout.ticks:
        sheet.print_tick(tick, fields)
    for line in layout.lines:
        sheet.print_line(line, fields)
    sheet.print_foot(face)
    pixels = np.array(sheet.image)
    for seal in layout.seals:
        centre = (round(seal.at[0] * _MM), round(seal.at[1] * _MM))
        sign(pixels, (centre[0] + round((seal.radius_mm * 0.9 + 4) * _MM), centre[1]), round(random.uniform(32, 44) * _MM), random)
        if seal.radius_mm:
            stamp_seal(pixels, centre, round(seal.radius_mm * _MM), seal_words, random)
    for _ in range(stray_seals):
        spot = (round(random.uniform(0.25, 0.75) * pixels.shape[1]), round(random.uniform(0.3, 0.6) * pixels.shape[0]))
        stamp_seal(pixels, spot, round(16 * _MM), seal_words, random, strength=0.7)
    return RenderedFace(pixels, sheet.boxes)


class _Sheet:
    """The page while it is being printed."""

    def __init__(self, face: FaceDefinition, layout: FaceLayout, pen: Pen) -> None:
        size = (round(face.width_mm * _MM), round(face.height_mm * _MM))
        self.image = Image.fromarray(guilloche(*size)) if layout.ground == "guilloche" else Image.new("RGB", size, (255, 255, 255))
        self.draw = ImageDraw.Draw(self.image)
        self.pen = pen
        self.boxes: dict[str, Box] = {}

    def print_text(self, text: PrintedText) -> None:
        """Fixed words."""
        face = printed_face(text.size_pt, bold=text.bold, italic=text.italic)
        anchor = {"left": "ls", "center": "ms", "right": "rs"}[text.align]
        self.draw.text(_px(text.at), text.text, font=face.at(DPI), fill=_COLOURS[text.colour], anchor=anchor)

    def print_rule(self, start: tuple[float, float], end: tuple[float, float], width_mm: float) -> None:
        """A straight line."""
        self.draw.line((_px(start), _px(end)), fill=_COLOURS["black"], width=max(1, round(width_mm * _MM)))

    def print_tick(self, tick: PrintedTick, fields: Mapping[str, Written]) -> None:
        """A box with its label behind it; crossed when the field has the tick's value."""
        x, baseline = _px(tick.at)
        face = printed_face(tick.size_pt)
        side = round(tick.size_pt * 0.95 * DPI / 72)
        box = (x, baseline - side, x + side, baseline)
        self.draw.rectangle(box, outline=_COLOURS["black"], width=3)
        self.draw.text((x + side + _GAP_PX, baseline), tick.label, font=face.at(DPI), fill=_COLOURS["black"], anchor="ls")
        if fields.get(tick.field, BLANK).value == tick.value:
            self._cross(box)
            self._remember(tick.field, Box(x, baseline - side, side, side))

    def print_line(self, line: PrintedLine, fields: Mapping[str, Written]) -> None:
        """Labels, values over leaders, suffixes; in columns with leaders, running on without."""
        if line.leaders:
            self._print_columns(line, fields)
        elif any(fields.get(part.field, BLANK).text for part in line.parts):
            self._print_running(line, fields)

    def print_foot(self, face: FaceDefinition) -> None:
        """Say in small letters that this is practice."""
        at = _px((face.width_mm / 2, face.height_mm - 3))
        self.draw.text(at, _FOOT, font=printed_face(6.5, italic=True).at(DPI), fill=(150, 150, 150), anchor="ms")

    def _print_columns(self, line: PrintedLine, fields: Mapping[str, Written]) -> None:
        total = sum(part.share for part in line.parts)
        left, width = line.at[0] * _MM, line.width * _MM
        at = left
        for index, part in enumerate(line.parts):
            share = width * part.share / total
            last = index == len(line.parts) - 1
            label = Run(part.label, printed_face(line.size_pt))
            suffix = self._width(part.suffix, line) + _GAP_PX if part.suffix else 0
            room = Room(at, share - suffix - (0 if last else _GAP_PX))
            rooms = [room, *(Room(left, width) for _ in range(line.lines - 1))] if last else [room]
            placed = fit([label, self._value(part.field, line, fields)], rooms, DPI)
            self._leaders(line, rooms, [piece for piece in placed if not piece.field])
            self._put(line, placed)
            if part.suffix:
                end = (round(room.x + room.width + _GAP_PX), self._baseline(line, 0))
                self.draw.text(end, part.suffix.strip(), font=label.face.at(DPI), fill=_COLOURS["black"], anchor="ls")
            at += share

    def _print_running(self, line: PrintedLine, fields: Mapping[str, Written]) -> None:
        face = printed_face(line.size_pt)
        runs: list[Run] = []
        for part in line.parts:
            glued = bool(part.suffix) and not part.suffix.startswith(" ")
            runs += [Run(part.label, face), self._value(part.field, line, fields), Run(part.suffix, face, glued=glued)]
        rooms = [Room(line.at[0] * _MM, line.width * _MM)] * line.lines
        self._put(line, fit(runs, rooms, DPI))

    def _value(self, field: str, line: PrintedLine, fields: Mapping[str, Written]) -> Run:
        return Run(fields.get(field, BLANK).text, Face(self.pen.face, line.size_pt * self.pen.size), field)

    def _put(self, line: PrintedLine, placed: Sequence[Placed]) -> None:
        for piece in placed:
            x, y = piece.x + self._centring(line, placed, piece.row), float(self._baseline(line, piece.row))
            if piece.field:
                x, y = x + self.pen.shift_mm[0] * _MM * line.leaders, y + self.pen.shift_mm[1] * _MM * line.leaders
            at = (round(x), round(y))
            font = piece.face.at(DPI)
            self.draw.text(at, piece.text, font=font, fill=self.pen.ink if piece.field else _COLOURS["black"], anchor="ls")
            if piece.field:
                left, top, right, bottom = font.getbbox(piece.text, anchor="ls")
                width, height = max(1, round(right - left)), max(1, round(bottom - top))
                self._remember(piece.field, Box(at[0] + round(left), at[1] + round(top), width, height))

    def _centring(self, line: PrintedLine, placed: Sequence[Placed], row: int) -> float:
        if line.align == "left":
            return 0.0
        end = max(piece.x + piece.width for piece in placed if piece.row == row)
        return max(0.0, (line.at[0] + line.width) * _MM - end) / 2

    def _leaders(self, line: PrintedLine, rooms: Sequence[Room], labels: Sequence[Placed]) -> None:
        """Dots from the label's end to the right end, on every row of the value."""
        dot = printed_face(line.size_pt)
        step = dot.width_px(".", DPI)
        first = max((piece.row for piece in labels), default=0)
        for row in range(first, len(rooms)):
            start = max((piece.x + piece.width + _GAP_PX / 2 for piece in labels if piece.row == row), default=rooms[row].x)
            count = int((rooms[row].x + rooms[row].width - start) / step)
            self.draw.text((round(start), self._baseline(line, row)), "." * count, font=dot.at(DPI), fill=(70, 70, 74), anchor="ls")

    def _cross(self, box: tuple[int, int, int, int]) -> None:
        x0, y0, x1, y1 = box
        inset = (x1 - x0) // 6
        if self.pen.tick == "X":
            strokes = [[(x0 + inset, y0 + inset), (x1 - inset, y1 - inset)], [(x0 + inset, y1 - inset), (x1 - inset, y0 + inset)]]
        else:
            strokes = [[(x0 + inset, (y0 + y1) // 2), ((x0 + x1) // 2, y1 - inset), (x1 + inset, y0 - inset)]]
        for stroke in strokes:
            self.draw.line(stroke, fill=self.pen.ink, width=6, joint="curve")

    def _remember(self, field: str, box: Box) -> None:
        self.boxes[field] = self.boxes[field].union(box) if field in self.boxes else box

    def _baseline(self, line: PrintedLine, row: int) -> int:
        return round((line.at[1] + row * line.leading_mm) * _MM)

    def _width(self, text: str, line: PrintedLine) -> float:
        return printed_face(line.size_pt).width_px(text.strip(), DPI)


def _px(at: tuple[float, float]) -> tuple[int, int]:
    return round(at[0] * _MM), round(at[1] * _MM)
