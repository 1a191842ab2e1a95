"""Files and folders as a source of pages: JPEG, PNG, TIFF, PDF. Every fault is one value in the stream; the next file goes on.

Files are only read, one page at a time. A folder that is a symbolic link is not entered, so a folder cannot contain itself.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from station.domain.errors import StationError
from station.scanner.image_files import Size, require_whole_jpeg, require_whole_png_file, tiff_frames
from station.scanner.kinds import HEAD_BYTES, Kind, kind_of, looks_like_a_page
from station.scanner.pdf_pages import pdf_page_images
from station.scanner.source import LIMIT_MEGAPIXELS, Captured, CapturedImage, CaptureFault, size_findings

LIMIT_FILE_BYTES = 1 << 29
"""One image in one file: 150 megapixels of uncompressed colour are 450 MB."""
_HASH_PIECE_BYTES = 1 << 20
_DIGITS = re.compile(r"(\d+)")


def images_from(paths: Sequence[Path], *, limit_megapixels: float = LIMIT_MEGAPIXELS) -> Iterator[Captured]:
    """Every page of the files and folders, in the order given; inside folders sorted as people count (2 before 10).

    In folders hidden files are passed over, and so are files that neither are nor claim to be pages; a file named by itself is never
    passed over. Nothing is raised: whatever goes wrong is a CaptureFault.
    """
    for path in paths:
        if path.is_dir():
            yield from _folder(path, limit_megapixels)
        else:
            yield from _located(path.parent, _file(path, limit_megapixels, asked_for=True))


def _located(folder: Path, found: Iterator[Captured]) -> Iterator[Captured]:
    """The same, knowing where it lies."""
    for captured in found:
        yield replace(captured, source_path=str(folder / captured.source_name))


def _folder(folder: Path, limit_megapixels: float) -> Iterator[Captured]:
    found = False
    for captured in _walk(folder, limit_megapixels):
        found = True
        yield captured
    if not found:
        yield CaptureFault(folder.name, StationError("capture.nothing-found", name=folder.name), str(folder))


def _walk(folder: Path, limit_megapixels: float) -> Iterator[Captured]:
    try:
        inside = sorted((path for path in folder.iterdir() if not path.name.startswith(".")), key=as_people_count)
    except OSError as problem:
        yield CaptureFault(folder.name, _unreadable(folder.name, problem), str(folder))
        return
    for path in inside:
        if not path.is_dir():
            yield from _located(folder, _file(path, limit_megapixels, asked_for=False))
        elif not path.is_symlink():
            yield from _walk(path, limit_megapixels)


def as_people_count(path: Path) -> tuple[list[tuple[int, str]], str]:
    """Sorts file names with 2 before 10."""
    parts = _DIGITS.split(path.name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], path.name


def _file(path: Path, limit_megapixels: float, *, asked_for: bool) -> Iterator[Captured]:
    name = path.name
    wanted = asked_for or looks_like_a_page(path.suffix)
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device would block for ever.
            if wanted:
                yield CaptureFault(name, StationError("capture.not-an-image", name=name))
            return
        kind = _kind(path)
        if kind is Kind.OTHER and not wanted:
            return
        yield from _pages(path, kind, limit_megapixels)
    except StationError as error:
        yield CaptureFault(name, error)
    except OSError as problem:
        yield CaptureFault(name, _unreadable(name, problem))


def _kind(path: Path) -> Kind:
    """Raises StationError `capture.empty-file` for a file of no bytes that was meant to be a page."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head and looks_like_a_page(path.suffix):
        raise StationError("capture.empty-file", name=path.name)
    return kind_of(head)


def _pages(path: Path, kind: Kind, limit_megapixels: float) -> Iterator[Captured]:
    match kind:
        case Kind.JPEG | Kind.PNG:
            yield _single(path, kind, limit_megapixels)
        case Kind.TIFF:
            yield from _tiff(path, limit_megapixels)
        case Kind.PDF:
            yield from _pdf(path, limit_megapixels)
        case Kind.HEIC:
            raise StationError("capture.heic", name=path.name)
        case Kind.OTHER:
            raise StationError("capture.not-an-image", name=path.name)


def _single(path: Path, kind: Kind, limit_megapixels: float) -> CapturedImage:
    content = _content(path)
    check = require_whole_jpeg if kind is Kind.JPEG else require_whole_png_file
    size = check(content, path.name, limit_megapixels)
    return _captured(content, kind.value, size, path.name, hashlib.sha256(content), 1)


def _tiff(path: Path, limit_megapixels: float) -> Iterator[Captured]:
    digest = _digest(path)
    for number, name, frame in tiff_frames(path, path.name, limit_megapixels):
        match frame:
            case StationError() as error:
                yield CaptureFault(name, error)
            case (size, None):
                yield _captured(_content(path), Kind.TIFF.value, size, name, digest, number)
            case (size, bytes() as png):
                yield _captured(png, Kind.PNG.value, size, name, digest, number)


def _pdf(path: Path, limit_megapixels: float) -> Iterator[Captured]:
    digest = _digest(path)
    for page in pdf_page_images(path, path.name, limit_megapixels):
        match page:
            case (number, StationError() as error):
                yield CaptureFault(f"{path.name}#{number}", error)
            case (number, media_type, size, content):
                yield _captured(content, media_type, size, f"{path.name}#{number}", digest, number)


def _captured(content: bytes, media_type: str, size: Size, name: str, digest: "hashlib._Hash", number: int) -> CapturedImage:
    of_page = digest.copy()
    of_page.update(str(number).encode("ascii"))
    width, height = size
    return CapturedImage(content, media_type, width, height, name, of_page.hexdigest(), size_findings(width, height))


def _content(path: Path) -> bytes:
    size = path.stat().st_size
    if size > LIMIT_FILE_BYTES:
        raise StationError("capture.file-too-large", name=path.name, megabytes=size >> 20, limit=LIMIT_FILE_BYTES >> 20)
    return path.read_bytes()


def _digest(path: Path) -> "hashlib._Hash":
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_HASH_PIECE_BYTES):
            digest.update(piece)
    return digest


def _unreadable(name: str, problem: OSError) -> StationError:
    return StationError("capture.unreadable-file", name=name, reason=problem.strerror or type(problem).__name__)
