"""Export of one volume: the ministry's workbook and a zip with one PDF an entry. Both appear whole or not at all.

These files are plain on purpose, for the ministry reads them: they are written into the folder asked for and nowhere else.
"""

import contextlib
import logging
import os
import secrets
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from station.domain.durable import PRIVATE_FILE_MODE, fsync_folder, full_disk_reported
from station.domain.errors import StationError
from station.domain.findings import Finding, Severity, Text
from station.domain.ids import EntryId, PageId
from station.domain.record import Entry, Volume
from station.domain.states import EntryState
from station.exchange.cells import Row, row_of
from station.exchange.definition import EXCHANGE_RULES, ExchangeRule, rule_for
from station.exchange.entry_pdf import entry_pdf
from station.exchange.names import entry_number, files_stem, pdf_name
from station.exchange.workbook import write_workbook
from station.forms.definition import FaceDefinition

EXPORTED_STATES = frozenset({EntryState.APPROVED, EntryState.RECEIVED, EntryState.COMPLETE})

_NO_NUMBER = Text(
    "Mục không có số đăng ký đọc được nên tên tệp mang số 000.", "The entry has no readable number; its file name carries the number 000."
)
_log = logging.getLogger(__name__)


class Form(Protocol):
    """A form as far as the export knows it."""

    @property
    def faces(self) -> Sequence[FaceDefinition]:
        """Sizes of the paper."""


class Forms(Protocol):
    """The library of forms as far as the export knows it."""

    def form(self, form_id: str, version: str, /) -> Form:
        """The form that an entry was captured under."""


@dataclass(frozen=True)
class ExportReport:
    """What was written."""

    files: tuple[Path, ...]
    """The workbook (if the kind has columns), then the zip."""
    entries: int
    pages: int
    findings: tuple[tuple[EntryId, Finding], ...]
    """What the ministry's import will refuse or a person should look at."""


def export_volume(
    *,
    entries: Sequence[Entry],
    open_image: Callable[[PageId], bytes],
    volume: Volume,
    forms: Forms,
    out: Path,
    office_name: str = "",
    rules: Path = EXCHANGE_RULES,
) -> ExportReport:
    """Write the approved entries of `volume` into `out`, replacing an earlier export of the same volume.

    `office_name`: the registering office as the export calls it, for columns that the paper leaves to the book's cover.
    Raises StationError `export.nothing`, `export.no-columns`, `export.name-clash`, `export.folder`, `store.disk-full`, `store.damaged`;
    then nothing was written.
    """
    rule = rule_for(volume.kind, rules)
    chosen = sorted((entry for entry in entries if entry.state in EXPORTED_STATES), key=lambda entry: entry_number(rule, entry))
    if not chosen:
        raise StationError("export.nothing", volume=f"{volume.kind} {volume.number}/{volume.year}")
    named = _named(rule, volume, chosen)
    rows = [row_of(rule, entry, volume, office_name) for entry in chosen]
    stem = files_stem(rule, volume)
    with _folder_reported(out), full_disk_reported(out):
        out.mkdir(parents=True, exist_ok=True)
        with _unfinished(out / f"{stem}.xlsx") as workbook, _unfinished(out / f"{stem}.zip") as archive:
            made = [(archive, out / f"{stem}.zip")]
            if rule.columns:
                write_workbook(workbook, rule.sheet, [column.name for column in rule.columns], [row.cells for row in rows])
                made.insert(0, (workbook, out / f"{stem}.xlsx"))
            _write_zip(archive, named, open_image, forms)
            files = _finish(made)
    _log.info("volume %s exported: %d entries", volume.volume_id, len(chosen))
    return ExportReport(files, len(chosen), sum(len(entry.pages) for entry in chosen), tuple(_findings(rule, chosen, rows)))


def _named(rule: ExchangeRule, volume: Volume, entries: Sequence[Entry]) -> dict[str, Entry]:
    named: dict[str, Entry] = {}
    for entry in entries:
        name = pdf_name(rule, volume, entry)
        if name in named:
            raise StationError("export.name-clash", name=name)
        named[name] = entry
    return named


def _findings(rule: ExchangeRule, entries: Sequence[Entry], rows: Sequence[Row]) -> Iterator[tuple[EntryId, Finding]]:
    for entry, row in zip(entries, rows, strict=True):
        if rule.number_field and not entry_number(rule, entry):
            yield entry.entry_id, Finding("export.no-number", Severity.WARNING, _NO_NUMBER, rule.number_field)
        yield from ((entry.entry_id, finding) for finding in row.findings)


def _write_zip(path: Path, named: Mapping[str, Entry], open_image: Callable[[PageId], bytes], forms: Forms) -> None:
    """One entry in memory at a time. Not compressed: page images are already."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, entry in named.items():
            faces = forms.form(entry.form.form_id, entry.form.version).faces
            long_side_mm = max(max(face.width_mm, face.height_mm) for face in faces)
            content = entry_pdf(name.removesuffix(".pdf"), (open_image(page_id) for page_id in entry.pages), long_side_mm)
            # The date of the member is fixed, so that the same entries give the same zip.
            archive.writestr(zipfile.ZipInfo(name), content)


@contextlib.contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """An empty file beside `target`, readable by the owner only; whatever is left of it goes at the end."""
    path = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE_MODE))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _finish(made: Sequence[tuple[Path, Path]]) -> tuple[Path, ...]:
    """Flush every file, then give all of them their names."""
    for unfinished, _ in made:
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
    for unfinished, target in made:
        unfinished.replace(target)
    fsync_folder(made[0][1].parent)
    return tuple(target for _, target in made)


@contextlib.contextmanager
def _folder_reported(folder: Path) -> Iterator[None]:
    """Turn "no permission" and "not a folder" into StationError `export.folder`."""
    try:
        yield
    except (PermissionError, NotADirectoryError, FileExistsError) as problem:
        raise StationError("export.folder", path=str(folder), reason=problem.strerror) from problem
