"""The numbers before everything else: figures over their words, and under them which findings were let stand and why. Looks only."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from station.domain.findings import Text
from station.domain.sampling import Decision
from station.workflow.worklists import Figures
from ui import theme
from ui.approval.presenter import Review
from ui.language import number, plural, tr
from ui.rates import ListRates, short_words

_WORDS: Final = (
    Text("mục", "entry|entries"),
    Text("trường sửa tay", "field changed by hand|fields changed by hand"),
    Text("mục có điểm nghi ngờ", "entry with a doubt|entries with a doubt"),
    Text("cảnh báo được giữ lại", "finding let stand|findings let stand"),
    Text("mục từng bị trả lại", "entry that came back before|entries that came back before"),
    Text("phút làm, {pace} giây mỗi mục", "minutes taken, {pace} seconds an entry"),
)
_LET_STAND = Text("Giữ lại: {rules}.", "Let stand: {rules}.")
_RULE = Text("{why} × {count} – {reason}", "{why} × {count} – {reason}")
_RULE_MORE = Text("{why} × {count} – {reason}, …", "{why} × {count} – {reason}, …")
_NO_REASON = Text("không ghi lý do", "no reason given")
_RULES_SHOWN = 2
_TWICE = Text(
    "Nhập hai lần ở quyển này: {entries} mục, {fields} ô, khác nhau {differing} ô. Sai: {wrong}.",
    "Keyed twice in this volume: {entries} {entries:entry|entries}, {fields} fields, {differing} of them different. Wrong: {wrong}.",
)
_NOT_SETTLED = Text("chưa ngã ngũ", "not settled yet")
_MEASURED = Text("Lỗi đã đo cả cơ quan (95 %): {rates}.", "Errors measured in the office (95 %): {rates}.")
_RATES_SHOWN = 4
_SAMPLE = Text(
    "Mẫu tuần tự: đã xem {looked}/{lot} mục, {wrong} sai – {said} {plan}",
    "Sequential sample: looked at {looked} of {lot}, errors {wrong} – {said} {plan}",
)
_PLAN = Text(
    "(nhận khi tới {good} % sai, trả khi từ {bad} %; rủi ro {alpha} % và {beta} %).",
    "(good up to {good} % wrong, bad from {bad} %; risks {alpha} % and {beta} %).",
)
_GO_ON = Text("xem tiếp mục {number}: F7 đúng, F8 trả lại", "go on with entry {number}: F7 right, F8 return")
_ACCEPT = Text("nhận danh sách", "accept the list")
_REJECT = Text("TRẢ CẢ DANH SÁCH (F9)", "RETURN THE WHOLE LIST (F9)")


class FiguresRow(QWidget):
    """Six figures side by side, two lines under them."""

    def __init__(self) -> None:
        super().__init__()
        self._figures = [QLabel() for _ in _WORDS]
        self._words = [QLabel() for _ in _WORDS]
        self._more = QLabel()
        self._more.setWordWrap(True)
        self._more.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GRID_PX * 2)
        grid.setVerticalSpacing(0)
        for column, (figure, words) in enumerate(zip(self._figures, self._words, strict=True)):
            theme.set_size(figure, theme.FIGURE_PT)
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(figure, 0, column)
            grid.addWidget(words, 1, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self._more, 2, 0, 1, len(_WORDS))

    def show_review(self, review: Review) -> None:
        """These numbers, in the language in force."""
        numbers = review.numbers
        counts = (numbers.entries, numbers.changed, numbers.doubtful, numbers.overridden, numbers.came_back)
        values = [*map(number, counts), number(numbers.seconds / 60, 1)]
        said = [tr(plural(text, count)) for text, count in zip(_WORDS, counts, strict=False)]
        said.append(tr(_WORDS[-1], pace=number(numbers.seconds_per_entry, 1)))
        for figure, words, value, text in zip(self._figures, self._words, values, said, strict=True):
            figure.setText(value)
            figure.setAccessibleName(f"{value} {text}")
            words.setText(text)
        lines = [line for line in (_let_stand(numbers), _sample(review), _twice(review.rates), _measured(review.rates)) if line]
        self._more.setText("\n".join(lines))
        self._more.setVisible(bool(lines))


def _let_stand(numbers: Figures) -> str:
    rules = []
    for rule in numbers.let_stand[:_RULES_SHOWN]:
        reason = rule.reasons[0][0] or tr(_NO_REASON)
        rules.append(tr(_RULE_MORE if len(rule.reasons) > 1 else _RULE, why=tr(rule.why).rstrip("."), count=rule.count, reason=reason))
    more = " …" if len(numbers.let_stand) > _RULES_SHOWN else ""
    return tr(_LET_STAND, rules="; ".join(rules) + more) if rules else ""


def _twice(rates: ListRates) -> str:
    """How the two keyings of this volume compare, and who of them was wrong, each hand apart."""
    compared = rates.compared
    if not compared.entries:
        return ""
    wrong = "; ".join(map(short_words, rates.of_volume)) or tr(_NOT_SETTLED)
    return tr(_TWICE, entries=compared.entries, fields=number(compared.fields), differing=number(compared.differing), wrong=wrong)


def _measured(rates: ListRates) -> str:
    """How often the reading and those who keyed this list were wrong in the whole office."""
    shown = rates.of_people[:_RATES_SHOWN]
    told = "; ".join(f"{rate.name}: {short_words(rate)}" if rate.name else short_words(rate) for rate in shown)
    return tr(_MEASURED, rates=told + (" …" if len(rates.of_people) > _RATES_SHOWN else "")) if told else ""


def _sample(review: Review) -> str:
    """How far the sample is, and what it says, in words."""
    state, sample = review.sample, review.sample.sample
    if sample is None:
        return ""
    said = {Decision.GO_ON: _GO_ON, Decision.ACCEPT: _ACCEPT, Decision.REJECT: _REJECT}[state.decision]
    held = sample.plan
    plan = tr(
        _PLAN, good=number(held.acceptable * 100, 1), bad=number(held.rejectable * 100, 1), alpha=number(held.producer_risk * 100, 1),
        beta=number(held.consumer_risk * 100, 1),
    )  # fmt: skip
    words = tr(said, number=review.next_name)
    return tr(_SAMPLE, looked=len(sample.looked), lot=len(sample.lot), wrong=sample.wrong, said=words, plan=plan)
