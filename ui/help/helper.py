"""What F1, Shift+F1, Ctrl+F1 and the menu do in a window. Loaded when help is first asked for: the window starts without it."""

import datetime
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from station.domain.durable import write_durably
from station.domain.errors import StationError
from station.domain.findings import Text
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary
from ui.help.cheat_sheet import CheatSheet
from ui.help.desk_keys import sections
from ui.help.form_reader import FormReader
from ui.help.guide import GUIDE_FOLDER, GUIDE_TITLE, NO_GUIDE, guide_text
from ui.help.keys_pdf import keys_pdf
from ui.help.reader import Reader
from ui.help.tour import TourOverlay
from ui.help.window_keys import HelpPage
from ui.language import language, tr

if TYPE_CHECKING:
    from ui.desktop.window import MainWindow

log = logging.getLogger(__name__)

_SIGN_IN = Text("Đăng nhập", "Sign in")
_SAVE = Text("Lưu bảng phím", "Save the keys")
_FILES = Text("Tệp PDF (*.pdf)", "PDF file (*.pdf)")


@runtime_checkable
class HasForm(Protocol):
    """A desk's page that has an entry on it."""

    def form_on_desk(self) -> FormDefinition | None:
        """The form of the entry; None while there is none."""


class Helper(QObject):
    """One per window."""

    tour_ended = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.sheet = CheatSheet(window.inside)
        self.sheet.print_wanted.connect(self.ask_where_to_print)
        self.sheet.form_wanted.connect(self.show_form)
        self.sheet.guide_wanted.connect(self.show_guide)
        self._saving: QFileDialog | None = None
        self._tour: TourOverlay | None = None

    def show(self, what: HelpPage) -> None:
        """Whatever is asked for; what lies over the window already goes."""
        if what is not HelpPage.KEYS:
            self.sheet.put_away()
        match what:
            case HelpPage.KEYS:
                self.show_keys()
            case HelpPage.FORM:
                self.show_form()
            case HelpPage.GUIDE:
                self.show_guide()
            case HelpPage.TOUR:
                self.begin_tour()

    def leave(self) -> None:
        """The session ends: nothing of it stays over the window."""
        self.sheet.put_away()
        if self._tour is not None:
            self._tour.end()

    # ---- the keys -------------------------------------------------------------------------------------------------------------

    def show_keys(self) -> None:
        """The sheet for what is in front; once more puts it away."""
        if self.sheet.is_up:
            self.sheet.put_away()
            return
        page = self._page()
        desks = self._window.workplace.desks if self._window.workplace is not None else ()
        self.sheet.put_up(self._title(), sections(page, desks), has_form=self._window.workplace is not None)

    def ask_where_to_print(self) -> None:
        """Let the person choose a file for the keys of the desk in front."""
        dialog = QFileDialog(self._window, tr(_SAVE), "", tr(_FILES))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda name: self.print_keys(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self._saving = dialog
        dialog.open()

    def print_keys(self, path: Path) -> None:
        """Write the keys of the desk in front as PDF; a sentence when that cannot be done."""
        desks = self._window.workplace.desks if self._window.workplace is not None else ()
        try:
            write_durably(path, keys_pdf(self._title(), sections(self._page(), desks), datetime.date.today()))
        except (OSError, StationError) as error:
            self._window.show_failure(StationError("export.folder", path=path.name, reason=str(error)))

    # ---- forms and guide ------------------------------------------------------------------------------------------------------

    def show_form(self) -> None:
        """The page of the form on the desk; where none is, all forms to choose from."""
        self.sheet.put_away()
        if self._window.workplace is None:
            return
        page = self._page()
        form = page.form_on_desk() if isinstance(page, HasForm) else None
        self._window.tasks.query(lambda station: station.desk.forms, lambda library: self._show_form(library, form))

    def _show_form(self, library: FormLibrary, form: FormDefinition | None) -> None:
        if self._window.workplace is None:
            return
        reader = FormReader(self._window, library)
        reader.show_form(form) if form is not None else reader.show_forms()
        reader.open()

    def show_guide(self) -> None:
        """The guide in the language in force, at the page of the desk in front."""
        self.sheet.put_away()
        reader = Reader(self._window, tr(GUIDE_TITLE))
        try:
            reader.show_markdown(guide_text(language()), GUIDE_FOLDER)
        except OSError:
            reader.deleteLater()
            self._window.show_text(NO_GUIDE)
            return
        reader.open()
        workplace = self._window.workplace
        if workplace is not None and workplace.current:
            reader.go_to_heading(self._title())

    # ---- the tour -------------------------------------------------------------------------------------------------------------

    def begin_tour(self) -> None:
        """Walk through the desks of who is signed in."""
        workplace = self._window.workplace
        if workplace is None or self._tour is not None:
            return
        self.sheet.put_away()
        self._tour = TourOverlay(self._window.inside, workplace)
        self._tour.ended.connect(self._tour_ended)
        self._tour.begin()

    def _tour_ended(self) -> None:
        self._tour = None
        workplace = self._window.workplace
        if workplace is not None:
            workplace.show_desk(workplace.current)
        self.tour_ended.emit()

    def retranslate(self) -> None:
        """The language changed."""
        if self._tour is not None:
            self._tour.retranslate()

    # ---- inside ---------------------------------------------------------------------------------------------------------------

    def _page(self) -> QWidget:
        workplace = self._window.workplace
        return workplace.page(workplace.current) if workplace is not None and workplace.current else self._window.sign_in_page

    def _title(self) -> str:
        workplace = self._window.workplace
        if workplace is None or not workplace.current:
            return tr(_SIGN_IN)
        return tr(next(desk.title for desk in workplace.desks if desk.key == workplace.current))
