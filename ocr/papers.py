"""What one image shows: a paper, the two pages of an open book, or several papers. Each is cleaned by itself, from the same pixels."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ocr.decode import ColourImage
from ocr.laying import Look, look_at
from ocr.page import Sheet, sheets_in, whole
from ocr.spread import halves_of
from station.domain.findings import Finding, Severity, Text

_MOST_PAPERS: Final = 4
"""More in one photograph are too small to be read."""


@dataclass(frozen=True)
class Paper:
    """One sheet of the image, and the two pages that it may be."""

    look: Look
    halves: tuple[Sheet, Sheet] | None
    """Left and right page of a sheet that is twice as wide; whether it is read whole or by halves is for its form to say."""

    @property
    def turn(self) -> int | None:
        """The turn that also holds for its halves; None when the writing did not say."""
        return self.look.standing.turn if self.look.standing.is_sure else None


def papers_in(picture: ColourImage) -> Iterator[Paper]:
    """The papers of an image, the largest first; the image itself when there is no edge of paper in it."""
    for sheet in sheets_in(picture)[:_MOST_PAPERS] or [whole(picture)]:
        look = look_at(picture, sheet)
        yield Paper(look, halves_of(look))


SPREAD: Final = Finding(
    "reading.spread",
    Severity.INFO,
    Text("Ảnh có hai trang của sổ mở: mỗi trang được đọc riêng.", "The image shows two pages of an open book: each was read by itself."),
)


def several_papers(count: int) -> Finding:
    """What is said of an image with more than one paper."""
    message = Text(
        "Ảnh có {count} tờ giấy: mỗi tờ được đọc riêng. Nên quét từng tờ một ảnh.",
        "The image shows {count} papers: each was read by itself. Better capture one paper per image.",
    )
    return Finding("reading.several-papers", Severity.WARNING, message.filled(count=count))
