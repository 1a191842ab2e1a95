"""What stands in the lines that draw_lines.py draws: words in which every mark is about as likely, words of papers, numbers and signs."""

import csv
import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Final

from ocr.syllables import is_syllable
from station.domain.dates import PartialDate
from station.domain.numerals import date_in_words, in_words
from station.domain.text import fold

ROOT: Final = Path(__file__).resolve().parents[2]
PLACES: Final = ROOT / "resources" / "places" / "communes.csv"
FORMS: Final = ROOT / "resources" / "forms"
LISTS: Final = ROOT / "resources" / "reference"
TONES: Final = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
QUALITIES: Final = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư", "d": "dđ"}


@lru_cache(maxsize=1)
def place_words() -> list[str]:
    """Every word of the names of places."""
    words = (word for line in PLACES.read_text("utf-8").splitlines()[1:] for word in re.split(r"[,\s]+", line))
    return [word for word in dict.fromkeys(words) if word.isalpha() and len(word) > 1]


@lru_cache(maxsize=1)
def practice_words() -> list[str]:
    """Every capitalised word with marks that the practice office knows: names of people, words of forms."""
    text = " ".join(path.read_text("utf-8") for path in (ROOT / "station" / "practice").glob("*.py"))
    return sorted({word for word in re.findall(r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]+", text) if not word.isascii()})


@lru_cache(maxsize=1)
def bases() -> list[str]:
    """Every syllable of the names of communes, without its marks."""
    words = {word.lower() for line in PLACES.read_text("utf-8").splitlines() for word in line.replace(",", " ").split()}
    return sorted({fold(word) for word in words if word.isalpha() and is_syllable(word)})


@cache
def spellings(base: str) -> tuple[str, ...]:
    """Every syllable that has these letters under its marks."""
    plain = ["".join(letters) for letters in product(*(QUALITIES.get(letter, letter) for letter in base))]
    places = [at for at, letter in enumerate(base) if letter in "aeiouy"]
    toned = {
        unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :]) for letters in plain for at in places for tone in TONES
    }
    return tuple(sorted(word for word in toned if is_syllable(word)))


@lru_cache(maxsize=1)
def places() -> list[list[str]]:
    """Communes of Vietnam, each with its district and province."""
    with PLACES.open(encoding="utf-8", newline="") as rows:
        return [[row[name] for name in ("commune", "district", "province") if row[name]] for row in csv.DictReader(rows)]


@lru_cache(maxsize=1)
def form_words() -> list[str]:
    """What forms print and lists name."""
    found: set[str] = set()
    for path in FORMS.glob("*/*/form.toml"):
        form = tomllib.loads(path.read_text("utf-8"))
        found |= {form["title"]["vi"], *(anchor for face in form["faces"] for anchor in face["anchors"])}
        for field in form["fields"]:
            found |= {
                field["label"]["vi"],
                *field.get("printed", ()),
                *(name for names in field.get("options", {}).values() for name in names),
            }
    for path in LISTS.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as rows:
            found |= {value for row in csv.DictReader(rows) for value in row.values() if value and " " in value}
    return sorted(found)


def words(random: Random) -> list[str]:
    """A few words that follow each other."""
    kind = random.random()
    if kind < 0.42:
        return _any_words(random)
    if kind < 0.54:
        found, style = random.choice(practice_words() if random.random() < 0.4 else place_words()), random.random()
        return [found.upper() if style < 0.6 else found.capitalize() if style < 0.85 else found.lower()]
    if kind < 0.64:
        return _cased(_place(random), random)
    if kind < 0.76:
        return _cased(_some_of(random.choice(form_words()).split(), random), random)
    if kind < 0.84:
        return _number_in_words(random).split()
    return _figures(random).split()


def _any_words(random: Random) -> list[str]:
    """Syllables of no meaning, in one case, as the words of a name or of a sentence."""
    count, style = random.randint(1, 4), random.random()
    drawn = [_word_of_any_marks(random) for _ in range(count)]
    if style < 0.5:
        drawn = [each.upper() for each in drawn]
    elif style < 0.8:
        drawn = [each.capitalize() for each in drawn]
    if random.random() < 0.04:
        drawn[0] = random.choice("HYK") + random.choice("'’") + drawn[0]
    elif random.random() < 0.03:
        drawn.insert(0, random.choice("YHK"))
    return drawn


def _place(random: Random) -> list[str]:
    names = random.choice(places())
    kinds_small = random.random() < 0.8
    parts = [name[0].lower() + name[1:] if kinds_small else name for name in names[random.randrange(len(names)) :]]
    if random.random() < 0.5:
        of_house = ("Thôn", "Ấp", "Tổ", "Xóm", "Buôn", "Bản", "Khu phố", "Số")
        parts.insert(0, f"{random.choice(of_house)} {random.choice((str(random.randint(1, 99)), _word_of_any_marks(random).capitalize()))}")
    return ", ".join(parts).split()


def _cased(found: list[str], random: Random) -> list[str]:
    return [each.upper() for each in found] if random.random() < 0.25 else found


def _some_of(found: list[str], random: Random) -> list[str]:
    start = random.randrange(len(found)) if random.random() < 0.4 else 0
    return found[start : start + random.randint(2, 8)]


def _number_in_words(random: Random) -> str:
    style = random.random()
    if style < 0.5:
        return date_in_words(PartialDate(random.randint(1900, 2026), random.randint(1, 12), random.randint(1, 28)))
    found = in_words(random.randrange(1, 10 ** random.randint(1, 5)))
    return f"{found.capitalize()} {random.choice(('', 'mét vuông', 'phẩy ' + in_words(random.randint(1, 9))))}".strip()


def _figures(random: Random) -> str:
    day, month, year = random.randint(1, 31), random.randint(1, 12), random.randint(1900, 2026)
    number = random.randrange(1, 10 ** random.randint(1, 4))
    between, letters = random.choice("//.-"), "".join(random.choices("ABCDEGHKLMNPQRSTVXY", k=random.randint(1, 2)))
    area = f"{number}{random.choice(('', f',{random.randint(0, 9)}', f'.{random.randint(0, 9)}'))}"
    date, office = f"{day:02}{between}{month:02}{between}{year}", random.choice(("UBND", "BS", "TLKT", "KS", "QĐ"))
    written = (
        date, date, f"ngày {day:02} tháng {month:02} năm {year}", f"{year}", f"{number}", f"{number}/{year}", f"{month:02}/{year}",
        f"{number}{between}{random.randint(1, 99)}", "".join(random.choices("0123456789", k=random.choice((9, 12, 12)))),
        f"{letters} {random.randrange(10**5, 10**8)}", f"{letters}{random.randrange(10**4, 10**6):06}",
        f"{number}/{letters}{random.choice('-/')}{office}", f"{area} m²", f"{area} m²;", f"{area}m²",
        f"{random.randrange(24):02} giờ {random.randrange(60):02} phút", f"({letters}T): {area}", f"1/{random.choice((200, 500, 1000))}",
        "-/-", f"số {number}", f"{number}{random.choice('AB')}", f"({letters}{random.choice('TLX')})",
    )  # fmt: skip
    return random.choice(written)


def _word_of_any_marks(random: Random) -> str:
    found = spellings(random.choice(bases()))
    if not found:
        return _word_of_any_marks(random)
    chosen = random.choice(found)
    if random.random() < 0.5:
        tone = random.choice(TONES[1:])
        toned = [each for each in found if tone in unicodedata.normalize("NFD", each)]
        chosen = random.choice(toned or found)
    if random.random() < 0.08:
        chosen = fold(chosen)
    return chosen
