"""Vietnamese number words and figures, both ways: dates and areas are written twice on paper, and the two must agree.

Reading accepts the spellings found on paper (as in the ministry's import template): mồng/mùng, mốt, tư, lăm/nhăm, bảy/bẩy,
linh/lẻ, nghìn/ngàn, tháng giêng/chạp, "không trăm" present or absent. Comparison is by folded letters, so lost marks do not matter.
"""

import re
from decimal import Decimal

from station.domain.dates import PartialDate
from station.domain.text import fold

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_UNIT_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_SCALES = [(1_000_000_000, "tỷ"), (1_000_000, "triệu"), (1_000, "nghìn")]

_VALUES = {fold(word): value for value, word in enumerate(_DIGITS)} | {
    "mot": 1, "tu": 4, "lam": 5, "nham": 5, "bay": 7,
}  # fmt: skip
_SCALE_VALUES = {fold(word): value for value, word in _SCALES} | {"ngan": 10**3, "ti": 10**9}
_LINKS = {"linh", "le"}
_MONTHS = {"gieng": 1, "chap": 12}
_SHORTEST_YEAR = 30
""""năm chín chín" is 1999; below this two spoken digits may be of either century, and nothing is guessed."""


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
    """The number that words mean; raise ValueError when they mean none. Lost or wrong marks do not matter."""
    total, group = 0, 0
    pending: int | None = None
    words = [word for word in _words(text) if word not in _LINKS]
    if not words:
        raise ValueError("no number words")
    for word in words:
        if word == "muoi":
            # "mười" (ten) and "mươi" (times ten) fold alike: a digit before it makes it "times ten".
            group += (1 if pending is None else pending) * 10
            pending = None
        elif word == "tram" or word in _SCALE_VALUES:
            if pending is None and not group:
                raise ValueError(f"{word} of what?")
            if word == "tram":
                group += (pending or 0) * 100
            else:
                total += (group + (pending or 0)) * _SCALE_VALUES[word]
                group = 0
            pending = None
        elif word in _VALUES:
            # digits said one after the other: "chín chín" for 99, "một chín chín chín" for 1999
            pending = _VALUES[word] if pending is None else pending * 10 + _VALUES[word]
        else:
            raise ValueError(f"not a number word: {word}")
    return total + group + (pending or 0)


def _words(text: str) -> list[str]:
    """The words of a text, folded, without punctuation."""
    return re.findall(r"[^\W_]+", fold(text))


def decimal_in_words(number: Decimal) -> str:
    """1250.5 → "một nghìn hai trăm năm mươi phẩy năm"; digits after the point as they stand, leading noughts said one by one."""
    whole, _, fraction = f"{number:f}".partition(".")
    if not fraction.strip("0"):
        return in_words(int(whole))
    noughts = len(fraction) - len(fraction.lstrip("0"))
    return " ".join([in_words(int(whole)), "phẩy", *["không"] * noughts, in_words(int(fraction))])


def decimal_from_words(text: str) -> Decimal:
    """The number that words with or without "phẩy" mean; raise ValueError when they mean none."""
    words = _words(text)
    if "phay" not in words:
        return Decimal(from_words(text))
    point = words.index("phay")
    fraction = words[point + 1 :]
    noughts = next((count for count, word in enumerate(fraction) if word != "khong"), len(fraction))
    digits = "0" * noughts + (str(from_words(" ".join(fraction[noughts:]))) if fraction[noughts:] else "")
    return Decimal(f"{from_words(' '.join(words[:point]))}.{digits or '0'}")


def area_in_words(area: Decimal) -> str:
    """ "Một nghìn hai trăm năm mươi phẩy năm mét vuông" """
    sentence = f"{decimal_in_words(area)} mét vuông"
    return sentence[0].upper() + sentence[1:]


def area_from_words(text: str) -> Decimal:
    """Square metres that words mean, with or without "mét vuông" behind them; raise ValueError when they mean none."""
    words = _words(text)
    end = next((position for position, word in enumerate(words) if word in ("met", "m", "m2", "vuong")), len(words))
    return decimal_from_words(" ".join(words[:end]))


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
    parts = _split_date(_words(text))
    day = from_words(" ".join(parts["ngay"])) if parts["ngay"] else None
    month_words = parts["thang"]
    month = None
    if month_words:
        month = _MONTHS.get(month_words[0]) or from_words(" ".join(month_words))
    if not parts["nam"]:
        raise ValueError("no year")
    year = from_words(" ".join(parts["nam"]))
    if year < 100:
        if year < _SHORTEST_YEAR:
            raise ValueError("a year without its century")
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
