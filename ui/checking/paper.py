"""The paper of the entry on the desk: which page is shown, where the field stands on it and on its strip, and the page after cleaning."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from station.domain.errors import StationError
from station.domain.geometry import Box
from station.domain.ids import PageId
from ui.checking import wording
from ui.checking.hands import Hands
from ui.language import language, tr
from ui.page_decoding import PageImage
from ui.page_images import PageImages
from ui.widgets.page_view import PageView


class Paper(QObject):
    """Field frame and strip follow the hands; images come when they are decoded."""

    troubled = Signal()
    """`sentences` are others now."""
    clicked = Signal(str)
    """A field on the page."""

    def __init__(self, images: PageImages, view: PageView, show_strip: Callable[[Hands, PageImage], None]) -> None:
        super().__init__(view)
        self._images, self._view, self._show_strip = images, view, show_strip
        self._hands: Hands | None = None
        self._page_id: PageId | None = None
        self._page: PageImage | None = None
        self._trouble: StationError | None = None
        """Why the page image is not shown; the fields work without it."""
        self._clean_trouble: StationError | None = None
        self._boxed: list[tuple[str, Box]] = []
        """The fields that are framed on the page."""
        images.let_know_of_near(view.expect)
        view.let_clean(self._clean, self._images.let_cleaned_go)
        view.field_clicked.connect(self._clicked)

    @property
    def page(self) -> PageImage | None:
        """All pixels of the page shown; None while they are on their way."""
        return self._page

    @property
    def sentences(self) -> list[str]:
        """What is wrong with the picture."""
        said = []
        if self._trouble is not None:
            said.append(tr(wording.PAGE_DAMAGED, sentence=self._trouble.sentence(language().value)))
        if self._clean_trouble is not None:
            said.append(tr(wording.NOT_CLEANED, sentence=self._clean_trouble.sentence(language().value)))
        return said

    def put_away(self) -> None:
        """No entry is open."""
        self._hands = self._page_id = self._page = self._trouble = self._clean_trouble = None
        self._images.let_cleaned_go()
        self._view.set_page(None)

    def follow(self, hands: Hands) -> None:
        """Show the page on which the field before the hands stands, and frame it."""
        self._hands = hands
        place = hands.sheet.box(hands.path)
        pages = hands.sheet.entry.pages
        number = place[0] if place and place[0] <= len(pages) else hands.sheet.definition(hands.path).face
        page_id = pages[min(number, len(pages)) - 1] if pages else None
        if page_id is None:
            self._view.set_page(None)
        elif page_id != self._page_id:
            self._page_id, self._page, self._trouble, self._clean_trouble = page_id, None, None, None
            self._images.let_cleaned_go()
            self._view.set_opening()
            self._images.request(page_id, self._here, self._failed, self._preview_here)
        if self._page is not None:
            self._frame(hands)

    def have_ready(self, page_ids: Sequence[PageId]) -> None:
        """The first pages of the entries near this one, the likeliest first."""
        self._images.have_ready(page_ids)

    def _here(self, page: PageImage) -> None:
        if page.page_id == self._page_id and self._hands is not None:
            self._page = page
            self._view.set_page(page)
            self._frame(self._hands)
            self._show_strip(self._hands, page)

    def _preview_here(self, page: PageImage) -> None:
        if page.page_id == self._page_id and self._hands is not None:
            self._view.set_page(page)
            self._frame(self._hands)

    def _failed(self, error: StationError) -> None:
        self._page = None
        self._view.show_trouble(error)
        self._trouble = error
        self.troubled.emit()

    def _frame(self, hands: Hands) -> None:
        place = hands.sheet.box(hands.path)
        number = place[0] if place else 0
        self._boxed = [(path, found[1]) for path in hands.sheet.paths if (found := hands.sheet.box(path)) and found[0] == number]
        self._view.show_field(place[1] if place else None, [box for _, box in self._boxed])

    def _clean(self) -> None:
        if self._page_id is not None:
            self._images.request_cleaned(self._page_id, self._cleaned_here, self._clean_failed)

    def _cleaned_here(self, page: PageImage) -> None:
        if page.page_id == self._page_id:
            self._view.set_cleaned(page)

    def _clean_failed(self, error: StationError) -> None:
        self._view.set_cleaned(None)
        self._clean_trouble = error
        self.troubled.emit()

    def _clicked(self, index: int) -> None:
        if index < len(self._boxed):
            self.clicked.emit(self._boxed[index][0])
