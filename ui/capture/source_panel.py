"""The left side of Quét: the volume's three fields, the source, the start key. Takes choices, tells what was chosen; no rule in here."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from station.domain.findings import Text
from station.domain.record import Volume
from station.scanner.scanner import A3_MM, A4_MM, Device, ScanSettings, SheetSource
from ui import theme
from ui.capture import texts
from ui.capture.shelf import Choices, Fields
from ui.language import tr

_WIDTH_PX, _WIDEST_PX = 320, 440
_SIZES = (("A4", A4_MM), ("A3", A3_MM))
_RESOLUTIONS_DPI = (200, 300, 400, 600)
_SOURCES = {"scanner": texts.SCANNER, "files": texts.FILES, "folder": texts.FOLDER, "watched": texts.WATCHED}
_START = {"scanner": texts.START_SCAN, "files": texts.START_FILES, "folder": texts.START_FOLDER, "watched": texts.START_WATCH}
START_KEY = "F9"


class SourcePanel(QWidget):
    """Emits what was chosen."""

    volume_chosen = Signal(object)
    fields_changed = Signal()
    look_wanted = Signal()
    start_wanted = Signal(str)
    """`scanner`, `files`, `folder` or `watched`."""
    other_folder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choices = Choices()
        self._devices: tuple[Device, ...] = ()
        self._volume_title, self._source_title, self._hint = QLabel(), QLabel(), QLabel()
        self._hint.setWordWrap(True)
        for title in (self._volume_title, self._source_title):
            theme.set_size(title, theme.LARGE_PT)
        self._volumes, self._kind, self._device, self._paper, self._size, self._dpi = (QComboBox() for _ in range(6))
        self._year, self._number = QLineEdit(), QLineEdit()
        self._year.setValidator(QIntValidator(0, 9999, self._year))
        self._year.setMaxLength(4)
        self._number.setMaxLength(20)
        self._colour, self._look, self._start = QCheckBox(), QPushButton(), QPushButton()
        self._watched, self._other_folder = QLabel(), QPushButton()
        self._watched.setWordWrap(True)
        self._folder = ""
        self._colour.setChecked(True)
        self._sources = QButtonGroup(self)
        self._radios = [QRadioButton() for _ in _SOURCES]
        for number, radio in enumerate(self._radios):
            self._sources.addButton(radio, number)
        self._radios[0].setChecked(True)
        for size, _mm in _SIZES:
            self._size.addItem(size)
        for dpi in _RESOLUTIONS_DPI:
            self._dpi.addItem(f"{dpi} dpi", dpi)
        self._dpi.setCurrentIndex(_RESOLUTIONS_DPI.index(300))
        self._lay_out()
        self._volumes.activated.connect(self._volume_picked)
        self._kind.currentIndexChanged.connect(self.fields_changed)
        self._year.editingFinished.connect(self.fields_changed)
        self._number.editingFinished.connect(self.fields_changed)
        self._sources.idToggled.connect(self._source_changed)
        self._look.clicked.connect(self.look_wanted)
        self._start.clicked.connect(self.press_start)
        self._other_folder.clicked.connect(self.other_folder_wanted)

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        self._labels = [QLabel() for _ in range(8)]
        volume, source = QFormLayout(), QFormLayout()
        volume_rows = (self._volumes, self._kind, self._year, self._number)
        self._scanner_rows: tuple[QWidget, ...] = (self._device, self._paper, self._size, self._dpi)
        for label, widget in zip(self._labels[:4], volume_rows, strict=True):
            volume.addRow(label, widget)
        for label, widget in zip(self._labels[4:], self._scanner_rows, strict=True):
            source.addRow(label, widget)
        for combo in (self._volumes, self._kind, self._device, self._paper, self._size, self._dpi):
            # long titles must not widen the panel: the open list shows them whole
            combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        choices, scroll = QWidget(), QScrollArea()
        # only at large text: at the usual size everything is in sight
        scroll.setWidget(choices)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._start)
        self._fit()
        theme.theme().changed.connect(self._fit)
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, unit, 0)
        column.setSpacing(unit)
        column.addWidget(self._volume_title)
        column.addLayout(volume)
        column.addWidget(self._hint)
        column.addSpacing(unit)
        column.addWidget(self._source_title)
        for radio in self._radios:
            column.addWidget(radio)
        column.addLayout(source)
        column.addWidget(self._colour)
        column.addWidget(self._look)
        column.addWidget(self._watched)
        column.addWidget(self._other_folder)
        column.addStretch(1)

    # ---- what the page says ---------------------------------------------------------------------------------------------------------

    def show_choices(self, choices: Choices) -> None:
        """Kinds, volumes and devices; what was chosen stays chosen."""
        kind, device, volume = self._kind.currentData(), self.device, self._volumes.currentData()
        self._choices = choices
        for combo in (self._kind, self._volumes, self._device):
            combo.blockSignals(True)
            combo.clear()
        for code, title in choices.kinds:
            self._kind.addItem(f"{code} – {tr(title)}", code)
        self._volumes.addItem(tr(texts.NEW_VOLUME), "")
        for one in choices.volumes:
            self._volumes.addItem(volume_name(one), one.volume_id)
        self._devices = choices.devices
        for one_device in choices.devices:
            self._device.addItem(texts.device_name(one_device), one_device.id)
        if not choices.devices:
            self._device.addItem(tr(texts.LOOKING if choices.looking else texts.NO_SCANNER), "")
        _choose(self._kind, kind)
        _choose(self._volumes, volume)
        _choose(self._device, device.id if device is not None else None)
        for combo in (self._kind, self._volumes, self._device):
            combo.blockSignals(False)
            combo.setToolTip(combo.currentText())
        self._look.setEnabled(not choices.looking)
        self.fields_changed.emit()

    def show_volume(self, volume: Volume | None, *, can_begin: bool) -> None:
        """The volume that the three fields name; None: it would be a new one."""
        _choose(self._volumes, volume.volume_id if volume is not None else "")
        self._hint.setText(tr(texts.IS_OPEN if volume is not None else texts.WILL_BE_OPENED) if can_begin else "")

    def fill_in(self, volume: Volume) -> None:
        """Put a volume's three fields in place."""
        for widget in (self._kind, self._year, self._number):
            widget.blockSignals(True)
        _choose(self._kind, volume.kind)
        self._year.setText(str(volume.year))
        self._number.setText(volume.number)
        for widget in (self._kind, self._year, self._number):
            widget.blockSignals(False)
        self.fields_changed.emit()

    def show_folder(self, folder: str) -> None:
        """The folder that is watched, or would be."""
        self._folder = folder
        self._source_changed()

    def set_feeding(self, feeding: bool) -> None:
        """While pages come in nothing here can be changed."""
        for widget in (self._volumes, self._kind, self._year, self._number, self._start, self._look, self._other_folder, *self._radios):
            widget.setEnabled(not feeding)
        if not feeding:
            self._source_changed()

    def focus_first(self) -> None:
        """Where the hands go: the start when the fields are filled, else the first empty field."""
        empty = [edit for edit in (self._year, self._number) if not edit.text()]
        (empty[0] if empty else self._start).setFocus()

    # ---- what was chosen ------------------------------------------------------------------------------------------------------------

    @property
    def fields(self) -> Fields:
        """As they stand."""
        typed = Fields(self._kind.currentData() or "", int(self._year.text() or 0), self._number.text())
        chosen = next((volume for volume in self._choices.volumes if volume.volume_id == self._volumes.currentData()), None)
        # two offices of their day may each have a book 01 of one year: the chosen one is meant while the fields are its own
        return replace(typed, office=chosen.office) if chosen is not None and typed.tidy.name(chosen) else typed

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """Those that can be chosen."""
        return self._choices.volumes

    @property
    def device(self) -> Device | None:
        """The scanner chosen."""
        return next((device for device in self._devices if device.id == self._device.currentData()), None)

    @property
    def settings(self) -> ScanSettings:
        """How to scan."""
        width_mm, height_mm = _SIZES[max(0, self._size.currentIndex())][1]
        source = SheetSource(self._paper.currentData() or SheetSource.FEEDER)
        return ScanSettings(source, int(self._dpi.currentData()), self._colour.isChecked(), width_mm, height_mm)

    @property
    def source(self) -> str:
        """`scanner`, `files`, `folder` or `watched`."""
        return tuple(_SOURCES)[max(0, self._sources.checkedId())]

    def press_start(self) -> None:
        """As by its key."""
        if self._start.isEnabled():
            self.start_wanted.emit(self.source)

    # ---- inside ---------------------------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._volume_title.setText(tr(texts.VOLUME))
        self._source_title.setText(tr(texts.SOURCE))
        names: Sequence[Text] = (
            texts.OPEN_VOLUMES, texts.KIND, texts.YEAR, texts.NUMBER, texts.SCANNER, texts.PAPER, texts.SIZE, texts.RESOLUTION,
        )  # fmt: skip
        widgets = (self._volumes, self._kind, self._year, self._number, *self._scanner_rows)
        for label, widget, name in zip(self._labels, widgets, names, strict=True):
            label.setText(tr(name))
            label.setBuddy(widget)
            widget.setAccessibleName(tr(name))
        for radio, name in zip(self._radios, _SOURCES.values(), strict=True):
            radio.setText(tr(name))
            radio.setAccessibleName(tr(name))
        paper = self._paper.currentData()
        self._paper.clear()
        self._paper.addItem(tr(texts.FEEDER), SheetSource.FEEDER.value)
        self._paper.addItem(tr(texts.FLATBED), SheetSource.FLATBED.value)
        _choose(self._paper, paper)
        self._colour.setText(tr(texts.COLOUR))
        self._look.setText(tr(texts.LOOK))
        self._other_folder.setText(tr(texts.OTHER_FOLDER))
        for button in (self._colour, self._look, self._other_folder):
            button.setAccessibleName(button.text())
        self.show_choices(self._choices)
        self._source_changed()

    def _fit(self) -> None:
        # on a wide screen the choices are read whole
        scale = min(theme.theme().scale, 1.5)
        self.setMinimumWidth(round(_WIDTH_PX * scale))
        self.setMaximumWidth(round(_WIDEST_PX * scale))

    def _volume_picked(self, _at: int) -> None:
        chosen = next((volume for volume in self._choices.volumes if volume.volume_id == self._volumes.currentData()), None)
        if chosen is not None:
            self.fill_in(chosen)
            self.volume_chosen.emit(chosen)
        else:
            self._number.clear()
            self._number.setFocus()
            self.fields_changed.emit()

    def _source_changed(self, *_toggled: object) -> None:
        scanner = self.source == "scanner"
        for widget in (*self._scanner_rows, *self._labels[4:], self._colour, self._look):
            widget.setVisible(scanner)
        watched = self.source == "watched"
        self._watched.setVisible(watched)
        self._watched.setText(self._folder or tr(texts.NO_FOLDER))
        self._other_folder.setVisible(watched and bool(self._folder))
        start = texts.START_WATCH_AGAIN if watched and self._folder else _START[self.source]
        words = f"{tr(start)} ({START_KEY})"
        self._start.setText(words)
        self._start.setAccessibleName(words)


def volume_name(volume: Volume) -> str:
    """ "KS 01/2018 – Giấy khai sinh năm 2018": kind, number, year, the title and the office of its cover where they are known."""
    parts = (f"{volume.kind} {volume.number}/{volume.year}", volume.title, volume.office)
    return " – ".join(part for part in parts if part)


def _choose(combo: QComboBox, data: object) -> None:
    at = combo.findData(data) if data is not None else -1
    if at >= 0:
        combo.setCurrentIndex(at)
