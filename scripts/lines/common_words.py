"""Make the list of ocr/syllables.py: which syllables Vietnamese texts and the names of communes are made of.

    combine_tessdata -u vie.traineddata vie.
    dawg2wordlist vie.lstm-unicharset vie.lstm-word-dawg WORDS
    PYTHONPATH=. python scripts/lines/common_words.py WORDS resources/lines/common_words.txt

WORDS: the commonest words of Vietnamese texts as Tesseract has them in its vie.traineddata (Apache-2.0); with them go the words of the
names of communes, districts and provinces, and those of numbers. Only syllables are taken: words of other peoples have several spellings
(Ea, Êa), and none of them is to be likelier than another.
"""

import argparse
import csv
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from line_words import PLACES

from ocr.syllables import is_syllable
from station.domain.numerals import in_words


def words_of_places() -> set[str]:
    """In small letters."""
    with PLACES.open(encoding="utf-8", newline="") as rows:
        names = [row[name] for row in csv.DictReader(rows) for name in ("commune", "district", "province")]
    return {word for name in names for word in name.lower().replace("-", " ").split() if word.isalpha()}


def words_of_numbers() -> set[str]:
    """In small letters."""
    return {word for number in range(1000) for word in in_words(number).split()}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args(arguments)
    texts = {unicodedata.normalize("NFC", word.strip()).lower() for word in chosen.words.read_text("utf-8").splitlines()}
    found = sorted(word for word in texts | words_of_places() | words_of_numbers() if word.isalpha() and is_syllable(word))
    chosen.out.write_text("\n".join(found) + "\n", "utf-8")
    print(f"{len(found)} words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
