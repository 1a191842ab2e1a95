"""The section Khoá và khôi phục in the window: the code is made, goes off the screen, comes back from the paper."""

import pypdfium2
import pytest
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from station.store.manifest import read_facts
from station.store.slots import open_recovery_slot
from ui.administration.keys_page import KeysPage
from ui.administration.keys_presenter import Step
from ui.desktop.choices import Choices
from ui.language import Language
from ui.theme import Look
from ui.widgets.printing import print_pdf


@pytest.fixture
def page_of(qtbot, sign_in):
    """(window, page) of the administrator."""
    window = sign_in("admin")
    window.go("administration", "keys")
    page = window.findChild(KeysPage)
    assert page is not None and page.isVisible()
    return window, page


def wait(qtbot, window) -> None:
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)


def test_a_new_code_comes_into_force_from_the_paper(qtbot, page_of, house):
    window, page = page_of
    page.make.click()
    wait(qtbot, window)
    paper = page.code.text()
    assert page.code.isVisible() and len(paper) == 34 and not page.typed.isVisible()
    page.go_on.click()
    assert page.typed.isVisible() and page.code.text() == ""
    page.typed.setText(paper.lower())
    page.confirm.click()
    wait(qtbot, window)
    assert page._shown.step is Step.NONE and page.typed.text() == ""
    assert len(open_recovery_slot(house.store, read_facts(house.store).store_id, paper).data_key) == 32


def test_another_section_takes_the_code_off_the_screen(qtbot, page_of):
    window, page = page_of
    QApplication.clipboard().clear()  # another test may have left its words there
    page.make.click()
    wait(qtbot, window)
    window.go("administration", "people")
    assert page.code.text() == ""
    assert QApplication.clipboard().text() == ""


def test_the_sheet_goes_from_memory_to_the_printer(qtbot, page_of, tmp_path):
    window, page = page_of
    page.make.click()
    wait(qtbot, window)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    page._presenter.sheet(lambda pdf: page._presenter.printed(print_pdf(pdf, printer)))
    wait(qtbot, window)
    assert page.code.text()
    with pypdfium2.PdfDocument(tmp_path / "paper.pdf") as paper:
        picture = paper[0].render(grayscale=True).to_numpy()
    assert (picture < 128).any(axis=1).sum() > 100  # rows with ink


def test_at_large_text_no_cell_is_cut_and_what_has_no_room_is_told_of_the_chosen_row(qtbot, sign_in):
    window = sign_in("admin")
    for choices in (Choices(Language.VI, Look.LIGHT, scale=2.0), Choices(Language.VI, Look.LIGHT)):
        window.choose(choices)
        large = choices.scale > 1
        for section in ("log", "people"):
            window.go("administration", section)
            wait(qtbot, window)
            page = window.workplace.page("administration").page(section)
            table, line = page.table, page._spare[0][0]
            shown = [at for at in range(len(table._rows.columns)) if not table.isColumnHidden(at)]
            assert bool(line.text()) is large and (len(shown) < len(table._rows.columns)) is large
            for at in shown:
                words = table._rows.columns[at].words(table.row)
                assert table.columnWidth(at) > table.fontMetrics().horizontalAdvance(words), (section, words)


def test_a_long_section_behind_does_not_make_a_short_one_scroll(qtbot, sign_in):
    window = sign_in("admin")
    window.choose(Choices(Language.VI, Look.LIGHT, scale=2.0))
    window.go("administration", "people")
    window.go("administration", "own")
    wait(qtbot, window)
    page = window.workplace.page("administration")
    assert page._stack.minimumSizeHint().height() <= page.page("own").minimumSizeHint().height()
    assert page.page("people").minimumSizeHint().height() > page.page("own").minimumSizeHint().height()
