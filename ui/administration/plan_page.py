"""The section Kế hoạch: volumes with their plans, the choice for one of them, and the error rates measured. No rule in here."""

from typing import Final

from PySide6.QtCore import QLocale
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QBoxLayout, QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.keying_plan import KeyingPlan, PlanKind
from ui import theme
from ui.administration.plan_presenter import KINDS, Planned, PlanPresenter, Shown
from ui.desktop.place import Place
from ui.language import language, number, sentence, tr
from ui.rates import Rate
from ui.widgets.keys import Key, bind
from ui.widgets.rate_table import rate_columns
from ui.widgets.row_table import Column, RowTable, Said

LIST_KEY, KIND_KEY, SET_KEY, RATES_KEY, WAIVE_KEY = "F3", "F4", "F6", "F7", "F9"
_VOLUMES = Text("Các quyển (F3)", "Volumes (F3)")
_KIND = Text("Nhập lần hai (F4)", "Keyed again (F4)")
_SHARE = Text("Mẫu, %", "Sample, %")
_THRESHOLD = Text("Rủi ro từ, %", "Risk from, %")
_KNOWN = Text("Đáp án đã biết, %", "Known answers, %")
_SET = Text("Đặt kế hoạch (F6)", "Set the plan (F6)")
_REASON = Text("Lý do bỏ nhập lần hai", "Why second keying is waived")
_WAIVE = Text("Bỏ nhập lần hai (F9)", "Waive second keying (F9)")
_RATES = Text(
    "Lỗi đã đo, khoảng tin cậy 95 % (F7). Chỉ để kèm nhau tốt hơn: không cho đồng nghiệp xem.",
    "Errors measured, 95 % interval (F7). For helping people, not for ranking them: colleagues do not see it.",
)
_AS_OFFICE = Text("theo cơ quan, mẫu giấy", "as office and form say")
_EACH: Final[dict[PlanKind, Text]] = {
    PlanKind.SAMPLE: Text("{kind}: {share} % số mục", "{kind}: {share} % of the entries"),
    PlanKind.RISK: Text("{kind}: từ {threshold} %", "{kind}: from {threshold} %"),
}
_NONE_YET = Text("Chưa đo được gì: cần có mục nhập hai lần.", "Nothing measured yet: entries must be keyed twice.")
_KINDS: Final = tuple(PlanKind)
_LARGE = 1.5


class PlanPage(QWidget):
    """Implements ui.administration.plan_presenter.View and the window's DeskPage."""

    KEYS: tuple[Key, ...] = (
        Key(LIST_KEY, Text("Sang các quyển", "To the volumes")),
        Key(KIND_KEY, Text("Chọn nhập lần hai những gì", "Choose what is keyed again")),
        Key(SET_KEY, Text("Đặt kế hoạch cho quyển đang chọn", "Set the plan of the chosen volume")),
        Key(RATES_KEY, Text("Sang các tỉ lệ lỗi", "To the error rates")),
        Key(WAIVE_KEY, Text("Bỏ nhập lần hai của các mục đang chờ, có lý do", "Waive second keying of what waits, with a reason")),
    )

    def __init__(self, presenter: PlanPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter, self._shown = presenter, Shown()
        self.table, self.rates = RowTable[Planned](_volumes()), RowTable[Rate](rate_columns(by_kind=True))
        self.kind, self.reason = QComboBox(), QLineEdit()
        self.kind.addItems([""] * len(_KINDS))
        self.share, self.threshold, self.known = (_percent(value) for value in (10.0, 2.0, 5.0))
        self._labels = {widget: QLabel() for widget in (self.table, self.kind, self.share, self.threshold, self.known, self.rates)}
        self._set, self._waive, self._said = QPushButton(), QPushButton(), Said(hides=True)
        self.reason.setMaxLength(300)
        self._labels[self.rates].setWordWrap(True)
        self._labels[self.rates].setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for widget, label in self._labels.items():
            label.setBuddy(widget)
        self._choice, self._passing = (QBoxLayout(QBoxLayout.Direction.LeftToRight) for _ in range(2))
        self._lay_out()
        self._set.clicked.connect(self.set_plan)
        self._waive.clicked.connect(self.waive)
        for keys, act in (
            (LIST_KEY, self.table.setFocus), (KIND_KEY, self.kind.setFocus), (SET_KEY, self.set_plan), (RATES_KEY, self.rates.setFocus),
            (WAIVE_KEY, self.waive),
        ):  # fmt: skip
            bind(self, keys, act)
        self.kind.currentIndexChanged.connect(lambda _: self._enable())
        self.table.moved.connect(self._row_moved)
        self.setFocusProxy(self.table)
        theme.theme().changed.connect(self._restyle)
        presenter.view = self
        self.retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        for widget in (self.kind, self.share, self.threshold, self.known):
            self._choice.addWidget(self._labels[widget])
            self._choice.addWidget(widget)
        self._choice.addWidget(self._set)
        self._choice.addStretch(1)
        self._passing.addWidget(self.reason, 1)
        self._passing.addWidget(self._waive)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit)
        column.addWidget(self._labels[self.table])
        column.addWidget(self.table, 3)
        column.addLayout(self._choice)
        column.addLayout(self._passing)
        column.addWidget(self._said)
        column.addWidget(self._labels[self.rates])
        column.addWidget(self.rates, 2)

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: look again."""
        self._presenter.refresh()

    def busy(self) -> str:
        """Nothing is ever begun here."""
        return ""

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.setAccessibleName(tr(_VOLUMES))
        texts = (_VOLUMES, _KIND, _SHARE, _THRESHOLD, _KNOWN, _RATES)
        for (widget, label), text in zip(self._labels.items(), texts, strict=True):
            label.setText(tr(text))
            widget.setAccessibleName(tr(text))
        for at, kind in enumerate(_KINDS):
            self.kind.setItemText(at, tr(KINDS[kind]))
        for button, text in ((self._set, _SET), (self._waive, _WAIVE)):
            button.setText(tr(text))
            button.setAccessibleName(tr(text))
        for box in (self.share, self.threshold, self.known):
            box.setLocale(QLocale(language().value))
        self.reason.setPlaceholderText(tr(_REASON))
        self.reason.setAccessibleName(tr(_REASON))
        self.table.retranslate()
        self.rates.retranslate()
        self.show_state(self._shown)

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """All of it; the row that was chosen stays chosen."""
        self._shown = shown
        self.table.show_rows(shown.volumes)
        self.rates.show_rows(shown.rates)
        self._labels[self.rates].setText(tr(_RATES if shown.rates else _NONE_YET))
        if shown.trouble is not None:
            error: StationError = shown.trouble
            self._said.say(lambda: sentence(error), "error")
        elif shown.message is not None:
            message: Text = shown.message
            self._said.say(lambda: tr(message), "good")
        else:
            self._said.say(str)
        self._enable()

    # ---- hands ----------------------------------------------------------------------------------------------------------------

    def set_plan(self) -> None:
        """As chosen, for the volume in front."""
        planned, kind = self.table.row, _KINDS[self.kind.currentIndex()]
        if planned is not None and self._presenter.may_change:
            shares = (self.share.value() / 100, self.threshold.value() / 100, self.known.value() / 100)
            self._presenter.set(planned, KeyingPlan(kind, shares[0], threshold=shares[1], known_share=shares[2]))

    def waive(self) -> None:
        """Let what waits pass, with the reason that stands there."""
        planned = self.table.row
        if planned is not None and planned.second and self._presenter.may_change:
            self._presenter.waive(planned, self.reason.text())
            self.reason.clear()

    def _row_moved(self) -> None:
        planned = self.table.row
        plan = planned.plan if planned is not None else None
        if plan is not None:
            self.kind.setCurrentIndex(_KINDS.index(plan.kind))
            for box, share in ((self.share, plan.share), (self.threshold, plan.threshold), (self.known, plan.known_share)):
                box.setValue(share * 100)
        self._enable()

    def _enable(self) -> None:
        may, kind, planned = self._presenter.may_change, _KINDS[self.kind.currentIndex()], self.table.row
        self.share.setEnabled(may and kind is PlanKind.SAMPLE)
        self.threshold.setEnabled(may and kind is PlanKind.RISK)
        self.known.setEnabled(may and kind is not PlanKind.NONE)
        self.kind.setEnabled(may)
        self._set.setEnabled(may and planned is not None)
        waits = may and planned is not None and planned.second > 0
        for widget in (self.reason, self._waive):
            widget.setVisible(waits)

    def _restyle(self) -> None:
        large = theme.theme().scale >= _LARGE
        for row in (self._choice, self._passing):
            row.setDirection(QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight)
        for table in (self.table, self.rates):
            table.setMinimumHeight(round(12 * theme.GRID_PX * theme.theme().scale))


def plan_words(planned: Planned) -> str:
    """What holds for a volume."""
    plan = planned.plan
    if plan is None:
        return tr(_AS_OFFICE)
    kind = tr(KINDS[plan.kind])
    more = _EACH.get(plan.kind)
    return tr(more, kind=kind, share=number(plan.share * 100, 1), threshold=number(plan.threshold * 100, 1)) if more else kind


def _percent(value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0.0, 100.0)
    box.setDecimals(1)
    box.setValue(value)
    return box


def _volumes() -> tuple[Column[Planned], ...]:
    return (
        Column(Text("Quyển", "Volume"), lambda planned: planned.name),
        Column(Text("Nhập lần hai", "Keyed again"), plan_words, 240),
        Column(Text("Chờ nhập", "To key"), lambda planned: number(planned.second), 96),
        Column(Text("Chờ quyết định", "To decide"), lambda planned: number(planned.differing), 128),
    )


def plan_section(place: Place) -> PlanPage:
    """The section where it stands."""
    return PlanPage(PlanPresenter(place.tasks, place.changes, place.session.role), place.room)
