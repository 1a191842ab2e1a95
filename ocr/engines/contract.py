"""What an engine must do: read a whole page into words, read crops into lines, say which way up a page is. Engines know no form.

Images are single-channel uint8 arrays (rows × columns, black text on white). An engine raises StationError `reading.engine-missing`,
`reading.engine-failed` or `reading.timeout`, nothing else; what it returns is never trusted to be true, only to have this shape.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.domain.geometry import Box

GreyImage = NDArray[np.uint8]
"""Rows × columns, 0 black … 255 white."""


class Alphabet(StrEnum):
    """Which signs a crop can hold."""

    VIETNAMESE = "vietnamese"
    DIGITS = "digits"
    """Figures and what stands between them: . , / - and blanks."""
    BASE = "base"
    """Figures and letters without most of their marks, by another kind of network than the one for words: a second witness. An engine of
    one network has nothing to say and answers with empty texts."""


Choices = tuple[tuple[str, float], ...]
"""What one sign may be, each with what it costs to take it for that: about -10·ln of its share, the cheapest first."""


@dataclass(frozen=True)
class Word:
    """One word on a page."""

    text: str
    """NFC, not empty, without blanks at its ends."""
    box: Box
    """Pixels of the image that was read."""
    confidence: float
    """0..1, the engine's own; not calibrated."""
    line: int
    """Number of the engine's text line; words of one line share it."""
    choices: tuple[Choices, ...] = ()
    """What else each sign of the text may be; empty where the engine does not say."""


@dataclass(frozen=True)
class CropText:
    """What stands on one crop; empty when the engine sees nothing."""

    text: str
    confidence: float
    """0..1, mean over the words; 0 for empty text."""
    network: str = ""
    """Kind of network that read it; texts of one network are one witness."""
    choices: tuple[Choices, ...] = ()
    """One for each sign of `text` that is no blank; none at all from an engine that names only its best."""
    words: tuple[Box, ...] = ()
    """Where each word of `text` stands, pixels of the crop; none at all from an engine that does not tell."""


@dataclass(frozen=True)
class Orientation:
    """Which way up a page is."""

    turn: int
    """Degrees clockwise by which the image must be turned to stand upright: 0, 90, 180, 270."""
    confidence: float
    """The engine's own measure, 0 upwards; below 1 it is a guess."""


class CropReader(Protocol):
    """What reads crops."""

    @property
    def name(self) -> str:
        """As in the registry, or the network's."""

    def read_crops(self, images: Sequence[GreyImage], alphabet: Alphabet) -> list[CropText]:
        """One text per crop, in order; each crop holds one line of text."""


class Engine(CropReader, Protocol):
    """A recognition engine, living in one worker process and used by one thread."""

    @property
    def aside(self) -> CropReader | None:
        """What reads figures and base letters for `read_crops` and may do so in another thread meanwhile; None: the engine itself does."""

    def read_page(self, image: GreyImage, *, sparse: bool = False) -> list[Word]:
        """All words of a page in reading order. `sparse`: take the page as one block of loosely set lines (a second try)."""

    def orientation(self, image: GreyImage) -> Orientation | None:
        """Which way up the page is; None when the engine cannot tell."""


EngineFactory = Callable[[], Engine]
"""Makes an engine inside the process that will use it; raises StationError `reading.engine-missing`."""
