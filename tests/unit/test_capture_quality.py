"""Blank and blurred pages are seen; pages of the practice office, poor scans and phone photographs included, raise no false alarm."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from station.forms.loader import load_forms
from station.practice.degrade import CONDITIONS
from station.practice.generator import generate_pages
from station.practice.plan import plan_pages
from station.scanner.quality import BLUR_MAX, ink_share, quality_findings

ROOT = Path(__file__).resolve().parents[2]
Grey = NDArray[np.uint8]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Grey]:
    """One birth certificate in each condition."""
    library = load_forms(ROOT / "resources/forms", ROOT / "resources/reference")
    folder = tmp_path_factory.mktemp("pages")
    made = generate_pages(library, folder, seed=11, plan=plan_pages(4, conditions=CONDITIONS))
    return {page.condition: cv2.imdecode(np.frombuffer(page.path.read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE) for page in made}


def rules(page: Grey) -> list[str]:
    return [finding.rule for finding in quality_findings(page)]


def paper(shade: int = 235, noise: float = 4.0) -> Grey:
    random = np.random.default_rng(5)
    return np.clip(random.normal(shade, noise, (3508, 2480)), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_page_of_the_practice_office_raises_no_alarm(pages: dict[str, Grey], condition: str) -> None:
    assert rules(pages[condition]) == []


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_same_page_out_of_focus_is_blurred(pages: dict[str, Grey], condition: str) -> None:
    page = pages[condition]
    sigma = 4.5 * max(page.shape) / 3508
    assert rules(cv2.GaussianBlur(page, (0, 0), sigma)) == ["capture.blurred"]


def test_a_sharp_cover_with_nothing_but_large_letters_raises_no_alarm() -> None:
    cover = np.full((3508, 2480), 240, np.uint8)
    cv2.putText(cover, "SO HO TICH", (300, 1500), cv2.FONT_HERSHEY_SIMPLEX, 10, 20, 30)
    assert rules(cover) == []


@pytest.mark.parametrize("shade", [250, 200, 120])
def test_empty_paper_is_blank_whatever_its_shade(shade: int) -> None:
    assert rules(paper(shade)) == ["capture.blank"]


def test_paper_that_darkens_towards_a_side_is_blank_all_the_same() -> None:
    shade = np.linspace(250, 150, 2480)[None, :].repeat(3508, axis=0).astype(np.uint8)
    assert rules(shade) == ["capture.blank"]


def test_writing_that_shows_through_from_the_back_is_blank(pages: dict[str, Grey]) -> None:
    behind = pages["clean"][:, ::-1].astype(np.float32)
    assert rules((250 - (255 - behind) * 0.12).astype(np.uint8)) == ["capture.blank"]


def test_a_few_written_lines_are_not_blank(pages: dict[str, Grey]) -> None:
    page = pages["clean"]
    mostly_empty = np.full_like(page, 245)
    mostly_empty[800:1300] = page[800:1300]
    assert "capture.blank" not in rules(mostly_empty)


def test_a_black_image_is_dark_and_a_tiny_one_does_not_fail() -> None:
    assert rules(np.zeros((800, 600), np.uint8)) == ["capture.dark"]
    assert rules(np.zeros((1, 1), np.uint8)) == []


def test_ink_is_a_share_of_the_area(pages: dict[str, Grey]) -> None:
    assert 0.02 < ink_share(pages["clean"]) < 0.2
    assert 0 < BLUR_MAX < 1
