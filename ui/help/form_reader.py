"""The form's page over the window; from it all other forms, by links."""

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from station.forms.definition import FormDefinition
from station.forms.library import FormLibrary
from ui.help.form_page import TITLE, form_page, forms_page
from ui.help.measured import measured
from ui.help.reader import Reader
from ui.language import sentence, tr

FORMS = Text("Các mẫu giấy", "Forms")
_SCHEME = "form"


class FormReader(Reader):
    """Shows one form or the list of all."""

    def __init__(self, window: QWidget, library: FormLibrary) -> None:
        super().__init__(window, tr(FORMS))
        self._library = library
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(self._follow)

    def show_forms(self) -> None:
        """The list of all forms, each a link."""
        self.setWindowTitle(tr(FORMS))
        self.show_html(forms_page(self._library.forms))

    def show_form(self, form: FormDefinition) -> None:
        """One form, from its definition."""
        self.setWindowTitle(tr(TITLE, form=tr(form.title.text)))
        self.show_html(form_page(form, self._library.lexicons, measured(form.id, form.version)))

    def _follow(self, link: QUrl) -> None:
        if link.scheme() != _SCHEME:
            return
        form_id, _, version = link.path().partition("/")
        if not form_id:
            self.show_forms()
            return
        try:
            self.show_form(self._library.form(form_id, version))
        except StationError as error:
            self.browser.setPlainText(sentence(error))
