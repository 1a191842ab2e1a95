"""The page of Quét: on the left volume and source, on the right the pages as they come. It takes data and tells wishes; no rule in here."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPalette
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.ids import PageId
from station.domain.record import Volume
from ui import bootstrap, theme
from ui.capture import texts
from ui.capture.arrivals import Thumbnail
from ui.capture.background_reading import ReadingState
from ui.capture.feed import FeedState
from ui.capture.presenter import CapturePresenter
from ui.capture.shelf import Choices, PageRow, Shown, fault_in
from ui.capture.source_panel import START_KEY, SourcePanel, volume_name
from ui.capture.thumbnails import ROW_ROLE, PageDelegate, PagesModel, sentence_of
from ui.capture.watching import WatchState
from ui.desktop.elided import ElidedLabel
from ui.desktop.place import FolderMemory, Place
from ui.desktop.signs import Part
from ui.language import language, tr
from ui.widgets.keys import Key, bind

STOP_KEY, RESCAN_KEY, NEXT_KEY, READ_KEY, ASIDE_KEY = "Esc", "F8", "F7", "Ctrl+R", "Del"
EARLIER_KEY, LATER_KEY = "Ctrl+PgUp", "Ctrl+PgDown"
_WATCH_EVERY_MS = 1000
_STACKED_FROM_SCALE = 1.5
_LABEL_LEAST_PX = 120
_PAGE_COUNT = Text("{name}: {count} trang", "{name}: {count} {count:page|pages}")


def capture_desk(place: Place) -> "CapturePage":
    """The desk with its real parts."""
    scanners = bootstrap.scanners(practice=place.session.practice)
    presenter = CapturePresenter(
        place.tasks,
        place.changes,
        scanners=scanners,
        pages_of=bootstrap.pages_of,
        make_reader=bootstrap.desk_reading_pool,
        tell_of_scanner=lambda words, doubtful: place.signs.put(Part.SCANNER, words, doubtful=doubtful),
    )
    return CapturePage(presenter, place.room, folder=place.folder)


class CapturePage(QWidget):
    """Implements ui.capture.presenter.View and the window's DeskPage."""

    KEYS: tuple[Key, ...] = (
        Key(START_KEY, Text("Bắt đầu quét, lấy tệp hoặc theo dõi thư mục", "Start scanning, taking files or watching a folder")),
        Key(STOP_KEY, Text("Dừng; các trang đã hiện là an toàn", "Stop; the pages shown are safe")),
        Key(NEXT_KEY, Text("Đến trang nghi lỗi kế tiếp", "Go to the next doubtful page")),
        Key(RESCAN_KEY, Text("Quét lại trang đang chọn; trang cũ được bỏ ra", "Scan the chosen page again; the old one is set aside")),
        Key(ASIDE_KEY, Text("Bỏ trang đang chọn ra, hoặc lấy lại", "Set the chosen page aside, or take it back")),
        Key(READ_KEY, Text("Đọc tiếp các trang chờ, hoặc dừng đọc", "Read the waiting pages, or stop the reading")),
        Key(f"{EARLIER_KEY} / {LATER_KEY}", Text("Các trang trước / sau của quyển dài", "Earlier / later pages of a long volume")),
    )

    def __init__(self, presenter: CapturePresenter, parent: QWidget | None = None, *, folder: FolderMemory | None = None) -> None:
        """`folder`: what is remembered of the folder watched last."""
        super().__init__(parent)
        self._presenter, self._folder = presenter, folder or FolderMemory()
        self._feed, self._reading, self._shown, self._watch = FeedState(), ReadingState(), Shown(), WatchState()
        self._clock = QTimer(self)
        self._trouble_now: tuple[StationError | None, Text | None] = (None, None)
        self._target: str | None = None
        self._dialog: QFileDialog | None = None
        self._panel = SourcePanel()
        self._panel.show_folder(self._folder.last)
        self._title, self._detail, self._trouble, self._empty = ElidedLabel(Qt.TextElideMode.ElideMiddle), QLabel(), QLabel(), QLabel()
        self._feed_words, self._reading_words = QLabel(), QLabel()
        self._next, self._rescan, self._aside, self._stop, self._read = (QPushButton() for _ in range(5))
        self._bar = QProgressBar()
        self._model, self._list = PagesModel(), QListView()
        self._set_up()
        self._lay_out()
        self._connect()
        presenter.attach(self)
        self.retranslate()
        self._restyle()

    def _set_up(self) -> None:
        theme.set_size(self._title, theme.LARGE_PT)
        for label in (self._detail, self._trouble, self._feed_words, self._reading_words, self._empty):
            label.setWordWrap(True)
            # a long sentence wraps: it must not ask for a wider window
            label.setMinimumWidth(_LABEL_LEAST_PX)
        self._trouble.hide()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(theme.GRID_PX)
        view = self._list
        view.setModel(self._model)
        view.setItemDelegate(PageDelegate(view))
        view.setViewMode(QListView.ViewMode.IconMode)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setMovement(QListView.Movement.Static)
        view.setUniformItemSizes(True)
        view.setLayoutMode(QListView.LayoutMode.Batched)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAcceptDrops(True)

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        head, feed, reading = QBoxLayout(QBoxLayout.Direction.LeftToRight), QHBoxLayout(), QHBoxLayout()
        self._head = head
        rows = QHBoxLayout(), QHBoxLayout()
        for at, widget in ((0, self._title), (0, self._next), (1, self._rescan), (1, self._aside)):
            rows[at].addWidget(widget, 1 if widget is self._title else 0)
        head.addLayout(rows[0], 1)
        head.addLayout(rows[1])
        feed.addWidget(self._feed_words, 1)
        feed.addWidget(self._stop)
        reading.addWidget(self._reading_words, 1)
        reading.addWidget(self._read)
        pile = QWidget()
        self._pile = QStackedLayout(pile)
        self._pile.addWidget(self._empty)
        self._pile.addWidget(self._list)
        right = QVBoxLayout()
        right.setSpacing(unit)
        right.addLayout(head)
        right.addWidget(self._trouble)
        right.addWidget(pile, 1)
        right.addWidget(self._detail)
        right.addLayout(feed)
        right.addWidget(self._bar)
        right.addLayout(reading)
        row = QHBoxLayout(self)
        row.setContentsMargins(unit * 2, unit * 2, unit * 2, unit)
        row.setSpacing(unit * 3)
        row.addWidget(self._panel, 1)
        row.addLayout(right, 3)

    def _connect(self) -> None:
        self._panel.volume_chosen.connect(self._presenter.choose_volume)
        self._panel.fields_changed.connect(self._fields_changed)
        self._panel.look_wanted.connect(self._presenter.look_for_scanners)
        self._panel.start_wanted.connect(self._start)
        self._model.picture_wanted.connect(self._presenter.want_thumbnail, Qt.ConnectionType.QueuedConnection)
        self._list.selectionModel().currentChanged.connect(self._page_chosen)
        self._panel.other_folder_wanted.connect(self._ask_for_watched_folder)
        self._stop.clicked.connect(self._presenter.stop)
        self._aside.clicked.connect(self._set_aside_or_back)
        self._rescan.clicked.connect(self._scan_again)
        self._next.clicked.connect(self._to_next_faulty)
        self._read.clicked.connect(self._toggle_reading)
        keys = (
            (START_KEY, self._panel.press_start), (STOP_KEY, self._presenter.stop), (RESCAN_KEY, self._rescan.click),
            (NEXT_KEY, self._next.click), (READ_KEY, self._read.click), (EARLIER_KEY, self._presenter.show_earlier),
            (LATER_KEY, self._presenter.show_later),
        )  # fmt: skip
        for key, act in keys:
            bind(self, key, act)
        # on the list alone: in an input Del deletes a letter
        bind(self._list, ASIDE_KEY, self._aside.click)
        self._clock.setInterval(_WATCH_EVERY_MS)
        self._clock.timeout.connect(self._presenter.tick)
        theme.theme().changed.connect(self._restyle)

    # ---- the window's -------------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """The hands go to the first empty field, or to the start."""
        self._presenter.activated()
        self._panel.focus_first()

    def busy(self) -> str:
        """While pages come in, the sheet in the scanner would have to be scanned again."""
        return tr(texts.BUSY) if self._presenter.feeding else ""

    def ending(self) -> None:
        """The session ends."""
        self._presenter.end()

    def open_at(self, target: object) -> None:
        """Show the volume of this id."""
        self._target = str(target)
        self._go_to_target(self._panel.volumes)

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._panel.retranslate()
        self._empty.setText(tr(texts.EMPTY))
        self._model.retranslate()
        self._list.setAccessibleName(tr(texts.PAGES))
        self._bar.setAccessibleName(tr(texts.READING_PROGRESS))
        for button, name, key in ((self._next, texts.NEXT_FAULTY, NEXT_KEY), (self._rescan, texts.RESCAN, RESCAN_KEY)):
            _name(button, tr(name), key)
        self._show_words()

    # ---- View -----------------------------------------------------------------------------------------------------------------------

    def show_choices(self, choices: Choices) -> None:
        """Kinds, volumes, scanners."""
        self._panel.show_choices(choices)
        self._go_to_target(choices.volumes)

    def show_pages(self, shown: Shown) -> None:
        """A volume's pages anew, the newest in sight."""
        self._shown = shown
        self._model.show_rows(shown.rows)
        if shown.volume is not None:
            self._panel.fill_in(shown.volume)
        self._list.scrollToBottom()
        self._show_words()

    def add_page(self, row: PageRow, thumbnail: Thumbnail | None) -> None:
        """One more page, at its place."""
        if thumbnail is not None:
            self._model.set_picture(row.page_id, thumbnail)
        index = self._model.add(row)
        self._shown = Shown(self._shown.volume, self._shown.pages + 1, self._shown.rows)
        self._list.scrollTo(index)
        self._show_words()

    def update_page(self, row: PageRow) -> None:
        """The same page, with other words."""
        self._model.update_row(row)
        self._show_words()

    def show_thumbnail(self, page_id: PageId, thumbnail: Thumbnail) -> None:
        """The picture of a page."""
        self._model.set_picture(page_id, thumbnail)

    def show_feed(self, state: FeedState) -> None:
        """How far the feed is."""
        self._feed = state
        self._panel.set_feeding(state.running)
        self._show_words()
        if state.running and not self._stop.hasFocus() and not self._list.hasFocus():
            self._stop.setFocus()
        elif not state.running:
            self._panel.focus_first()

    def show_watch(self, state: WatchState) -> None:
        """How far the watching is; the clock runs as long as it does."""
        began, ended = state.on and not self._watch.on, self._watch.on and not state.on
        self._watch = state
        if began:
            self._feed = FeedState()
            self._clock.start()
            self._panel.show_folder(state.folder)
            self._folder.keep(state.folder)
        if ended:
            self._clock.stop()
        if began or ended:
            self._panel.set_feeding(state.on)
        self._show_words()
        if began:
            self._stop.setFocus()
        elif ended:
            self._panel.focus_first()

    def show_reading(self, state: ReadingState) -> None:
        """How far the reading is."""
        self._reading = state
        self._show_words()

    def show_trouble(self, trouble: StationError | None, sentence: Text | None = None) -> None:
        """What stands in the way, and what to do."""
        self._trouble_now = (trouble, sentence)
        self._show_words()

    # ---- inside ---------------------------------------------------------------------------------------------------------------------

    def _show_words(self) -> None:
        """Everything that is said, from what is known now."""
        volume, rows = self._shown.volume, self._model.rows
        self._title.setText(tr(_PAGE_COUNT, name=volume_name(volume), count=self._shown.pages) if volume is not None else tr(texts.PAGES))
        self._pile.setCurrentWidget(self._list if rows else self._empty)
        trouble, sentence = self._trouble_now
        if self._watch.gone and self._watch.on:
            trouble, sentence = StationError("capture.folder-gone", folder=self._watch.folder), None
        said = tr(sentence) if sentence is not None else trouble.sentence(language()) if trouble is not None else ""
        self._trouble.setText(said)
        self._trouble.setVisible(bool(said))
        self._feed_words.setText(texts.feed_sentence(self._feed) or texts.watch_sentence(self._watch))
        _name(self._stop, tr(texts.STOP), STOP_KEY)
        self._stop.setVisible(self._feed.running or self._watch.on)
        self._stop.setEnabled(not self._feed.stopping)
        self._reading_words.setText(texts.reading_sentence(self._reading))
        self._bar.setVisible(self._reading.running)
        self._bar.setRange(0, max(1, self._reading.total))
        self._bar.setValue(self._reading.done)
        action = texts.STOP if self._reading.running else texts.READ_ON
        self._read.setText(f"{tr(action)} ({READ_KEY})")
        self._read.setAccessibleName(f"{tr(texts.READING_PROGRESS)}: {tr(action)}")
        self._next.setEnabled(any(self._presenter.faulty(row) for row in rows))
        chosen = self._chosen_row()
        free = chosen is not None and not self._feed.running and not self._watch.on
        self._rescan.setEnabled(free and self._panel.device is not None and chosen is not None and self._presenter.can_scan_again(chosen))
        self._aside.setEnabled(free)
        back = chosen is not None and chosen.aside is not None
        _name(self._aside, tr(texts.TAKE_BACK if back else texts.SET_ASIDE), ASIDE_KEY)
        self._detail.setText(sentence_of(chosen) if chosen is not None else "")
        self._detail.setVisible(chosen is not None)

    def _restyle(self) -> None:
        palette = self._trouble.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour("error"))
        self._trouble.setPalette(palette)
        stacked = theme.theme().scale >= _STACKED_FROM_SCALE
        self._head.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._list.scheduleDelayedItemsLayout()

    def _fields_changed(self) -> None:
        fields = self._panel.fields
        volume = self._presenter.volume_named(fields)
        self._panel.show_volume(volume, can_begin=fault_in(fields) is None)
        if volume is not None:
            self._presenter.choose_volume(volume)

    def _start(self, source: str) -> None:
        if source == "scanner":
            self._presenter.scan(self._panel.fields, self._panel.device, self._panel.settings)
        elif source == "watched":
            self._start_watching()
        else:
            self._ask_for_files(folder=source == "folder")

    def _start_watching(self) -> None:
        folder = self._watch.folder or self._folder.last
        if folder:
            self._presenter.watch(self._panel.fields, Path(folder))
        else:
            self._ask_for_watched_folder()

    def _ask_for_watched_folder(self) -> None:
        self._ask_for_files(folder=True, taken=self._watch_first)

    def _watch_first(self, names: Sequence[str]) -> None:
        self._presenter.watch(self._panel.fields, Path(names[0]))

    def _ask_for_files(self, *, folder: bool, taken: Callable[[Sequence[str]], None] | None = None) -> None:
        dialog = QFileDialog(self, tr(texts.START_FOLDER if folder else texts.START_FILES))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not folder:
            dialog.setNameFilters(tr(texts.PICTURES).split(";;"))
        dialog.filesSelected.connect(taken or self._take)
        self._dialog = dialog
        dialog.open()

    def _take(self, names: Sequence[str]) -> None:
        self._presenter.take_files(self._panel.fields, [Path(name) for name in names])

    def _scan_again(self) -> None:
        row = self._chosen_row()
        if row is not None:
            self._presenter.scan_again(self._panel.device, self._panel.settings, row)

    def _set_aside_or_back(self) -> None:
        row = self._chosen_row()
        if row is None:
            return
        if row.aside is not None:
            self._presenter.take_back(row)
            return
        menu = QMenu(self)
        menu.setAccessibleName(tr(texts.WHY_ASIDE))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, (reason, words) in enumerate(texts.ASIDE_REASONS.items(), start=1):
            act = menu.addAction(f"&{number}  {tr(words)}")
            act.triggered.connect(lambda _checked=False, row=row, reason=reason: self._presenter.set_aside(row, reason))
        menu.popup(self._aside.mapToGlobal(QPoint(0, self._aside.height())))
        menu.setActiveAction(menu.actions()[0])

    def _toggle_reading(self) -> None:
        if self._reading.running:
            self._presenter.stop_reading()
        else:
            self._presenter.start_reading()

    def _to_next_faulty(self) -> None:
        rows = self._model.rows
        begin = self._list.currentIndex().row() + 1
        for step in range(len(rows)):
            at = (begin + step) % len(rows)
            if self._presenter.faulty(rows[at]):
                self._list.setCurrentIndex(self._model.index(at))
                self._list.setFocus()
                return

    def _page_chosen(self, *_indexes: QModelIndex) -> None:
        self._show_words()

    def _chosen_row(self) -> PageRow | None:
        index = self._list.currentIndex()
        row: PageRow | None = index.data(ROW_ROLE) if index.isValid() else None
        return row

    def _go_to_target(self, volumes: Sequence[Volume]) -> None:
        volume = next((volume for volume in volumes if volume.volume_id == self._target), None)
        if volume is not None and not self._presenter.occupied:
            self._target = None
            self._panel.fill_in(volume)

    # ---- drag and drop --------------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders of this machine are welcome."""
        if event.mimeData().hasUrls() and not self._presenter.occupied:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them as by the file dialog."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self._take(paths)


def _name(button: QPushButton, words: str, key: str) -> None:
    """Words with the key behind them; readers hear the words."""
    button.setText(f"{words} ({key})")
    button.setAccessibleName(words)
