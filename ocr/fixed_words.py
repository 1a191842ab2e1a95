"""Names of offices, words for kinds of units and causes of death, which stand in every paper: what an engine lost there can be told.

"Úy ban nhân dân" is Ủy ban nhân dân, "PHÚ CHỦ TỊCH" is PHÓ CHỦ TỊCH, "tính Cao Bằng" is tỉnh Cao Bằng, "Ứng thự phổi" is Ung thư phổi.
Only whole phrases whose letters leave no doubt, the small-lettered word before a name and the word for a village that begins a place; no
name is touched, and the text as read stays beside the value.
Sources: resources/reference/causes_of_death.csv (ICD-10), Hiến pháp 2013 điều 110, Luật Khám bệnh, chữa bệnh 15/2023/QH15, Nghị định
30/2020/NĐ-CP phụ lục I, Luật Đất đai 31/2024/QH15, Thông tư 23/2014/TT-BTNMT điều 18, Thông tư 04/2012/TT-BNV điều 2, Luật Hộ tịch
60/2014/QH13.
"""

import csv
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ocr.syllables import is_syllable
from station.domain.text import fold
from station.forms.units import HAMLETS

_PHRASES: Final = (
    "ủy ban nhân dân", "hội đồng nhân dân", "đại sứ quán", "tổng lãnh sự quán", "sở tư pháp", "phòng tư pháp", "tư pháp hộ tịch",
    "bệnh viện đa khoa", "bệnh viện", "đa khoa", "trung tâm y tế", "trạm y tế", "phòng khám", "nhà hộ sinh", "tại nhà", "thị trấn",
    "thành phố", "đặc khu", "căn cước công dân", "thẻ căn cước", "giấy chứng minh", "chứng minh nhân dân", "hộ chiếu", "công an",
    "cục cảnh sát", "quản lý hành chính", "trật tự xã hội", "dữ liệu quốc gia", "về dân cư", "phó chủ tịch", "chủ tịch", "phó giám đốc",
    "giám đốc", "trưởng phòng", "công chức", "chi nhánh", "văn phòng đăng ký đất đai", "đăng ký đất đai", "tài nguyên và môi trường",
    "nông nghiệp và môi trường", "sử dụng đất", "thửa đất", "hành lang bảo vệ", "lâu dài", "đến ngày", "giấy chứng nhận",
    "được cấp đổi từ", "nhận chuyển nhượng", "nhận tặng cho", "nhận thừa kế", "nhà nước giao đất", "nhà nước cho thuê đất",
    "như giao đất", "có thu tiền sử dụng đất", "không thu tiền sử dụng đất", "sử dụng chung", "sử dụng riêng", "của vợ và chồng",
    "cấp lại bản chính", "giấy khai sinh", "giấy khai tử", "giấy báo tử", "kết hôn", "ly hôn", "theo quyết định", "theo bản án",
    "tòa án nhân dân", "cải chính", "bổ sung", "thu hồi", "người chết", "đường liên xã", "đường liên thôn", "an toàn lưới điện",
)  # fmt: skip
_BENT: Final = re.compile(r"\b(đường )L(?=iên (?:xã|thôn)\b)")
"""An l whose foot is bent is read as an L."""
_CAUSES: Final = Path(__file__).resolve().parents[1] / "resources" / "reference" / "causes_of_death.csv"
_GRADES: Final = ("giai đoạn cuối", "mạn tính", "cấp tính", "di căn", "nặng", "cấp", "mạn")
"""Behind a cause of death."""
_LONG: Final = 10
"""A phrase of so many letters is known though one of them was misread…"""
_MIDDLE: Final = 7
"""…and one of so many, if what was read there is no syllable."""
_BEFORE_NAMES: Final = {fold(kind): kind for kind in ("xã", "phường", "huyện", "quận", "tỉnh")}
"""In small letters before a name, or where all is in capitals: "Tịnh Biên" is a place."""
_VILLAGES: Final = {fold(kind): kind for kind in ("thôn", "buôn", "xóm")}
_COMMUNES: Final = frozenset(("xa", "phuong", "thi"))
"""A capital "Thồn" that begins a place in a commune is a Thôn."""
_IN_COMMUNE: Final = re.compile(r", (?:xã|phường|thị trấn) ")
_HOUR: Final = re.compile(r"\b([\doIlsz]{1,2})[.,]?\s+gi\w[.,]?\s+([\doIlsz]{1,2})[.,]?\s+ph\wt\b[.,]?")
_FIGURES: Final = str.maketrans("oIlsz", "01152")
"""Old-style figures are read as the letters that they look like."""
_UNTIL: Final = re.compile(r"\b([ĐDđd])\w{1,2}n:?\s+ng\w{1,3}\s+(?=\d{1,2}/\d{1,2}/\d{4}\b)")
_HOURS, _MINUTES = 24, 60
_AROUND: Final = ".,;:()"


@dataclass(frozen=True, eq=False)
class _Phrase:
    words: Sequence[str]
    letters: Sequence[str]
    """Of each word, without marks."""
    joined: str
    is_cause: bool


@functools.cache
def _phrases() -> Sequence[tuple[int, Mapping[_Phrase, str]]]:
    """By how many words they have, the longest first: each with its letters in one piece."""
    with _CAUSES.open(encoding="utf-8", newline="") as rows:
        causes = {name.lower() for row in csv.DictReader(rows) for name in (row["name"], *row["aliases"].split(";")) if " " in name}
    known = [_phrase(text, is_cause=text in causes) for text in sorted({*_PHRASES, *causes})]
    counts = sorted({len(phrase.words) for phrase in known}, reverse=True)
    return [(count, {phrase: phrase.joined for phrase in known if len(phrase.words) == count}) for count in counts]


def _phrase(text: str, *, is_cause: bool = False) -> _Phrase:
    letters = [fold(word) for word in text.split()]
    return _Phrase(text.split(), letters, "".join(letters), is_cause)


_BEHIND_CAUSES: Final = [_phrase(grade) for grade in _GRADES]


@functools.lru_cache(maxsize=2048)
def with_fixed_words(text: str) -> str:
    """The text with its fixed words as they are written; capitals stay capitals."""
    words = _BENT.sub(r"\1l", _UNTIL.sub(_until, _HOUR.sub(_hour, text))).split()
    keys = [fold(word).strip(_AROUND) for word in words]
    at = 0
    while at < len(words):
        amid_capitals = at > 0 and keys[at - 1] not in _BEFORE_NAMES and words[at - 1].isupper()
        if keys[at] in _BEFORE_NAMES and words[at].isupper() and at + 1 < len(words) and words[at + 1].istitle() and not amid_capitals:
            words[at] = words[at].lower() if at else words[at].capitalize()
        wanted = _fixed(at, words, keys)
        for place, word in enumerate(wanted, start=at):
            words[place] = _spelled(words[place], word)
        at += max(len(wanted), 1)
    return " ".join(words)


def _hour(found: re.Match[str]) -> str:
    hour, minute = found[1].translate(_FIGURES), found[2].translate(_FIGURES)
    return f"{hour} giờ {minute} phút" if int(hour) < _HOURS and int(minute) < _MINUTES else found[0]


def _until(found: re.Match[str]) -> str:
    return "Đến ngày " if found[1].isupper() else "đến ngày "


def _fixed(at: int, words: Sequence[str], keys: Sequence[str]) -> Sequence[str]:
    """The fixed words that begin here; none elsewhere."""
    for count, phrases in _phrases():
        end = at + count
        if end > len(words) or not _is_one_phrase(words[at:end]):
            continue
        near = process.extract("".join(keys[at:end]), phrases, scorer=Levenshtein.distance, score_cutoff=1, limit=None)
        for _, _, phrase in near:
            if _are(words[at:end], keys[at:end], phrase) and (not phrase.is_cause or len(phrase.joined) >= _MIDDLE or at == 0):
                grade = next((each for each in _BEHIND_CAUSES if keys[end : end + len(each.words)] == each.letters), None)
                graded = phrase.is_cause and grade is not None and _is_one_phrase(words[at : end + len(grade.words)])
                return [*phrase.words, *grade.words] if graded and grade is not None else phrase.words
    begins = at == 0 or words[at - 1].endswith(",")
    if (
        begins
        and keys[at] in _VILLAGES
        and words[at].istitle()
        and words[at + 1 : at + 2]
        and words[at + 1][0].isupper()
        and _COMMUNES & {*keys[at + 2 :]}
    ):
        return [_VILLAGES[keys[at]]]
    if keys[at] not in _BEFORE_NAMES or not words[at].isalpha() or at + 1 == len(words) or not words[at + 1][0].isupper():
        return []
    in_capitals = at > 0 and keys[at - 1] not in _BEFORE_NAMES and words[at - 1].isupper() and words[at].isupper()
    return [_BEFORE_NAMES[keys[at]]] if words[at].islower() or in_capitals else []


def _is_one_phrase(words: Sequence[str]) -> bool:
    """Whether no sign parts the words, and none but the first begins with a capital as names do."""
    unbroken = all(word[-1] not in _AROUND for word in words[:-1])
    return unbroken and (all(map(str.isupper, words)) or all(word.lstrip(_AROUND)[:1].islower() for word in words[1:]))


def _are(words: Sequence[str], keys: Sequence[str], phrase: _Phrase) -> bool:
    """Whether words that differ in one letter at most are these: one of a long phrase, or one that leaves a word that is none."""
    odd = [word.strip(_AROUND) for word, key, letters in zip(words, keys, phrase.letters, strict=True) if key != letters]
    if "".join(keys) == phrase.joined or len(phrase.joined) < _MIDDLE:
        return not odd
    return len(phrase.joined) >= _LONG or not all(word.isalpha() and is_syllable(word) for word in odd)


def _as_large(sign: str, letter: str) -> str:
    return letter.upper() if sign.isupper() else letter


def _spelled(word: str, wanted: str) -> str:
    core = word.strip(_AROUND)
    if len(core) != len(wanted):
        own = wanted.upper() if core.isupper() else wanted.capitalize() if core[:1].isupper() else wanted
        return word.replace(core, own, 1) if core else word
    own = wanted.upper() if core.isupper() else "".join(map(_as_large, core, wanted))
    return word.replace(core, own, 1)


def with_village_read(text: str, looks: Sequence[str]) -> str:
    """A place in a commune with the word for a village that a look has in place of one that differs in a letter: "Thân Nà Lầu, xã"."""
    first, _, rest = text.partition(" ")
    if fold(first) in HAMLETS or not rest[:1].isupper() or _IN_COMMUNE.search(rest) is None:
        return text
    read = {fold(look.partition(" ")[0]) for look in looks}
    kinds = [kind for key, kind in _VILLAGES.items() if key in read and Levenshtein.distance(fold(first), key) == 1]
    return f"{kinds[0].capitalize()} {rest}" if len(kinds) == 1 and first[:1].isupper() and not first.isupper() else text
