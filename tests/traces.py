"""Where words that must not be readable lie readable: every byte of whole folders, names of files too, searched for every usual spelling.

Spelt composed and decomposed, as it is, in capitals, small and without marks; in UTF-8 and UTF-16; each of these plain, as hexadecimal
figures, as base64 at any of its three alignments; and as JSON and web addresses escape letters.
"""

import base64
import json
import os
import unicodedata
import urllib.parse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from station.domain.text import fold


@dataclass(frozen=True)
class Trace:
    """One word found."""

    path: Path
    word: str
    how: str


def spellings(word: str) -> dict[bytes, str]:
    """Bytes → how they spell the word."""
    found: dict[bytes, str] = {}
    cases = {"": word, "capitals": word.upper(), "small": word.lower(), "without marks": fold(word)}
    for case, said in cases.items():
        for form in ("NFC", "NFD"):
            text = unicodedata.normalize(form, said)
            for code in ("utf-8", "utf-16-le", "utf-16-be"):
                raw, name = text.encode(code), " ".join(part for part in (case, form, code) if part)
                found.setdefault(raw, name)
                found.setdefault(raw.hex().encode(), f"{name} hex")
                found.setdefault(raw.hex().upper().encode(), f"{name} HEX")
                for at in range(3):
                    found.setdefault(_base64_at(raw, at), f"{name} base64 at {at}")
            found.setdefault(json.dumps(text)[1:-1].encode(), f"{case} {form} JSON")
            found.setdefault(urllib.parse.quote(text).encode(), f"{case} {form} web address")
    return found


def _base64_at(raw: bytes, at: int) -> bytes:
    """What base64 makes of these bytes wherever they begin `at` bytes after a group, without the figures that neighbours share."""
    whole = base64.b64encode(bytes(at) + raw).rstrip(b"=")
    first = -(-at * 8 // 6)
    last = (at + len(raw)) * 8 // 6
    return whole[first:last]


def traces(words: Iterable[str], *roots: Path, but: Iterable[Path] = ()) -> list[Trace]:
    """Every file under the roots that spells one of the words, in its bytes or its name; `but`: files that lie there by rule."""
    needles = [(raw, word, how) for word in words for raw, how in spellings(word).items()]
    return [found for path in _files(roots, set(but)) for found in _in_file(path, needles)]


def _files(roots: Iterable[Path], but: set[Path]) -> Iterator[Path]:
    for root in roots:
        assert root.exists(), f"{root} is not there to be searched"
        yield from sorted(path for path in root.rglob("*") if path.is_file() and path not in but)


def _in_file(path: Path, needles: list[tuple[bytes, str, str]]) -> Iterator[Trace]:
    data, name = path.read_bytes(), os.fsencode(path.name)
    for raw, word, how in needles:
        if raw in data:
            yield Trace(path, word, how)
        if raw in name:
            yield Trace(path, word, f"{how} in the file's name")
