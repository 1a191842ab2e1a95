"""The page view beside a plain QGraphicsPixmapItem: opening a page, zooming, moving, what is lost on the way, memory.

    python -m tests.bench.page_view [--openings 20] [--load]

A page opens when its first picture is painted: the view decodes in a thread while the event loop runs (a preview first, then all pixels),
the plain item reads the file with QImageReader, as examples do, and the loop waits. `--load` keeps every core busy meanwhile, as the
reading does. Drawn without a screen (offscreen), in a view of 900 × 700 pixels; a page is A4 or A3 of invented print as JPEG.
Memory is measured in a process of its own per size: before, at the peak of opening, and with the page open.
"""

import argparse
import io
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from random import Random
from types import SimpleNamespace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
import psutil
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QBuffer, QByteArray, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImageReader, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView

from station.domain.errors import StationError
from station.domain.ids import PageId
from tests.bench.machine import describe_machine
from tests.ui.pages import lost, painted, ruled_page
from ui.page_decoding import PageImage
from ui.page_images import PageImages
from ui.resources import RESOURCES
from ui.widgets.page_canvas import Fit
from ui.widgets.page_view import PageView

_SEED = 20261122
_WINDOW = (900, 700)
_SIZES = {"A4 300 dpi": (2480, 3508), "A3 300 dpi": (4961, 3508), "A3 600 dpi": (9921, 7016)}
_ZOOMS = [0.18, 0.22, 0.28, 0.35, 0.44, 0.55, 0.69, 0.86, 1.07, 1.34, 1.68, 2.1, 1.68, 1.34, 1.07, 0.86, 0.69, 0.55, 0.44, 0.35, 0.28, 0.22]
_MOVES = [(40, 25)] * 20 + [(-40, -25)] * 20

_WORDS = (
    "Nguyễn",
    "Thị",
    "Hường",
    "xã",
    "Suối",
    "Mây",
    "huyện",
    "Đá",
    "Trắng",
    "tỉnh",
    "Cao",
    "Sơn",
    "ngày",
    "tháng",
    "sinh",
    "quyển",
    "số",
)


class _Threads(QObject):
    """Tasks over threads; results come back through the event loop, as in the window."""

    _come = Signal(object)

    def __init__(self, contents: dict[PageId, bytes]) -> None:
        super().__init__()
        self._store, self._free = ThreadPoolExecutor(1), ThreadPoolExecutor(2)
        self._station = SimpleNamespace(desk=SimpleNamespace(images=SimpleNamespace(open=contents.__getitem__)))
        self._come.connect(lambda deliver: deliver(), Qt.ConnectionType.QueuedConnection)

    def query(self, run, done, failed=None):
        self._put(self._store, lambda: run(self._station), done, failed)

    def free(self, run, done, failed=None, on_progress=None):
        running = SimpleNamespace(cancelled=False)
        running.cancel = lambda: setattr(running, "cancelled", True)
        self._put(self._free, lambda: run(running), done, failed)
        return running

    def _put(self, pool, work, done, failed):
        def go() -> None:
            try:
                result = work()
            except StationError as error:
                self._come.emit(partial(failed, error))
            else:
                self._come.emit(partial(done, result))

        pool.submit(go)


@dataclass
class _Gaps:
    """The longest time for which the event loop did not turn."""

    longest_ms: float = 0.0
    _last: float = field(default_factory=time.perf_counter)
    _timer: QTimer = field(default_factory=QTimer)

    def __post_init__(self) -> None:
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(1)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, 1000 * (now - self._last) - 1)
        self._last = now

    def reset(self) -> None:
        """From now on."""
        self.longest_ms, self._last = 0.0, time.perf_counter()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--openings", type=int, default=20, help="of each size")
    parser.add_argument("--load", action="store_true", help="keep every core busy meanwhile")
    parser.add_argument("--memory-of", choices=list(_SIZES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory_of:
        _print_memory(options.memory_of)
        return
    print(describe_machine(_SEED))
    busy = _busy_processes() if options.load else []
    print(f"every core {'kept busy' if busy else 'free'}; view {_WINDOW[0]} × {_WINDOW[1]}; ms as median / p95; ratio of the p95")
    try:
        _compare(options.openings)
    finally:
        for process in busy:
            process.terminate()
    print("\nmemory, MB            before      peak      open   (limit of the issue: 600)")
    for name in _SIZES:
        command = [sys.executable, "-m", "tests.bench.page_view", "--memory-of", name]
        print(f"{name:18}" + subprocess.run(command, capture_output=True, text=True, check=True).stdout.rstrip())


def _compare(openings: int) -> None:
    _application()
    print(f"\n{'':34}{'view':>18}{'plain item':>18}{'ratio':>8}")
    for name in ("A4 300 dpi", "A3 300 dpi"):
        contents = {PageId(str(i)): _printed(_SIZES[name], _SEED + i) for i in range(3)}
        gaps = _Gaps()
        first, whole = _open_in_view(contents, openings)
        view_gap = gaps.longest_ms
        gaps.reset()
        plain = _open_plainly(contents, openings)
        plain_gap = gaps.longest_ms
        _row(f"{name}: open to first paint", first, plain)
        _row(f"{name}: open to all pixels", whole, plain)
        print(f"{name + ': longest gap of the loop':34}{view_gap:18.0f}{plain_gap:18.0f}{view_gap / plain_gap:8.2f}")
        image = contents[PageId("0")]
        view, item = _view_of(image), _plain_of(image)
        frames, sharp = _zoom_view(view)
        peer = _timed([partial(_zoom_plainly, item, zoom) for zoom in _ZOOMS])
        _row(f"{name}: zoom, first frame", frames, peer)
        _row(f"{name}: zoom, until sharp", sharp, peer)
        view.zoom_to(0.35)
        _zoom_plainly(item, 0.35)
        painted(view)
        _row(
            f"{name}: move",
            _timed([partial(_move_view, view, *move) for move in _MOVES]),
            _timed([partial(_move_plainly, item, *move) for move in _MOVES]),
        )
    _print_losses()


def _row(label: str, ours: list[float], peer: list[float]) -> None:
    shown = [f"{statistics.median(times):.1f} / {_p95(times):.1f}" for times in (ours, peer)]
    print(f"{label:34}{shown[0]:>18}{shown[1]:>18}{_p95(ours) / _p95(peer):8.2f}")


def _p95(times: list[float]) -> float:
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


def _timed(actions: list[Callable[[], object]]) -> list[float]:
    times = []
    for action in actions:
        start = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - start))
        QApplication.processEvents()
    return times


# the view


def _open_in_view(contents: dict[PageId, bytes], openings: int) -> tuple[list[float], list[float]]:
    tasks, view = _Threads(contents), _shown(PageView())
    first, whole = [], []
    for number in range(openings):
        images = PageImages(tasks)
        view.set_page(None)
        view.repaint()
        start = time.perf_counter()
        painted_at: list[float] = []

        def show(page: PageImage, painted_at: list[float] = painted_at) -> None:
            view.set_page(page)
            view.repaint()
            painted_at.append(time.perf_counter())
            if page.reduction == 1:
                painted_at.append(painted_at[-1])

        images.request(PageId(str(number % len(contents))), show, _raise, preview=show)
        while len(painted_at) < 2 or painted_at[-1] != painted_at[-2]:
            QApplication.processEvents()
            time.sleep(0.0005)
        first.append(1000 * (painted_at[0] - start))
        whole.append(1000 * (painted_at[-1] - start))
    return first, whole


def _view_of(content: bytes) -> PageView:
    view = _shown(PageView())
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    view.set_page(PageImage.of(pixels, "bench"))
    return view


def _zoom_view(view: PageView) -> tuple[list[float], list[float]]:
    frames, sharp = [], []
    for zoom in _ZOOMS:
        start = time.perf_counter()
        view.zoom_to(zoom)
        view.repaint()
        frames.append(1000 * (time.perf_counter() - start))
        while not view.sharp:
            view.repaint()
        sharp.append(1000 * (time.perf_counter() - start))
        QApplication.processEvents()
    return frames, sharp


def _move_view(view: PageView, across: int, down: int) -> None:
    view.pan(across, down)
    view.repaint()


# the peer


def _open_plainly(contents: dict[PageId, bytes], openings: int) -> list[float]:
    times = []
    for number in range(openings):
        start = time.perf_counter()
        view = _plain_of(contents[PageId(str(number % len(contents)))])
        view.viewport().repaint()
        times.append(1000 * (time.perf_counter() - start))
        QApplication.processEvents()
        view.close()
    return times


def _plain_of(content: bytes) -> QGraphicsView:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    image = QImageReader(buffer).read()
    view = QGraphicsView()
    scene = QGraphicsScene(view)
    scene.addPixmap(QPixmap.fromImage(image)).setTransformationMode(Qt.TransformationMode.SmoothTransformation)
    view.setScene(scene)
    view.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setFrameShape(QGraphicsView.Shape.NoFrame)
    scale = _WINDOW[0] / image.width()
    view.setTransform(QTransform.fromScale(scale, scale))
    return _shown(view)


def _zoom_plainly(view: QGraphicsView, zoom: float) -> None:
    view.setTransform(QTransform.fromScale(zoom, zoom))
    view.viewport().repaint()


def _move_plainly(view: QGraphicsView, across: int, down: int) -> None:
    for bar, step in ((view.horizontalScrollBar(), across), (view.verticalScrollBar(), down)):
        bar.setValue(bar.value() + step)
    view.viewport().repaint()


# what is lost, memory, surroundings


def _print_losses() -> None:
    page, lines, dots = ruled_page()
    ours = _shown(PageView())
    ours.set_page(page)
    peer = _plain_of(cv2.imencode(".png", page.array)[1].tobytes())
    print(f"\n{'lost lines / dots below letters':34}{'view':>18}{'plain item':>18}")
    for percent in (10, 14, 18, 23, 30, 37, 50):
        counts = []
        ours.zoom_to(percent / 100)
        peer.setTransform(QTransform.fromScale(percent / 100, percent / 100))
        for widget, place in ((ours, ours.rect_of), (peer.viewport(), lambda box: peer.mapFromScene(*box).boundingRect())):
            grey = cv2.cvtColor(painted(widget), cv2.COLOR_RGB2GRAY)
            counts.append(f"{len(lost(grey, percent / 100, place, lines))} / {len(lost(grey, percent / 100, place, dots))}")
        print(f"{f'zoom {percent} %':34}{counts[0]:>18}{counts[1]:>18}")


def _print_memory(name: str) -> None:
    content = _in_a_process_of_its_own(_SIZES[name])
    _application()
    view = _shown(PageView())
    view.repaint()
    process = psutil.Process()
    before = process.memory_info().rss
    tasks, got = _Threads({PageId("0"): content}), []
    images = PageImages(tasks)
    images.request(PageId("0"), got.append, _raise, preview=view.set_page)
    peak = before
    while not got:
        QApplication.processEvents()
        peak = max(peak, process.memory_info().rss)
    view.set_page(got[0])
    view.set_fit(Fit.WIDTH)
    painted(view)
    after = process.memory_info().rss
    print("".join(f"{size / 1e6:10.0f}" for size in (before, max(peak, after), after)))


def _in_a_process_of_its_own(size: tuple[int, int]) -> bytes:
    """Drawing the page takes more memory than showing it."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_printed, (size, _SEED))


def _printed(size: tuple[int, int], seed: int) -> bytes:
    """A page full of invented print on grainy paper, JPEG quality 88."""
    from_font = RESOURCES / "fonts" / "Tinos-Regular.ttf"
    random = Random(seed)
    height_of = size[1] // 84
    pixels = _typed(size, height_of, random, str(from_font))
    grain = np.random.default_rng(seed).normal(0, 3, (size[1] // 4, size[0] // 4, 1)).astype(np.float32)
    grain = cv2.resize(grain, size)[:, :, None]
    out = io.BytesIO()
    Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=88)
    return out.getvalue()


def _typed(size: tuple[int, int], height_px: int, random: Random, font_path: str) -> np.ndarray:
    sheet = Image.new("RGB", size, (248, 246, 238))
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(font_path, height_px)
    for top in range(height_px * 3, size[1] - height_px * 3, round(height_px * 1.7)):
        draw.text((height_px * 3, top), " ".join(random.choices(_WORDS, k=size[0] // height_px // 4)), (25, 25, 40), font=font)
        draw.line((height_px * 2, top + height_px * 1.3, size[0] - height_px * 2, top + height_px * 1.3), (90, 90, 90), 2)
    return np.asarray(sheet)


def _application() -> QApplication:
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else QApplication([])


def _shown(widget):
    widget.resize(*_WINDOW)
    widget.show()
    QApplication.processEvents()
    return widget


def _busy_processes() -> list[multiprocessing.Process]:
    processes = [multiprocessing.get_context("spawn").Process(target=_work_for_ever, daemon=True) for _ in range(os.cpu_count() or 1)]
    for process in processes:
        process.start()
    return processes


def _work_for_ever() -> None:
    picture = np.zeros((1500, 1500), np.uint8)
    while True:
        cv2.GaussianBlur(picture, (0, 0), 3)


def _raise(error: StationError) -> None:
    raise error


if __name__ == "__main__":
    main()
