"""One sheet in two pictures is told from two sheets of one form; the index finds it among others and learns a print by meeting it."""

from collections.abc import Sequence

import numpy as np
import pytest

from ocr.same_sheet import KEY_BYTES, ONE_SHEET, PageLook, agreement, itself, look_at_page, nearest, overlaid
from ocr.sheet_index import SheetIndex, look_at_file
from station.domain.errors import StationError
from station.domain.ids import PageId
from station.domain.sheets import SheetMark
from tests.sheets_of_paper import HEIGHT, WIDTH, again, as_file, sheet

MAY = (
    "Vịt Thị Mây",
    "02.03.2018",
    "Nữ",
    "Kinh",
    "Ao Sâu, Suối Mây",
    "Ngan Thị Bơi",
    "Thôn Ao Sâu",
    "Vịt Văn Xiêm",
    "991234567",
    "xã Suối Mây",
)
LAM = ("Gà Văn Lâm", "17.11.2009", "Nam", "Tày", "Bản Thung, Nà Lúa", "Cò Thị Đồng Ngọc", "Bản Thung", "Gà Trống", "990765432", "xã Nà Lúa")
TWIN = ("Vịt Thị Ngọc Tuyết Nhung", *MAY[1:])


def look(page) -> PageLook:
    found = look_at_page(page)
    assert found is not None
    return found


def agree(one, other) -> float:
    lying = overlaid(look(other), look(one))
    return 0.0 if lying is None else agreement(itself(look(one)), lying)


SKEWED = {"turn": -2.0, "scale": 0.85, "pale": 0.4, "cut": 9}


@pytest.mark.parametrize("how", [{}, {"turn": 180.0}, {"scale": 0.7}, {"pale": 0.55}, {"cut": 40}, SKEWED])
def test_another_picture_of_the_sheet_agrees_and_another_sheet_of_the_form_does_not(how):
    assert agree(sheet(*MAY), again(sheet(*MAY), **how)) >= ONE_SHEET
    assert agree(sheet(*MAY), again(sheet(*LAM), **how)) < ONE_SHEET


def test_a_twin_on_a_paper_of_their_own_is_another_sheet():
    assert agree(sheet(*MAY), again(sheet(*TWIN), turn=0.7)) < ONE_SHEET


def test_a_blank_page_and_a_black_one_have_no_look():
    assert look_at_page(np.full((HEIGHT, WIDTH), 250, np.uint8)) is None and look_at_page(np.zeros((HEIGHT, WIDTH), np.uint8)) is None
    assert look_at_file(b"no picture") is None and look_at_file(b"") is None


def test_a_page_of_another_print_lies_over_nothing():
    noise = np.random.default_rng(1).integers(0, 255, (HEIGHT // 8, WIDTH // 8)).astype(np.uint8)
    assert overlaid(look(np.kron(noise, np.ones((8, 8), np.uint8))), look(sheet(*MAY))) is None


def test_near_keys_come_nearest_first_and_far_ones_not_at_all():
    own, near, far = bytes(KEY_BYTES), bytes([1] * 40) + bytes(KEY_BYTES - 40), bytes([255] * KEY_BYTES)
    assert nearest(own, far + near + own, 5) == [2, 1] and nearest(own, far + near + own, 1) == [2] and nearest(own, b"", 5) == []


class Shelf:
    """Pages in memory."""

    def __init__(self) -> None:
        self.pictures: dict[PageId, bytes] = {}
        self.marks: list[tuple[PageId, SheetMark]] = []
        self.opened: list[PageId] = []

    def references(self, limit: int) -> Sequence[PageId]:
        return [page_id for page_id, mark in self.marks if mark.reference is None][-limit:]

    def keys(self, reference: PageId, after: int) -> Sequence[tuple[int, PageId, bytes]]:
        rows = [
            (at, page_id, bytes.fromhex(mark.key)) for at, (page_id, mark) in enumerate(self.marks, start=1) if mark.reference == reference
        ]
        return [row for row in rows if row[0] > after]

    def open(self, page_id: PageId) -> bytes:
        self.opened.append(page_id)
        if page_id not in self.pictures:
            raise StationError("store.image-erased", page=page_id)
        return self.pictures[page_id]

    def keep(self, index: SheetIndex, name: str, page) -> SheetMark:
        mark = index.mark(look(page))
        self.marks.append((PageId(name), mark))
        self.pictures[PageId(name)] = as_file(page)
        return mark


def test_the_index_learns_a_print_and_finds_each_sheet_again_and_none_that_is_erased():
    shelf = Shelf()
    index = SheetIndex(shelf)
    pages = {"may": sheet(*MAY), "lam": sheet(*LAM), "twin": sheet(*TWIN)}
    kept = [shelf.keep(index, name, page) for name, page in pages.items()]
    assert [mark.reference for mark in kept] == [None, "may", "may"] and [mark.same for mark in kept] == [(), (), ()]
    for name, page in pages.items():
        assert index.mark(look(again(page, turn=0.8, pale=0.3))).same == (name,)
    del shelf.pictures[PageId("lam")]
    assert SheetIndex(shelf).mark(look(again(pages["lam"]))).same == ()


def test_what_was_looked_at_is_not_opened_again():
    shelf = Shelf()
    index = SheetIndex(shelf)
    for name, page in (("may", sheet(*MAY)), ("lam", sheet(*LAM))):
        shelf.keep(index, name, page)
    for _ in range(3):
        assert index.mark(look(again(sheet(*LAM)))).same == ("lam",)
    assert sorted(shelf.opened) == ["lam", "may"]
