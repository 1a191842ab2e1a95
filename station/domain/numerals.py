"""Vietnamese number words and figures, both ways: dates and areas are written twice on paper, and the two must agree.

Reading accepts the spellings found on paper (as in the ministry's import template): mồng/mùng, mốt, tư, lăm/nhăm, bảy/bẩy,
linh/lẻ, nghìn/ngàn, tháng giêng/chạp, "không trăm" present or absent. Comparison is by folded letters, so lost marks do not matter.
"""

from station.domain.dates import PartialDate
from station.domain.text import fold

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_UNIT_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_SCALES = [(1_000_000_000, "tỷ"), (1_000_000, "triệu"), (1_000, "nghìn")]

_VALUES = {fold(word): value for value, word in enumerate(_DIGITS)} | {
    "mot": 1, "tu": 4, "lam": 5, "nham": 5, "bay": 7,
}  # fmt: skip
_LINKS = {"linh", "le"}
_MONTHS = {"gieng": 1, "chap": 12}


def in_words(number: int) -> str:
    """0 ≤ number < 10¹²; 2008 → "hai nghìn không trăm linh tám"."""
    if not 0 <= number < 10**12:
        raise ValueError("out of range")
    if number < 10:
        return _DIGITS[number]
    words: list[str] = []
    rest = number
    for scale, name in _SCALES:
        if rest >= scale:
            words += [_below_thousand(rest // scale, leading=not words), name]
            rest %= scale
    if rest:
        words.append(_below_thousand(rest, leading=not words))
    return " ".join(words)


def _below_thousand(number: int, *, leading: bool) -> str:
    hundreds, tens, unit = number // 100, number // 10 % 10, number % 10
    words: list[str] = []
    if hundreds or not leading:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        if unit:
            words += (["linh"] if words else []) + [_DIGITS[unit]]
    elif tens == 1:
        words += ["mười"] + ([] if unit == 0 else ["lăm" if unit == 5 else _DIGITS[unit]])
    else:
        words += [_DIGITS[tens], "mươi"] + ([] if unit == 0 else [_UNIT_AFTER_TENS.get(unit, _DIGITS[unit])])
    return " ".join(words)


def from_words(text: str) -> int:
    """The number that words mean; raise ValueError when they mean none. Lost or wrong marks are accepted where nothing becomes ambiguous."""
    total, group, pending = 0, 0, None
    seen = False
    for word in fold(text).replace(",", " ").split():
        if word in _LINKS:
            continue
        if word == "tram":
            group, pending = group + (pending or 0) * 100, None
        elif word == "muoi":
            # "mười" (ten) and "mươi" (times ten) fold alike: a digit before it makes it "times ten".
            group += (pending if pending is not None else 1) * 10
            pending = None
        elif word in ("nghin", "ngan", "trieu", "ty"):
            scale = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9}[word]
            total += (group + (pending or 0)) * scale
            group, pending = 0, None
        elif word in _VALUES:
            if pending is not None:
                # "chín chín" for 99: two digits said one after the other
                group, pending = (group + pending) * 10, None
            pending = _VALUES[word]
        else:
            raise ValueError(f"not a number word: {word}")
        seen = True
    if not seen:
        raise ValueError("no number words")
    return total + group + (pending or 0)


def date_in_words(date: PartialDate) -> str:
    """ "Ngày hai tháng ba năm hai nghìn không trăm linh tám"; unknown parts are left out."""
    parts = []
    if date.day is not None:
        parts.append(f"ngày {in_words(date.day)}")
    if date.month is not None:
        parts.append(f"tháng {in_words(date.month)}")
    parts.append(f"năm {in_words(date.year)}")
    sentence = " ".join(parts)
    return sentence[0].upper() + sentence[1:]


def date_from_words(text: str) -> PartialDate:
    """The date that words mean; raise ValueError when they mean none."""
    parts = _split_date(fold(text).replace(",", " ").replace(".", " ").split())
    day = from_words(" ".join(parts["ngay"])) if parts["ngay"] else None
    month_words = parts["thang"]
    month = None
    if month_words:
        month = _MONTHS.get(month_words[0]) or from_words(" ".join(month_words))
    if not parts["nam"]:
        raise ValueError("no year")
    year = from_words(" ".join(parts["nam"]))
    if year < 100:
        year += 1900
    return PartialDate(year, month, day)


def _split_date(words: list[str]) -> dict[str, list[str]]:
    """Words after `ngày`, `tháng`, `năm`. "năm" is both five and year: it opens the year only after the month's number is said."""
    parts: dict[str, list[str]] = {"ngay": [], "thang": [], "nam": []}
    current = "ngay"
    for position, word in enumerate(words):
        if word in ("ngay", "mong", "mung"):
            current = "ngay"
        elif word == "thang":
            current = "thang"
        elif word == "nam" and current != "nam" and _opens_year(current, parts, words, position):
            current = "nam"
        else:
            parts[current].append(word)
    return parts


def _opens_year(current: str, parts: dict[str, list[str]], words: list[str], position: int) -> bool:
    rest = words[position + 1 :]
    if "thang" in rest:
        return False
    if current == "thang":
        # "tháng năm năm hai nghìn…": the first năm is May, the second opens the year
        return bool(parts["thang"])
    return not parts["ngay"] or current == "ngay"
