"""The help page of a form, made from its definition alone: what the paper is, its fields and how to type them, its rules, its figures.

Rich text for Qt's text browser; no Qt here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from station.domain.findings import Severity, Text
from station.forms.definition import BlockDefinition, FieldDefinition, FieldTypeName, FormDefinition
from station.forms.lists import Lexicon
from ui.help.measured import Condition, Measured
from ui.language import number, tr

TITLE = Text("Mẫu giấy: {form}", "Form: {form}")
NOT_MEASURED = Text("Chưa đo số phím cho mẫu này.", "The keys per entry of this form are not measured.")
_ALL = Text("Các mẫu giấy của trạm", "The forms of this station")
_OTHERS = Text("Các mẫu giấy khác", "Other forms")
_BASIS = Text("Căn cứ", "Prescribed by")
_VALID = Text("Thời gian dùng", "In use")
_FROM = Text("từ {date}", "from {date}")
_UNTIL = Text("đến {date}", "until {date}")
_SIDES = Text("Số mặt giấy", "Sides")
_VERSION = Text("Phiên bản định nghĩa", "Version of the definition")
_FIELDS = Text("Các ô theo thứ tự trên giấy", "Fields in the order of the paper")
_FIELD, _KIND, _MUST, _HOW = Text("Ô", "Field"), Text("Loại", "Type"), Text("Bắt buộc", "Mandatory"), Text("Cách gõ", "How to type it")
_YES, _NO = Text("có", "yes"), Text("không", "no")
_RULES = Text("Quy tắc", "Rules")
_SAYS, _ABOUT, _WEIGHT, _SOURCE = Text("Báo khi", "It says"), Text("Các ô", "Fields"), Text("Mức", "Weight"), Text("Nguồn", "Source")
_WEIGHTS = {
    Severity.ERROR: Text("lỗi: sửa, hoặc để nguyên kèm lý do", "error: mend it, or let it stand with a reason"),
    Severity.WARNING: Text("cần xem", "to be looked at"),
    Severity.INFO: Text("để biết", "to know"),
}
_NO_RULES = Text("Mẫu này không có quy tắc riêng.", "This form has no rules of its own.")
_FIGURES = Text("Số phím đã đo", "Measured keys")
_FIGURES_HOW = Text(
    "Trung bình mỗi mục, so với gõ lại toàn bộ mục ấy (kiểu gõ Telex). Giây là ước tính: {key} giây một phím, {look} giây nhìn một ô.",
    "Means per entry, beside typing the whole entry (Telex). Seconds are estimates: {key} s a key, {look} s to look at a field.",
)
_HEADS = (
    Text("Bản quét", "Scan"), Text("Số mục", "Entries"), Text("Phím", "Keys"), Text("Gõ toàn bộ", "Plain typing"),
    Text("Tỉ lệ", "Share"), Text("Giây", "Seconds"), Text("Gõ toàn bộ", "Plain typing"), Text("Ô sai còn sót", "Wrong fields left"),
)  # fmt: skip
_CONDITIONS: Mapping[str, Text] = {
    "clean": Text("rõ", "clean"),
    "poor": Text("xấu", "poor"),
    "phone": Text("ảnh điện thoại", "phone photo"),
}
_MEASURED = Text("Đo ngày {date}, hạt giống {seed}, bằng lệnh:", "Measured on {date}, seed {seed}, by the command:")
_LIST_OF = Text(
    "danh mục {count} giá trị, gõ vài chữ không dấu rồi chọn",
    "from a list of {count} {count:value|values}: type a few letters, then choose",
)
_FEW = Text("một trong: {values}", "one of: {values}")
_LINES = Text("có thể dài {lines} dòng", "may fill {lines} lines")
_STAMP = Text("thường là dấu đóng", "usually stamped")
_HAND = Text("viết tay", "written by hand")
_PARTS = Text("mỗi phần gồm: {parts}", "each part: {parts}")
_FEW_VALUES = 4

KINDS: Mapping[FieldTypeName, tuple[Text, Text]] = {
    "text": (Text("chữ", "text"), Text("gõ như trên giấy", "as it stands on the paper")),
    "person_name": (
        Text("họ tên", "name"),
        Text("gõ không dấu rồi chọn, ví dụ «nguyen van h»; hoặc gõ đủ dấu", "without accents and choose, “nguyen van h”; or in full"),
    ),
    "place": (
        Text("nơi chốn", "place"),
        Text(
            "gõ như trên giấy; vài chữ không dấu rồi chọn nơi đã gặp trong quyển",
            "as on the paper; or a few letters, then choose a place met before",
        ),
    ),
    "choice": (Text("chọn", "choice"), Text("gõ vài chữ rồi chọn", "a few letters, then choose")),
    "tick": (Text("ô đánh dấu", "tick"), Text("gõ tên ô được đánh dấu", "the name of the box that is ticked")),
    "date": (
        Text("ngày", "date"),
        Text(
            "gõ liền tám số: 01022003 là 01/02/2003; chỉ có năm: 2003; chỉ có tháng và năm: 02/2003",
            "eight digits in one go: 01022003 is 01/02/2003; the year alone: 2003; month and year: 02/2003",
        ),
    ),
    "date_words": (
        Text("ngày bằng chữ", "date in words"),
        Text("để máy đối chiếu với ngày bằng số; gõ như trên giấy", "compared with the date in figures; as on the paper"),
    ),
    "year": (Text("năm", "year"), Text("bốn số: 1998", "four digits: 1998")),
    "number": (Text("số", "number"), Text("chỉ gõ số", "digits only")),
    "area": (Text("diện tích", "area"), Text("số theo m², dấu phẩy cho phần lẻ: 125,5", "square metres, a comma before decimals: 125,5")),
    "area_words": (
        Text("diện tích bằng chữ", "area in words"),
        Text("để máy đối chiếu với số; gõ như trên giấy", "compared with the figures; as on the paper"),
    ),
    "id_number": (
        Text("số giấy tờ", "identity number"),
        Text("gõ liền các số, không dấu cách; so từng số với giấy", "digits without spaces; compare each with the paper"),
    ),
    "register_number": (Text("số đăng ký", "registration number"), Text("số/năm: 12/2018", "number/year: 12/2018")),
    "book_number": (Text("quyển số", "book number"), Text("như trên giấy: 01/2018", "as on the paper: 01/2018")),
    "serial": (Text("số phát hành", "serial number"), Text("chữ và số như in trên giấy", "letters and digits as printed")),
    "list": (
        Text("nhiều phần", "list"),
        Text("các phần cách nhau bằng dấu chấm phẩy", "parts with a semicolon between them"),
    ),
}
"""For every type of the registry: what it is called, how it is typed. A test holds the keys against the registry."""


def forms_page(forms: Sequence[FormDefinition]) -> str:
    """All forms as links `form:<id>/<version>`."""
    lines = "".join(
        f'<li><a href="form:{form.id}/{form.version}">{_show(form.title.text)}</a> – {escape(form.basis)}</li>' for form in forms
    )
    return f"<h1>{_show(_ALL)}</h1><ul>{lines}</ul>"


def form_page(form: FormDefinition, lexicons: Mapping[str, Lexicon], figures: Measured | None) -> str:
    """The whole page."""
    parts = [f"<h1>{_show(form.title.text)}</h1>", _about(form), f"<h2>{_show(_FIELDS)}</h2>", _fields(form, lexicons)]
    parts += [f"<h2>{_show(_RULES)}</h2>", _rules(form), f"<h2>{_show(_FIGURES)}</h2>", _figures(figures)]
    parts.append(f'<p><a href="form:">{_show(_OTHERS)}</a></p>')
    return "\n".join(parts)


def _about(form: FormDefinition) -> str:
    rows = [(_BASIS, escape(form.basis)), (_SIDES, str(len(form.faces))), (_VERSION, escape(form.version))]
    span = [tr(text, date=_day(at)) for text, at in ((_FROM, form.valid_from), (_UNTIL, form.valid_to)) if at is not None]
    if span:
        rows.insert(1, (_VALID, escape(" ".join(span))))
    return "<p>" + "<br>".join(f"{_show(label)}: {value}" for label, value in rows) + "</p>"


def _fields(form: FormDefinition, lexicons: Mapping[str, Lexicon]) -> str:
    blocks = {block.id: block for block in form.blocks}
    rows = []
    last: BlockDefinition | None = None
    for field in form.fields:
        block = blocks[field.block]
        if block is not last:
            rows.append(f'<tr><td colspan="4"><b>{_show(block.title.text)}</b></td></tr>')
            last = block
        cells = (
            escape(tr(field.label.text)), _show(KINDS[field.type][0]), _show(_YES if field.required else _NO),
            escape(how_to_type(field, lexicons)),
        )  # fmt: skip
        rows.append(_row(cells))
    return _table((_FIELD, _KIND, _MUST, _HOW), rows)


def how_to_type(field: FieldDefinition, lexicons: Mapping[str, Lexicon]) -> str:
    """One line for a field, from its type and what its definition adds."""
    hints = [tr(KINDS[field.type][1])]
    if field.type == "choice" and field.lexicon is not None and field.lexicon in lexicons:
        hints = [_of_list(lexicons[field.lexicon])]
    if field.options:
        hints.append(tr(_FEW, values=", ".join(labels[0] for labels in field.options.values() if labels)))
    if field.items:
        hints.append(tr(_PARTS, parts=", ".join(tr(item.label.text) for item in field.items.values())))
    if field.lines > 1:
        hints.append(tr(_LINES, lines=field.lines))
    if field.hand == "stamp":
        hints.append(tr(_STAMP))
    if field.hand == "hand":
        hints.append(tr(_HAND))
    return "; ".join(hints)


def _of_list(lexicon: Lexicon) -> str:
    names = [item.name for item in lexicon.items]
    return tr(_FEW, values=", ".join(names)) if len(names) <= _FEW_VALUES else tr(_LIST_OF, count=len(names))


def _rules(form: FormDefinition) -> str:
    labels = {field.id: tr(field.label.text) for field in form.fields}
    if not form.rules:
        return f"<p>{_show(_NO_RULES)}</p>"
    rows = [
        _row(
            (
                _show(rule.message.text), escape("; ".join(labels.get(path, path) for path in rule.fields)),
                _show(_WEIGHTS[rule.severity]), escape(rule.source),
            )
        )
        for rule in form.rules
    ]  # fmt: skip
    return _table((_SAYS, _ABOUT, _WEIGHT, _SOURCE), rows)


def _figures(figures: Measured | None) -> str:
    if figures is None or not figures.conditions:
        return f"<p>{_show(NOT_MEASURED)}</p>"
    rows = [_row(_cells(one)) for one in figures.conditions]
    how = escape(tr(_FIGURES_HOW, key=number(0.28, 2), look=number(1.35, 2)))
    when = escape(tr(_MEASURED, date=_iso_day(figures.measured_on), seed=str(figures.seed)))
    return f"<p>{how}</p>{_table(_HEADS, rows)}<p>{when}<br><code>{escape(figures.command)}</code><br>{escape(figures.machine)}</p>"


def _cells(one: Condition) -> Sequence[str]:
    return (
        escape(tr(_CONDITIONS[one.name]) if one.name in _CONDITIONS else one.name), number(one.entries), number(one.keys, 1),
        number(one.plain_keys, 1), f"{number(100 * one.share, 1)} %", number(one.seconds, 1), number(one.plain_seconds, 1),
        number(one.wrong, 2),
    )  # fmt: skip


def _table(heads: Sequence[Text], rows: Sequence[str]) -> str:
    head = "".join(f'<th align="left">{_show(text)}</th>' for text in heads)
    style = 'cellpadding="5" cellspacing="0" border="1" style="border-collapse: collapse" width="99%"'
    return f"<table {style}><tr>{head}</tr>{''.join(rows)}</table>"


def _row(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _show(text: Text) -> str:
    return escape(tr(text))


def _day(at: date) -> str:
    return at.strftime("%d/%m/%Y")


def _iso_day(iso: str) -> str:
    try:
        return _day(date.fromisoformat(iso))
    except ValueError:
        return iso
