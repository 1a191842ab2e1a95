"""What one picture shows: sheets, two pages, several papers; which way up they lie; curved lines."""

import cv2
import numpy as np
import pytest

from ocr.baselines import baselines_in, straightness
from ocr.cleanup import clean_page, largest_sheet
from ocr.curl import bend_of
from ocr.decode import READING_PIXELS, reading_copy
from ocr.ink import ink_of
from ocr.laying import look_at
from ocr.page import sheets_in, whole
from ocr.papers import papers_in
from ocr.spread import halves_of
from ocr.transform import Bend, Transform, rotation, scaling
from ocr.type_size import x_height
from ocr.upright import standing_of
from station.domain.geometry import Box
from tests.unit.ocr_drawing import paper, write

LINES = (
    "Họ, chữ đệm, tên: Nguyễn Thị Bích Phượng",
    "Ngày, tháng, năm sinh: 09/03/2017, ghi bằng chữ: ngày chín",
    "Nơi sinh: Bệnh viện đa khoa huyện Đá Trắng",
    "Quê quán: xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn",
    "Dân tộc: Kinh. Quốc tịch: Việt Nam. Giới tính: nữ",
    "Người đi khai sinh: Trịnh Tuấn Nghĩa, căn cước công dân",
    "Quan hệ với người được khai sinh: cha đẻ",
)


def page_of(width=1240, height=1750, size_px=36):
    """A page of invented entries."""
    page = paper(width, height)
    for row in range((height - 200) // 70):
        write(page, LINES[row % len(LINES)], 90 + 11 * (row % 5), 140 + 70 * row, size_px)
    return page


def colour(page):
    return np.repeat(page[:, :, None], 3, axis=2)


def laid_on(bed, page, corners):
    """The page drawn into the picture with its corners where told."""
    height, width = page.shape
    size = bed.shape[1], bed.shape[0]
    matrix = cv2.getPerspectiveTransform(
        np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32), np.array(corners, np.float32)
    )
    mask = cv2.warpPerspective(np.full_like(page, 255), matrix, size)
    bed[mask > 127] = cv2.warpPerspective(colour(page), matrix, size)[mask > 127]
    return bed


def table(width, height):
    return np.full((height, width, 3), (40, 60, 85), np.uint8)


def curved(page, sag):
    """The page with its lines sagging in the middle and steeper to the left, as in an open book."""
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    down = sag * (np.exp(-x / (0.25 * width)) - 0.4 * np.sin(np.pi * x / width)) * (1 - y / height)
    return cv2.remap(page, x, (y + down).astype(np.float32), cv2.INTER_LINEAR, borderValue=255)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_stood_up_by_its_writing(turn):
    lying = np.ascontiguousarray(np.rot90(page_of(), turn // 90))
    standing = standing_of(ink_of(lying), x_height(ink_of(lying)))
    assert (standing.turn, standing.is_sure) == (turn, True)


def test_a_page_with_hardly_any_writing_is_left_as_it_lies():
    page = paper(1240, 1750)
    write(page, "Nguyễn Thị Bích Phượng", 200, 800, 36)
    upside_down = np.ascontiguousarray(np.rot90(page, 2))
    standing = standing_of(ink_of(upside_down), 17.0)
    assert (standing.turn, standing.is_sure) == (0, False)


def test_curved_lines_become_straight_and_level():
    page = curved(page_of(), 90.0)
    size = x_height(ink_of(page))
    before = baselines_in(ink_of(page), size)
    assert (straightness(before, size) > 0.15).mean() > 0.3
    bend = bend_of(before, page.shape[1], page.shape[0], size)
    assert bend is not None
    flat = Transform.identity(1240, 1750).then(bend).sampled(page, 1240, 1750)
    after = baselines_in(ink_of(flat), size)
    assert (straightness(after, size) <= 0.15).mean() >= 0.9
    slopes = [np.polyfit(line.feet[:, 0], line.feet[:, 1], 1)[0] for line in after]
    assert np.abs(np.median(slopes)) < 0.003 and np.percentile(np.abs(slopes), 90) < 0.012


@pytest.mark.parametrize("shift", [0, 2, 5, 8])
def test_a_flat_page_is_not_bent(shift):
    page = paper(1240, 1750)
    for row in range(22):
        end = write(page, "Nơi sinh của người đó:", 90, 140 + 70 * row, 36)
        write(page, LINES[row % len(LINES)][:34], end + 12, 140 + 70 * row - shift, 36)
    size = x_height(ink_of(page))
    assert bend_of(baselines_in(ink_of(page), size), 1240, 1750, size) is None


def test_a_curved_photograph_is_cleaned_and_its_boxes_go_back():
    page = curved(page_of(), 90.0)
    clean = clean_page(colour(page))
    assert any(isinstance(step, Bend) for step in clean.transform.steps)
    lines = baselines_in(clean.ink)
    assert (straightness(lines, 16.0) <= 0.15).mean() >= 0.9
    # The first foot of each line, taken back, stands on ink of the original.
    found = 0
    for line in lines:
        x, y = line.feet[0]
        box = clean.transform.to_original(Box(round(x) - 2, round(y) - 4, 4, 4))
        found += bool(ink_of(page)[box.y - 2 : box.bottom + 2, box.x - 2 : box.right + 2].any())
    assert found >= 0.95 * len(lines)


def test_a_bend_is_undone_by_its_way_back():
    nodes = np.outer(np.linspace(1, 0.5, 30), np.sin(np.linspace(0, 3, 40))) * 25
    way = Transform.identity(800, 600).then(rotation(800, 600, 2.0)).then(Bend.of(20.0, nodes)).then(scaling(0.7))
    points = np.random.default_rng(4).uniform((50, 50), (700, 500), (200, 2))
    assert np.abs(way.backward(way.forward(points)) - points).max() < 0.2


def test_a_displacement_that_folds_the_page_is_refused():
    with pytest.raises(ValueError, match="folds"):
        Bend.of(10.0, np.array([[0.0, 0.0], [-11.0, 0.0], [0.0, 0.0]]))


def test_what_is_sampled_lies_where_the_way_says():
    page = paper(900, 700)
    cv2.circle(page, (400, 300), 12, 0, -1)
    nodes = np.full((40, 50), 15.0)
    way = Transform.identity(900, 700).then(rotation(900, 700, 5.0)).then(Bend.of(20.0, nodes)).then(scaling(0.8))
    image = way.sampled(page, 720, 560)
    rows, columns = np.nonzero(image < 128)
    there = way.forward(np.array([(400.5, 300.5)]))[0]
    assert np.hypot(columns.mean() + 0.5 - there[0], rows.mean() + 0.5 - there[1]) < 0.3
    back = way.laid_back(image)
    rows, columns = np.nonzero(back < 128)
    assert np.hypot(columns.mean() - 400, rows.mean() - 300) < 0.5


def test_black_borders_of_a_flatbed_are_left_out():
    picture = np.full((2000, 1600, 3), 12, np.uint8)
    picture[60:1810, 180:1420] = colour(page_of())
    (sheet,) = sheets_in(picture)
    assert np.abs(sheet.corners - [(180, 60), (1420, 60), (1420, 1810), (180, 1810)]).max() < 4
    clean = clean_page(picture)
    assert (clean.image < 128).mean() < 0.12
    edges = np.concatenate([clean.image[:6].ravel(), clean.image[-6:].ravel(), clean.image[:, :6].ravel(), clean.image[:, -6:].ravel()])
    assert (edges < 100).mean() < 0.02


def test_uneven_light_is_no_edge_of_paper():
    light = np.linspace(1.0, 0.3, 1240)[None, :, None]
    assert sheets_in((colour(page_of()) * light).astype(np.uint8)) == []


def test_two_papers_in_one_photograph_are_both_found():
    picture = table(2800, 1900)
    laid_on(picture, page_of(), [(90, 80), (1250, 110), (1230, 1790), (70, 1760)])
    laid_on(picture, page_of(900, 1300), [(1500, 300), (2600, 260), (2640, 1750), (1530, 1780)])
    sheets = sheets_in(picture)
    assert len(sheets) == 2
    assert np.abs(sheets[0].corners - [(90, 80), (1250, 110), (1230, 1790), (70, 1760)]).max() < 5
    assert len(list(papers_in(picture))) == 2


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("shadowed", [True, False])
def test_the_two_pages_of_a_spread_are_told_apart(turn, shadowed):
    flat = colour(np.hstack([page_of(), page_of(1260)]))
    if shadowed:
        x = np.arange(flat.shape[1])
        flat = (flat * (1 - 0.4 * np.exp(-np.square((x - 1240) / 40.0)))[None, :, None]).astype(np.uint8)
    picture = np.ascontiguousarray(np.rot90(flat, turn // 90))
    halves = halves_of(look_at(picture, largest_sheet(picture)))
    assert halves is not None
    back = np.rot90(np.arange(flat.shape[0] * flat.shape[1]).reshape(flat.shape[:2]), turn // 90)
    for half, (first, last) in zip(halves, ((0, 1240), (1240, 2500)), strict=True):
        left, top = half.corners.min(axis=0).round().astype(int)
        right, bottom = half.corners.max(axis=0).round().astype(int)
        columns = back[top + 5 : bottom - 5, left + 5 : right - 5] % flat.shape[1]
        assert abs(columns.min() - first) < 40 and abs(columns.max() - last) < 40
    # Each half is laid flat upright: its writing stands.
    clean = clean_page(picture, turn, halves[0])
    assert standing_of(clean.ink, 16.0).turn == 0


def test_one_page_is_no_spread():
    assert halves_of(look_at(colour(page_of()), whole(colour(page_of())))) is None


def test_a_landscape_page_written_across_is_no_spread():
    page = paper(1750, 1240)
    for row in range(14):
        write(page, LINES[row % 7] + " và " + LINES[(row + 3) % 7], 70, 120 + 75 * row, 36)
    assert halves_of(look_at(colour(page), whole(colour(page)))) is None


def test_a_huge_image_is_read_from_a_smaller_copy_and_its_boxes_go_back(monkeypatch):
    monkeypatch.setattr("ocr.decode.READING_PIXELS", 500_000)
    content = cv2.imencode(".png", colour(page_of()))[1].tobytes()
    copy = reading_copy(content)
    assert copy.pixels.shape[0] * copy.pixels.shape[1] <= 500_000 < READING_PIXELS
    assert copy.start.to_original(Box(100, 100, 50, 50)).x == pytest.approx(100 * 1240 / copy.pixels.shape[1], abs=2)
    assert (copy.start.width, copy.start.height) == (1240, 1750)
