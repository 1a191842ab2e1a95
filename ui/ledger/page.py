"""The ledger on the screen: the grid of numbers, beside it what does not add up and the number at the cursor. No rule in here."""

import datetime
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from station.domain.findings import Finding, Severity, Text
from station.domain.ids import UserId, VolumeId
from station.domain.ledger import Account, Dossier, spans_text, volume_label
from station.domain.record import Volume
from station.domain.states import ActionKind
from station.workflow.ledger import Line
from ui import theme
from ui.desktop.icons import icon
from ui.language import language, tr
from ui.ledger import texts
from ui.ledger.asking import CoverDialog, DossierDialog, ReasonDialog
from ui.ledger.grid import NumberGrid
from ui.ledger.presenter import LedgerPresenter
from ui.widgets.keys import Key, bind

_TITLE = Text("Bảng số: {volume}", "Ledger: {volume}")
_OPEN, _NO_RANGE = Text("đang mở", "open"), Text("chưa ghi số đầu, số cuối (F6)", "first and last number not said (F6)")
_CLOSED = Text("{by} khóa lúc {at}", "closed by {by}, {at}")
_TODAY = Text("nay là {places}", "today {places}")
_FINDINGS = Text("Chưa khớp – Enter để tới số đó", "Does not add up – Enter goes there")
_BALANCED = Text("Mọi số đều đã rõ.", "Every number is accounted for.")
_LOADING = Text("Đang mở bảng số…", "Opening the ledger…")
_NUMBER, _MORE = (
    Text("Số {number}: {state}.", "Number {number}: {state}."),
    Text("{count} số đang chọn", "{count} {count:number|numbers} chosen"),
)
_SAID = Text("{reason} – {by}, {at}.", "{reason} – {by}, {at}.")
_PAPERS = Text("{title} {papers}", "{title} {papers}")
_CLOSE, _REOPEN = Text("Khóa quyển", "Close the volume"), Text("Mở khóa quyển", "Reopen the volume")
_COVER, _BACK = Text("Bìa, khoảng số, chỗ để", "Cover, range, shelf"), Text("Về Hôm nay", "Back to Today")
_WHY_STANDS = Text("Vì sao để nguyên {count} điều này?", "Why {count:does it|do they} stand?")
_WHY, _WHY_OPEN = Text("{account}: số {numbers}", "{account}: number {numbers}"), Text("Vì sao mở khóa?", "Why reopen it?")
_GRID = Text("Các số của quyển", "Numbers of the volume")
_PANEL_PX = 344
_WEIGHTS = {Severity.ERROR: ("bad", "error"), Severity.WARNING: ("warning", "warning"), Severity.INFO: ("unknown", "muted")}

KEYS: tuple[Key, ...] = (
    Key("F7", Text("Bảng số của quyển đang chọn; trong bảng số: về Hôm nay", "The ledger of the chosen volume; in the ledger: back")),
    *(
        Key(key, Text(f"Trong bảng số: số đang chọn {words.vi.lower()}", f"In the ledger: {words.en.lower()}"))
        for key, _, words in texts.ACCOUNT_KEYS
    ),
    Key("Ctrl+D", Text("Trong bảng số: bỏ điều đã ghi về số đang chọn", "In the ledger: take back what was said of the number")),
    Key("Ctrl+E", Text("Trong bảng số: mở mục của số đang chọn", "In the ledger: open the number's entry")),
    Key("Ctrl+J", Text("Trong bảng số: tới số còn trống kế tiếp", "In the ledger: go to the next open number")),
    Key("F6", Text("Trong bảng số: ghi bìa, khoảng số, kho – dãy – kệ – hộp", "In the ledger: cover, range, shelf")),
    Key("F4", Text("Trong bảng số của hộp: mục lục hồ sơ", "In a box's ledger: the dossier's list of papers")),
    Key("Ctrl+K", Text("Trong bảng số: khóa hoặc mở khóa quyển", "In the ledger: close or reopen the volume")),
)


class LedgerPage(QWidget):
    """Emits `left` when the person goes back."""

    left = Signal()

    def __init__(self, presenter: LedgerPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self._title, self._state, self._at, self._trouble, self._heading = QLabel(), QLabel(), QLabel(), QLabel(), QLabel()
        self._counts = QLabel()
        theme.set_size(self._title, theme.LARGE_PT)
        self.grid, self._findings = NumberGrid(), QListWidget()
        self._findings.setWordWrap(True)
        self._findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._heading.setBuddy(self._findings)
        for words in (self._title, self._state, self._at, self._trouble, self._counts):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
        self._close, self._cover, self._back = QPushButton(), QPushButton(), QPushButton()
        self._accounts = [QPushButton() for _ in texts.ACCOUNT_KEYS]
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        unit = theme.GRID_PX
        beside = QVBoxLayout()
        beside.setSpacing(unit)
        for widget in (self._heading, self._findings, self._at, *self._accounts, self._trouble):
            beside.addWidget(widget, 1 if widget is self._findings else 0)
        panel = QWidget()
        panel.setLayout(beside)
        beside.setContentsMargins(0, 0, 0, 0)
        panel.setFixedWidth(round(_PANEL_PX * min(theme.theme().scale, 1.25)))
        head, body = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._title, 1)
        for button in (self._cover, self._close, self._back):
            head.addWidget(button)
        body.setSpacing(unit * 2)
        body.addWidget(self.grid, 1)
        body.addWidget(panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(unit * 2, unit * 2, unit * 2, unit)
        column.setSpacing(unit)
        column.addLayout(head)
        for widget in (self._state, self._counts):
            column.addWidget(widget)
        column.addLayout(body, 1)

    def _connect(self) -> None:
        self.presenter.listen(self.refresh)
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self._show_at())
        self.grid.activated.connect(lambda index: self.presenter.open_entry(index.row()))
        self._findings.itemActivated.connect(self._to_finding)
        self._close.clicked.connect(self._ask_close)
        self._cover.clicked.connect(self.ask_cover)
        self._back.clicked.connect(self.left)
        theme.theme().changed.connect(self.refresh)
        for button, (key, account, words) in zip(self._accounts, texts.ACCOUNT_KEYS, strict=True):
            button.clicked.connect(self._asker(account, words))
            bind(self, key, self._asker(account, words))
        for key, act in (
            ("Ctrl+D", self._take_back), ("Ctrl+E", lambda: self.presenter.open_entry(self.grid.row)), ("Ctrl+J", self._to_next_open),
            ("F6", self.ask_cover), ("F4", self._ask_dossier), ("Ctrl+K", self._ask_close),
        ):  # fmt: skip
            bind(self, key, act)

    # ---- what the desk asks ---------------------------------------------------------------------------------------------------------

    def begin(self, volume_id: VolumeId) -> None:
        """Show a volume's."""
        self.presenter.begin(volume_id)
        self.grid.setFocus()

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._heading.setText(tr(_FINDINGS))
        self._findings.setAccessibleName(tr(_FINDINGS))
        self.grid.setAccessibleName(tr(_GRID))
        self._cover.setText(f"{tr(_COVER)} (F6)")
        self._back.setText(f"{tr(_BACK)} (F7)")
        for button, (key, _, words) in zip(self._accounts, texts.ACCOUNT_KEYS, strict=True):
            button.setText(f"{tr(words)} ({key})")
        self.grid.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """As the presenter has it now."""
        looked = self.presenter.looked
        self._trouble.setText(self.presenter.trouble.sentence(language().value) if self.presenter.trouble is not None else "")
        self._trouble.setVisible(bool(self._trouble.text()))
        if looked is None:
            self._title.setText(tr(_LOADING))
            self.grid.show_lines(())
            self._findings.clear()
            return
        ledger = looked.ledger
        self._title.setText(tr(_TITLE, volume=volume_label(ledger.volume)))
        self._state.setText(self._about(ledger.volume))
        self._counts.setText("   ".join(f"{texts.SIGNS[state]} {tr(texts.STATES[state])}: {n}" for state, n in ledger.counts.items()))
        self.grid.show_lines(ledger.lines)
        self._show_findings(ledger.findings)
        self._close.setText(f"{tr(_REOPEN if self.presenter.is_closed else _CLOSE)} (Ctrl+K)")
        self._close.setVisible(self.presenter.may(self._closing))
        self._cover.setVisible(self.presenter.may(ActionKind.VOLUME_DESCRIBED))
        self._show_at()

    # ---- inside ---------------------------------------------------------------------------------------------------------------------

    @property
    def _closing(self) -> ActionKind:
        return ActionKind.VOLUME_REOPENED if self.presenter.is_closed else ActionKind.VOLUME_CLOSED

    def _about(self, volume: Volume) -> str:
        looked = self.presenter.looked
        closed = looked.closed if looked is not None else None
        state = tr(_OPEN) if closed is None else tr(_CLOSED, by=self._name(closed.by), at=_moment(closed.at))
        shelf = volume.shelf
        where = " – ".join(part for part in (shelf.warehouse, shelf.row, shelf.rack, shelf.box) if part) if shelf else ""
        today = looked.office_today if looked is not None else ()
        now = tr(_TODAY, places="; ".join(today)) if volume.office and today else ""
        return " · ".join(part for part in (state, spans_text(volume.spans) or tr(_NO_RANGE), volume.office, now, where) if part)

    def _show_findings(self, findings: tuple[Finding, ...]) -> None:
        row = self._findings.currentRow()
        self._findings.clear()
        for finding in findings:
            sign, weight = _WEIGHTS[finding.severity]
            item = QListWidgetItem(icon(sign, theme.colour(weight), 16), tr(finding.message))
            item.setData(Qt.ItemDataRole.UserRole, finding)
            self._findings.addItem(item)
        if not findings:
            self._findings.addItem(QListWidgetItem(icon("good", theme.colour("good"), 16), tr(_BALANCED)))
        self._findings.setCurrentRow(max(0, min(row, self._findings.count() - 1)))
        theme.calm_selection(self._findings)

    def _show_at(self) -> None:
        lines, line = self.grid.chosen, self.grid.line
        may = self.presenter.may(ActionKind.NUMBERS_ACCOUNTED) and any(not each.entries for each in lines)
        for button in self._accounts:
            button.setVisible(self.presenter.may(ActionKind.NUMBERS_ACCOUNTED))
            button.setEnabled(may)
        if len(lines) > 1:
            self._at.setText(tr(_MORE, count=len(lines)))
        else:
            self._at.setText(self._words(line) if line is not None else "")

    def _words(self, line: Line) -> str:
        parts = [tr(_NUMBER, number=line.number, state=tr(texts.STATES[line.state]))]
        if line.accounted is not None:
            said = line.accounted
            parts.append(tr(_SAID, reason=said.reason, by=self._name(said.by), at=_moment(said.at)))
        if line.dossier is not None:
            papers = ", ".join(f"{paper.name} ({paper.pages})" for paper in line.dossier.papers)
            parts.append(tr(_PAPERS, title=line.dossier.title, papers=papers))
        return " ".join(parts)

    def _name(self, user_id: UserId) -> str:
        looked = self.presenter.looked
        return looked.names.get(user_id, user_id) if looked is not None else user_id

    def _asker(self, account: Account, words: Text) -> Callable[[], None]:
        def ask() -> None:
            numbers = [line.number for line in self.grid.chosen if not line.entries]
            if not numbers or not self.presenter.may(ActionKind.NUMBERS_ACCOUNTED):
                return
            shown = ", ".join(map(str, numbers[:3])) + (" …" if len(numbers) > 3 else "")
            dialog = ReasonDialog(tr(_WHY, account=tr(words), numbers=shown), texts.REASONS[account], self)
            dialog.given.connect(lambda reason: self.presenter.account(numbers, account, reason))
            dialog.open()

        return ask

    def _take_back(self) -> None:
        numbers = [line.number for line in self.grid.chosen if line.accounted is not None]
        if numbers and self.presenter.may(ActionKind.NUMBERS_UNACCOUNTED):
            self.presenter.take_back(numbers)

    def _to_next_open(self) -> None:
        row = self.presenter.next_open(self.grid.row)
        if row is not None:
            self.grid.go_to(row)
            self.grid.setFocus()

    def _to_finding(self, item: QListWidgetItem) -> None:
        finding = item.data(Qt.ItemDataRole.UserRole)
        row = self.presenter.row_of(finding) if isinstance(finding, Finding) else None
        if row is not None:
            self.grid.go_to(row)
            self.grid.setFocus()

    def ask_cover(self) -> None:
        """What the cover says."""
        looked = self.presenter.looked
        if looked is not None and self.presenter.may(ActionKind.VOLUME_DESCRIBED):
            dialog = CoverDialog(looked.ledger.volume, self)
            dialog.given.connect(self.presenter.describe)
            dialog.open()

    def _ask_dossier(self) -> None:
        looked, line = self.presenter.looked, self.grid.line
        if looked is None or line is None or not looked.ledger.is_box or not self.presenter.may(ActionKind.DOSSIER_LISTED):
            return
        dialog = DossierDialog(line.dossier or Dossier(line.number.number, first_page=looked.next_page), self)
        dialog.given.connect(self.presenter.list_dossier)
        dialog.open()

    def _ask_close(self) -> None:
        if not self.presenter.may(self._closing):
            return
        if self.presenter.is_closed:
            dialog = ReasonDialog(tr(_WHY_OPEN), texts.REOPEN_REASONS, self)
            dialog.given.connect(self.presenter.reopen)
        elif self.presenter.to_reason:
            dialog = ReasonDialog(tr(_WHY_STANDS, count=len(self.presenter.to_reason)), texts.STAND_REASONS, self)
            dialog.given.connect(self.presenter.close_with)
        else:
            self.presenter.close({})
            return
        dialog.open()


def _moment(at: str) -> str:
    return f"{datetime.datetime.fromisoformat(at).astimezone():%d/%m/%Y %H:%M}"
