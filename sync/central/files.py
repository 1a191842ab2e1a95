"""Files on their way in (PROTOCOL.md §4): one from an offset on, or several in a bundle. What arrived before a cut is kept.

Images go through a lane that is a few wide, whoever sends them; words pass beside it.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from sync.central import receive
from sync.central.metrics import RECEIVED_BYTES
from sync.central.objects import HashMismatch, Piece, WrongOffset
from sync.central.requests import Central, central_of, pieces_of, station_of
from sync.central.troubles import HANG_UP, TroubleError
from sync.protocol.bundle import Frame, Unpacking
from sync.protocol.limits import BUNDLE_BYTES, BUNDLE_FILES, LENGTH_HEADER, OFFSET_HEADER, PATCH_BYTES
from sync.protocol.messages import Bundled, Want

_PIECE_BYTES: Final = 256 * 1024
"""What is appended at once: what a cut loses at most is less than this, and a piece costs one lock and one write."""
_BUNDLE_PIECE_BYTES: Final = 1024 * 1024
"""The same of a bundle: what is asked of the database is asked once for all files in it."""


async def file(request: Request) -> Response:
    """HEAD: how much of a file is held. PATCH: the bytes from there on."""
    central, station = central_of(request), station_of(request)
    name, sha256 = request.path_params["name"], request.path_params["sha256"]
    known = (await central.database(lambda connection: receive.announced_files(connection, station, name, [sha256]))).get(sha256)
    if known is None:
        raise TroubleError("unknown")
    if known.is_stored:
        held = {OFFSET_HEADER: str(known.size), LENGTH_HEADER: str(known.size)}
        if request.method == "PATCH" and request.headers.get(OFFSET_HEADER) != str(known.size):
            raise TroubleError("offset", headers=held)
        return Response(status_code=200 if request.method == "HEAD" else 204, headers=held)
    if request.method == "HEAD":
        offset = await run_in_threadpool(central.objects.size, station, sha256)
        if offset >= known.size and not await _finished(central, station, sha256, known.size):
            offset = 0
        return Response(headers={OFFSET_HEADER: str(offset), LENGTH_HEADER: str(known.size)})
    central.admission.require_room()
    offset = await _append(request, central, station, sha256, known)
    if offset == known.size and not await _finished(central, station, sha256, known.size):
        raise TroubleError("hash", headers={OFFSET_HEADER: "0"})
    return Response(status_code=204, headers={OFFSET_HEADER: str(offset)})


async def _finished(central: Central, station: str, sha256: str, size: int) -> bool:
    """Whether the file, of which every byte is there, is the one announced; then it is noted."""
    try:
        await run_in_threadpool(central.objects.finish, station, sha256)
    except HashMismatch:
        return False
    await central.database(lambda connection: receive.note_stored(connection, station, {sha256: size}))
    return True


async def _append(request: Request, central: Central, station: str, sha256: str, known: receive.AnnouncedFile) -> int:
    """Append the body at the offset that the sender names; what arrived before a cut is kept. Return the size after it."""
    claimed = request.headers.get(OFFSET_HEADER, "")
    if not claimed.isdecimal() or len(claimed) > 18:
        raise TroubleError("offset", headers={OFFSET_HEADER: str(await run_in_threadpool(central.objects.size, station, sha256))})
    offset, received = int(claimed), 0
    buffer = bytearray()

    async def flush() -> None:
        nonlocal offset
        try:
            async with _lane(central, station, is_image=known.is_image):
                offset = await run_in_threadpool(central.objects.append, station, sha256, offset, bytes(buffer))
        except WrongOffset as wrong:
            raise TroubleError("offset", headers={OFFSET_HEADER: str(wrong.size)}) from None
        RECEIVED_BYTES.inc(len(buffer))
        buffer.clear()

    try:
        async for piece in pieces_of(request):
            received += len(piece)
            if int(claimed) + received > known.size or received > PATCH_BYTES:
                raise TroubleError("too-large")
            buffer += piece
            if len(buffer) >= _PIECE_BYTES:
                await flush()
    except (ClientDisconnect, TimeoutError):
        await flush()
        raise TroubleError("busy", headers=HANG_UP) from None
    await flush()  # also when nothing came: an offset is checked in any case
    return offset


def _lane(central: Central, station: str, *, is_image: bool) -> contextlib.AbstractAsyncContextManager[None]:
    return central.images.turn(station) if is_image else contextlib.nullcontext()


async def bundle(request: Request) -> Response:
    """Several files in one body: of each what fits is taken, and how much is held of each is the answer."""
    central, station = central_of(request), station_of(request)
    taking, unpacking, received = _Taking(central, station, request.path_params["name"]), Unpacking(), 0
    central.admission.require_room()
    try:
        async for piece in pieces_of(request):
            received += len(piece)
            if received > BUNDLE_BYTES:
                raise TroubleError("too-large")
            unpacking.feed(piece)
            if unpacking.waiting >= _BUNDLE_PIECE_BYTES:
                await taking.take(unpacking.frames())
    except (ClientDisconnect, TimeoutError):
        await taking.take(unpacking.frames())
        await taking.note()
        raise TroubleError("busy", headers=HANG_UP) from None
    await taking.take(unpacking.frames())
    await taking.note()
    if not unpacking.is_whole or not taking.held:
        raise TroubleError("bundle")
    return JSONResponse(Bundled(held=[Want(sha256=sha256, offset=offset) for sha256, offset in taking.held.items()]).model_dump())


@dataclass
class _Taking:
    """The files of one bundle, as its frames come."""

    central: Central
    station: str
    batch: str
    held: dict[str, int] = field(default_factory=dict)
    """File → bytes held after its last frame."""
    _whole: dict[str, int] = field(default_factory=dict)
    """Their sizes; where this request ends before they are noted, the next question finds them."""

    async def take(self, frames: Sequence[Frame]) -> None:
        """Take what fits. Frames before one that is refused are taken too. Raises TroubleError `bundle`, `too-large`."""
        names = {frame.sha256 for frame in frames}
        if len(self.held.keys() | names) > BUNDLE_FILES:
            raise TroubleError("too-large")
        if not names:
            return
        known = await self.central.database(lambda connection: receive.announced_files(connection, self.station, self.batch, list(names)))
        pieces, refused = [], ""
        for frame in frames:
            of = known.get(frame.sha256)
            refused = "bundle" if of is None else "too-large" if frame.offset + len(frame.data) > of.size else ""
            if of is None or refused:
                break
            self.held[frame.sha256] = of.size
            if not of.is_stored:
                pieces.append(Piece(frame.sha256, frame.offset, of.size, frame.data))
        if pieces:
            await self._put(pieces, is_image=all(known[piece.sha256].is_image for piece in pieces))
        if refused:
            await self.note()
            raise TroubleError(refused)

    async def _put(self, pieces: Sequence[Piece], *, is_image: bool) -> None:
        async with _lane(self.central, self.station, is_image=is_image):
            sizes = await run_in_threadpool(self.central.objects.take, self.station, pieces)
        for piece, size in zip(pieces, sizes, strict=True):
            RECEIVED_BYTES.inc(len(piece.data))
            self.held[piece.sha256] = size
            if size == piece.size:
                self._whole[piece.sha256] = size

    async def note(self) -> None:
        """Which files are whole."""
        if self._whole:
            await self.central.database(lambda connection: receive.note_stored(connection, self.station, self._whole))
