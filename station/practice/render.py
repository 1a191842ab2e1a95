"""Draws a face of any form from its definition, its print layout and what is written: no form is known here.

Lengths in the layout are millimetres, on the sheet pixels at `DPI`. The seal and the signature come last, over the text, as on paper.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from station.domain.geometry import Box
from station.forms.definition import (
    FaceDefinition,
    FaceLayout,
    PrintedCode,
    PrintedLine,
    PrintedPart,
    PrintedRule,
    PrintedText,
    PrintedTick,
)
from station.practice.codes import draw_qr
from station.practice.fonts import Face, printed_face
from station.practice.grounds import draw_frame, ground_of
from station.practice.ink import Pixels, sign, stamp_seal
from station.practice.pens import Pen, pick_pen
from station.practice.typesetting import Placed, Room, Run, fit
from station.practice.writing import BLANK, Written

__all__ = ["DPI", "Pen", "Print", "RenderedFace", "pick_pen", "render_face"]

DPI: Final = 300
_MM: Final = DPI / 25.4
_COLOURS: Final = {"black": (25, 25, 28), "red": (196, 22, 34), "blue": (30, 50, 130), "green": (20, 100, 60), "brown": (110, 60, 30)}
_FOOT: Final = "Trang luyện tập: người, nơi chốn và con dấu đều là hư cấu."
_GAP_PX: Final = 14


_OFFICE_HAND: Final = Pen("PatrickHand-Regular", 1.22, (24, 34, 110), (0.3, -0.4), "✓", 0.2)

_OFFICE_MACHINE: Final = Pen()


@dataclass(frozen=True)
class Print:
    """How an edition's printer set the form, and what fills in the values that are always by hand or always by a machine."""

    family: str = "Tinos"
    hand: Pen = _OFFICE_HAND
    machine: Pen = _OFFICE_MACHINE


@dataclass(frozen=True)
class RenderedFace:
    """A drawn face and where each value stands on it."""

    image: Pixels
    boxes: dict[str, Box]


def render_face(
    face: FaceDefinition,
    layout: FaceLayout,
    fields: Mapping[str, Written],
    *,
    pen: Pen,
    random: Random,
    form_print: Print = Print(),
    seal_words: tuple[str, str] = ("ỦY BAN NHÂN DÂN", "XÃ SUỐI MÂY"),
    stray_seals: int = 0,
) -> RenderedFace:
    """Draw one face. Fields that `fields` does not name are blank; `stray_seals` more seals fall on the text somewhere."""
    sheet = _Sheet(face, layout, pen, form_print, random)
    for text in layout.texts:
        sheet.print_text(text)
    for rule in layout.rules:
        sheet.print_rule(rule)
    for code in layout.codes:
        sheet.print_code(code, fields)
    for tick in layout.ticks:
        sheet.print_tick(tick, fields)
    for line in layout.lines:
        sheet.print_line(line, fields)
    sheet.print_foot()
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

    def __init__(self, face: FaceDefinition, layout: FaceLayout, pen: Pen, form_print: Print, random: Random) -> None:
        self.paper_mm = layout.paper_mm or (face.width_mm, face.height_mm)
        size = (round(self.paper_mm[0] * _MM), round(self.paper_mm[1] * _MM))
        self.image = Image.fromarray(ground_of(layout.ground, layout.tint, *size))
        self.draw = ImageDraw.Draw(self.image)
        self.pen, self.print, self.random = pen, form_print, random
        self.ink = _COLOURS[layout.ink]
        self.boxes: dict[str, Box] = {}
        draw_frame(self.draw, layout.frame, size, _MM, _COLOURS[layout.frame_colour])

    def print_text(self, text: PrintedText) -> None:
        """Fixed words."""
        face = printed_face(text.size_pt, bold=text.bold, italic=text.italic, family=self.print.family)
        anchor = {"left": "ls", "center": "ms", "right": "rs"}[text.align]
        colour = self.ink if text.colour == "black" else _COLOURS[text.colour]
        self.draw.text(_px(text.at), text.text, font=face.at(DPI), fill=colour, anchor=anchor)

    def print_rule(self, rule: PrintedRule) -> None:
        """A straight line."""
        colour = self.ink if rule.colour == "black" else _COLOURS[rule.colour]
        self.draw.line((_px(rule.start), _px(rule.end)), fill=colour, width=max(1, round(rule.width_mm * _MM)))

    def print_code(self, code: PrintedCode, fields: Mapping[str, Written]) -> None:
        """A QR code of what is printed in the fields."""
        content = re.sub(r"\{([^}]*)\}", lambda name: fields.get(name[1], BLANK).text, code.template)
        draw_qr(self.draw, _px(code.at), round(code.size_mm * _MM), content)

    def print_tick(self, tick: PrintedTick, fields: Mapping[str, Written]) -> None:
        """A box with its label behind it; crossed when the field has the tick's value."""
        x, baseline = _px(tick.at)
        face = self._label_face(tick.size_pt)
        side = round(tick.size_pt * 0.95 * DPI / 72)
        box = (x, baseline - side, x + side, baseline)
        self.draw.rectangle(box, outline=self.ink, width=3)
        self.draw.text((x + side + _GAP_PX, baseline), tick.label, font=face.at(DPI), fill=self.ink, anchor="ls")
        if fields.get(tick.field, BLANK).value == tick.value:
            self._cross(box)
            self._remember(tick.field, Box(x, baseline - side, side, side))

    def print_line(self, line: PrintedLine, fields: Mapping[str, Written]) -> None:
        """Labels, values over leaders, suffixes; in columns with leaders, running on without."""
        if line.leaders:
            self._print_columns(line, fields)
        elif any(fields.get(part.field, BLANK).text for part in line.parts):
            self._print_running(line, fields)

    def print_foot(self) -> None:
        """Say in small letters that this is practice."""
        at = _px((self.paper_mm[0] / 2, self.paper_mm[1] - 3))
        self.draw.text(at, _FOOT, font=printed_face(6.5, italic=True).at(DPI), fill=(150, 150, 150), anchor="ms")

    def _print_columns(self, line: PrintedLine, fields: Mapping[str, Written]) -> None:
        total = sum(part.share for part in line.parts)
        left, width = line.at[0] * _MM, line.width * _MM
        at = left
        for index, part in enumerate(line.parts):
            share = width * part.share / total
            last = index == len(line.parts) - 1
            label = Run(part.label, self._label_face(line.size_pt, bold=line.bold))
            suffix = self._width(part.suffix, line) + _GAP_PX if part.suffix else 0
            room = Room(at, share - suffix - (0 if last else _GAP_PX))
            rooms = [room, *(Room(left, width) for _ in range(line.lines - 1))] if last else [room]
            if part.boxes:
                self._boxed(part, line, label, room, fields)
            else:
                placed = fit([label, self._value(part, line, fields)], rooms, DPI)
                self._leaders(line, rooms, [piece for piece in placed if not piece.field])
                self._put(line, placed, self._pen(part))
            if part.suffix:
                end = (round(room.x + room.width + _GAP_PX), self._baseline(line, 0))
                self.draw.text(end, part.suffix.strip(), font=label.face.at(DPI), fill=self.ink, anchor="ls")
            at += share

    def _print_running(self, line: PrintedLine, fields: Mapping[str, Written]) -> None:
        face = self._label_face(line.size_pt, bold=line.bold)
        runs: list[Run] = []
        for part in line.parts:
            glued = bool(part.suffix) and not part.suffix.startswith(" ")
            runs += [Run(part.label, face), self._value(part, line, fields), Run(part.suffix, face, glued=glued)]
        rooms = [Room(line.at[0] * _MM, line.width * _MM)] * line.lines
        self._put(line, fit(runs, rooms, DPI), self._pen(line.parts[-1]))

    def _boxed(self, part: PrintedPart, line: PrintedLine, label: Run, room: Room, fields: Mapping[str, Written]) -> None:
        """A sign to a box; blanks of the value are left out."""
        baseline = self._baseline(line, 0)
        self.draw.text((round(room.x), baseline), part.label, font=label.face.at(DPI), fill=self.ink, anchor="ls")
        start = round(room.x + label.face.width_px(part.label, DPI) + _GAP_PX)
        signs = fields.get(part.field, BLANK).text.replace(" ", "")
        count = max(part.boxes, len(signs))
        side = min(round(line.size_pt * 1.35 * DPI / 72), round((room.x + room.width - start) / count))
        pen = self._pen(part)
        font = Face(pen.face, line.size_pt * pen.size).at(DPI)
        top = baseline - round(side * 0.8)
        for at in range(count):
            x = start + at * side
            self.draw.rectangle((x, top, x + side, top + side), outline=self.ink, width=2)
            if at < len(signs):
                self.draw.text((x + side // 2, baseline), signs[at], font=font, fill=pen.ink, anchor="ms")
        if signs:
            self._remember(part.field, Box(start, top, side * len(signs), side))

    def _pen(self, part: PrintedPart) -> Pen:
        return {"hand": self.print.hand, "machine": self.print.machine, None: self.pen}[part.written]

    def _label_face(self, size_pt: float, *, bold: bool = False) -> Face:
        return printed_face(size_pt, bold=bold, family=self.print.family)

    def _value(self, part: PrintedPart, line: PrintedLine, fields: Mapping[str, Written]) -> Run:
        pen = self._pen(part)
        return Run(fields.get(part.field, BLANK).text, Face(pen.face, line.size_pt * pen.size), part.field)

    def _put(self, line: PrintedLine, placed: Sequence[Placed], pen: Pen) -> None:
        for piece in placed:
            x, y = piece.x + self._centring(line, placed, piece.row), float(self._baseline(line, piece.row))
            if not piece.field:
                self.draw.text((round(x), round(y)), piece.text, font=piece.face.at(DPI), fill=self.ink, anchor="ls")
                continue
            shifted = (x + pen.shift_mm[0] * _MM * line.leaders, y + pen.shift_mm[1] * _MM * line.leaders)
            for text, at in self._unsteady(piece, shifted, pen):
                font = piece.face.at(DPI)
                self.draw.text(at, text, font=font, fill=pen.ink, anchor="ls")
                left, top, right, bottom = font.getbbox(text, anchor="ls")
                width, height = max(1, round(right - left)), max(1, round(bottom - top))
                self._remember(piece.field, Box(at[0] + round(left), at[1] + round(top), width, height))

    def _unsteady(self, piece: Placed, at: tuple[float, float], pen: Pen) -> list[tuple[str, tuple[int, int]]]:
        """A machine's words as they are; of a hand each word by itself, a little off the line."""
        x, y = at
        if not pen.is_hand:
            return [(piece.text, (round(x), round(y)))]
        words = []
        for word in piece.text.split(" "):
            words.append((word, (round(x), round(y + self.random.uniform(-1, 1) * pen.unsteady_mm * _MM))))
            x += piece.face.width_px(f"{word} ", DPI)
        return words

    def _centring(self, line: PrintedLine, placed: Sequence[Placed], row: int) -> float:
        if line.align == "left":
            return 0.0
        end = max(piece.x + piece.width for piece in placed if piece.row == row)
        return max(0.0, (line.at[0] + line.width) * _MM - end) / 2

    def _leaders(self, line: PrintedLine, rooms: Sequence[Room], labels: Sequence[Placed]) -> None:
        """Dots or a thin line from the label's end to the right end, on every row of the value."""
        if line.guide == "none":
            return
        dot = self._label_face(line.size_pt)
        step = dot.width_px(".", DPI)
        first = max((piece.row for piece in labels), default=0)
        for row in range(first, len(rooms)):
            start = max((piece.x + piece.width + _GAP_PX / 2 for piece in labels if piece.row == row), default=rooms[row].x)
            end, baseline = rooms[row].x + rooms[row].width, self._baseline(line, row)
            if line.guide == "rule":
                self.draw.line((round(start), baseline + 4, round(end), baseline + 4), fill=(70, 70, 74), width=2)
            else:
                self.draw.text((round(start), baseline), "." * int((end - start) / step), font=dot.at(DPI), fill=(70, 70, 74), anchor="ls")

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
        return self._label_face(line.size_pt).width_px(text.strip(), DPI)


def _px(at: tuple[float, float]) -> tuple[int, int]:
    return round(at[0] * _MM), round(at[1] * _MM)
