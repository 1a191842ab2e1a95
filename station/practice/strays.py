"""Papers of other kinds that stray into volumes: no form fits them, though some share its words (strays.toml, and a letter)."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from station.forms.definition import FaceDefinition, FaceLayout
from station.practice.letter import LETTER_FACE, letter_layout
from station.practice.people import Office

_FILE: Final = Path(__file__).with_name("strays.toml")


@dataclass(frozen=True)
class StrayPaper:
    """One kind of paper; its lines take the values of an invented birth."""

    name: str
    face: FaceDefinition
    layout: FaceLayout


class _Paper(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    size_mm: tuple[float, float]
    layout: FaceLayout


class _Papers(BaseModel):
    papers: list[_Paper]


def stray_papers(office: Office) -> list[StrayPaper]:
    """Every kind, the office's letter first. Raises OSError or ValueError when strays.toml is missing or damaged."""
    letter = StrayPaper("letter", LETTER_FACE, letter_layout(office))
    return [letter, *_read()]


@lru_cache(maxsize=1)
def _read() -> list[StrayPaper]:
    papers = _Papers.model_validate(tomllib.loads(_FILE.read_text("utf-8"))).papers
    return [
        StrayPaper(paper.name, FaceDefinition(width_mm=paper.size_mm[0], height_mm=paper.size_mm[1], anchors=[paper.name]), paper.layout)
        for paper in papers
    ]
