"""The section Kế hoạch: volumes with their plans, the choice for one of them, and the error rates measured. No rule in here."""

from typing import Final

from PySide6.QtCore import QLocale
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QWidget

from station.domain.findings import Text
from station.domain.keying_plan import KeyingPlan, PlanKind
from ui import theme
from ui.administration.plan_presenter import KINDS, Planned, PlanPresenter, Shown
from ui.administration.section_page import SectionPage
from ui.desktop.place import Place
from ui.language import language, number, tr
from ui.rates import Rate
from ui.widgets.keys import Key, bind
from ui.widgets.rate_table import rate_columns
from ui.widgets.row_table import Column, RowTable

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


class PlanPage(SectionPage):
    """Implements ui.administration.plan_presenter.View and the window's DeskPage."""

    KEYS: tuple[Key, ...] = (
        Key(LIST_KEY, Text("Sang các quyển", "To the volumes")),
        Key(KIND_KEY, Text("Chọn nhập lần hai những gì", "Choose what is keyed again")),
        Key(SET_KEY, Text("Đặt kế hoạch cho quyển đang chọn", "Set the plan of the chosen volume")),
        Key(RATES_KEY, Text("Sang các tỉ lệ lỗi", "To the error rates")),
        Key(WAIVE_KEY, Text("Bỏ nhập lần hai của các mục đang chờ, có lý do", "Waive second keying of what waits, with a reason")),
    )

    def __init__(self, presenter: PlanPresenter, parent: QWidget | None = None) -> None:
        super().__init__(_VOLUMES, parent)
        self._presenter, self._shown = presenter, Shown()
        self.table, self.rates = RowTable[Planned](_volumes()), RowTable[Rate](rate_columns(by_kind=True))
        self.kind, self.reason = QComboBox(), QLineEdit()
        self.kind.addItems([""] * len(_KINDS))
        self.share, self.threshold, self.known = (_percent(value) for value in (10.0, 2.0, 5.0))
        self._set = self.act(_SET, self.set_plan, SET_KEY)
        self._waive = self.act(_WAIVE, self.waive, WAIVE_KEY)
        self.reason.setMaxLength(300)
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._told.setBuddy(self.rates)
        choices = [
            self.pair(text, field)
            for text, field in ((_KIND, self.kind), (_SHARE, self.share), (_THRESHOLD, self.threshold), (_KNOWN, self.known))
        ]
        column = self.column(
            self.label(_VOLUMES, buddy=self.table), self.table, self.spare_line(self.table), self.row(*choices, self._set),
            self.row(self.reason, self._waive, stretch=False), self.said, self._told, self.rates, self.spare_line(self.rates),
        )  # fmt: skip
        column.setStretch(1, 3)
        column.setStretch(7, 2)
        for keys, act in ((LIST_KEY, self.table.setFocus), (KIND_KEY, self.kind.setFocus), (RATES_KEY, self.rates.setFocus)):
            bind(self, keys, act)
        self.kind.currentIndexChanged.connect(lambda _: self._enable())
        self.table.moved.connect(self._row_moved)
        self.setFocusProxy(self.table)
        presenter.view = self
        self.laid_out()

    # ---- the desk's -----------------------------------------------------------------------------------------------------------

    def activated(self) -> None:
        """In front: look again."""
        self._presenter.refresh()

    def retranslate(self) -> None:
        """Words in the language in force."""
        super().retranslate()
        for at, kind in enumerate(_KINDS):
            self.kind.setItemText(at, tr(KINDS[kind]))
        for box in (self.share, self.threshold, self.known):
            box.setLocale(QLocale(language().value))
        self.reason.setPlaceholderText(tr(_REASON))
        self.reason.setAccessibleName(tr(_REASON))
        self.rates.setAccessibleName(tr(_RATES))
        self.table.retranslate()
        self.rates.retranslate()
        self.show_state(self._shown)

    def restyle(self) -> None:
        """Some rows stay in sight at every text size."""
        super().restyle()
        for table in (self.table, self.rates):
            table.setMinimumHeight(round(12 * theme.GRID_PX * theme.theme().scale))

    # ---- View -----------------------------------------------------------------------------------------------------------------

    def show_state(self, shown: Shown) -> None:
        """All of it; the row that was chosen stays chosen."""
        self._shown = shown
        self.table.show_rows(shown.volumes)
        self.rates.show_rows(shown.rates)
        self._told.setText(tr(_RATES if shown.rates else _NONE_YET))
        self.say(shown.message, shown.trouble)
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
        Column(Text("Chờ nhập", "To key"), lambda planned: number(planned.second), 96, spare=True),
        Column(Text("Chờ quyết định", "To decide"), lambda planned: number(planned.differing), 128, spare=True),
    )


def plan_section(place: Place) -> PlanPage:
    """The section where it stands."""
    return PlanPage(PlanPresenter(place.tasks, place.changes, place.session.role), place.room)
