"""Tables of rows: no words are cut beside empty room, and narrow screens keep the column that takes what is left."""

import pytest

from station.domain.findings import Text
from ui.widgets.row_table import Column, RowTable

_LONG = "Uỷ ban nhân dân xã Thượng Nguyên Thanh, huyện Đá Trắng, tỉnh Cao Sơn"


@pytest.fixture
def table(qtbot):
    made = RowTable[str](
        (
            Column(Text("Trường", "Field"), lambda row: "Nơi đăng ký", 120),
            Column(Text("Giá trị", "Value"), lambda row: row, 120),
            Column(Text("Vì sao", "Why"), lambda row: "Đúng."),
        )
    )
    qtbot.addWidget(made)
    made.show()
    return made


def _width(table: RowTable[str], at: int) -> int:
    return table.horizontalHeader().sectionSize(at)


def test_a_wide_table_gives_long_words_the_room_that_nobody_needs(table):
    table.resize(1400, 300)
    table.show_rows([_LONG])
    assert _width(table, 1) >= table.fontMetrics().horizontalAdvance(_LONG)
    assert _width(table, 0) == 120


def test_a_narrow_table_keeps_its_columns(table):
    table.resize(500, 300)
    table.show_rows([_LONG])
    assert _width(table, 1) < table.fontMetrics().horizontalAdvance(_LONG)
    assert _width(table, 2) >= table.fontMetrics().horizontalAdvance("Đúng.")
    table.resize(1400, 300)
    assert _width(table, 1) >= table.fontMetrics().horizontalAdvance(_LONG)


def test_rows_off_the_screen_are_not_asked_for_their_words(qtbot):
    asked = []
    made = RowTable[int]((Column(Text("Số", "Number"), lambda row: asked.append(row) or str(row), 80), Column(Text("–", "–"), str)))
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    made.show_rows(range(10_000))
    qtbot.wait(10)
    assert asked and max(asked) < 100
