"""The words of Quét, in both languages, and the sentences made of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from station.domain.findings import Text
from station.domain.record import AsideReason, PageState
from station.scanner.scanner import Device
from station.scanner.simulator import PRACTICE_DEVICE
from station.scanner.source import CaptureFault
from ui.capture.background_reading import ReadingState
from ui.capture.feed import FeedState
from ui.capture.watching import WatchState
from ui.language import number, tr

VOLUME = Text("Quyển", "Volume")
OPEN_VOLUMES = Text("Quyển đã mở", "Open volumes")
NEW_VOLUME = Text("Quyển mới", "A new volume")
KIND = Text("Loại", "Kind")
YEAR = Text("Năm", "Year")
NUMBER = Text("Số quyển", "Number")
WILL_BE_OPENED = Text("Quyển mới: được mở khi bắt đầu.", "New: opened when you start.")
IS_OPEN = Text("Trang mới được thêm vào cuối quyển này.", "New pages go to the end of this volume.")
SOURCE = Text("Nguồn", "Source")
SCANNER = Text("Máy quét", "Scanner")
FILES = Text("Tệp ảnh, PDF", "Image files, PDF")
FOLDER = Text("Thư mục", "Folder")
WATCHED = Text("Thư mục theo dõi", "Watched folder")
LOOK = Text("Tìm máy quét", "Find scanners")
LOOKING = Text("Đang tìm máy quét…", "Looking for scanners…")
NO_SCANNER = Text("Không có máy quét", "No scanner")
PAPER = Text("Lấy giấy từ", "Paper from")
FEEDER = Text("Khay nạp, đến hết giấy", "Feeder, until it is empty")
FLATBED = Text("Mặt kính, một trang", "Glass, one page")
SIZE = Text("Khổ giấy", "Paper size")
RESOLUTION = Text("Độ phân giải", "Resolution")
COLOUR = Text("Quét màu", "In colour")
START_SCAN = Text("Bắt đầu quét", "Start scanning")
START_FILES = Text("Chọn tệp…", "Choose files…")
START_FOLDER = Text("Chọn thư mục…", "Choose a folder…")
START_WATCH = Text("Theo dõi thư mục…", "Watch a folder…")
START_WATCH_AGAIN = Text("Bắt đầu theo dõi", "Start watching")
OTHER_FOLDER = Text("Chọn thư mục khác…", "Choose another folder…")
NO_FOLDER = Text(
    "Tệp ảnh, PDF xuất hiện trong thư mục được tự lấy vào quyển, cho đến khi bấm Dừng.",
    "Image files and PDF that appear in the folder are taken into the volume by themselves, until you press Stop.",
)
STOP = Text("Dừng", "Stop")
READ_ON = Text("Đọc tiếp", "Read on")
RESCAN = Text("Quét lại", "Scan again")
NEXT_FAULTY = Text("Trang nghi lỗi", "Next doubt")
SET_ASIDE = Text("Bỏ trang ra…", "Set aside…")
TAKE_BACK = Text("Lấy trang lại", "Take back")
WHY_ASIDE = Text("Vì sao bỏ trang ra?", "Why set the page aside?")
PAGES = Text("Các trang của quyển", "Pages of the volume")
FEED_PROGRESS = Text("Tiến độ quét", "Progress of the scan")
READING_PROGRESS = Text("Tiến độ đọc", "Progress of the reading")
PICTURES = Text(
    "Ảnh và PDF (*.jpg *.jpeg *.png *.tif *.tiff *.pdf);;Mọi tệp (*)",
    "Images and PDF (*.jpg *.jpeg *.png *.tif *.tiff *.pdf);;All files (*)",
)
EMPTY = Text(
    "Chưa có trang nào.\nChọn quyển và nguồn ở bên trái rồi bấm F9;\nhoặc kéo thả tệp, thư mục vào đây.",
    "No pages yet.\nChoose volume and source on the left, then press F9;\nor drop files or folders here.",
)
BUSY = Text(
    "Đang quét vào quyển. Các trang đã hiện là an toàn; tờ đang trong máy sẽ phải quét lại.",
    "Pages are coming in. Those shown are safe; the sheet in the scanner would have to be scanned again.",
)

_STATES: Final[Mapping[PageState, Text]] = {
    PageState.CAPTURED: Text("chờ đọc", "waits to be read"),
    PageState.READ: Text("đã đọc", "read"),
    PageState.UNKNOWN: Text("không rõ mẫu", "unknown form"),
    PageState.SET_ASIDE: Text("đã bỏ ra", "set aside"),
}
ASIDE_REASONS: Final[Mapping[AsideReason, Text]] = {
    AsideReason.FED_TWICE: Text("Nạp hai lần", "Fed twice"),
    AsideReason.BLANK: Text("Trang trắng", "Blank page"),
    AsideReason.UNUSABLE: Text("Ảnh hỏng, sẽ quét lại sau", "Bad picture, to be scanned again later"),
    AsideReason.OTHER_VOLUME: Text("Không thuộc quyển này", "Not of this volume"),
}
"""What a person may choose from, most frequent first."""
_RESCANNED = Text("Đã quét lại", "Scanned again")
_SHORT: Final[Mapping[str, Text]] = {
    "capture.blank": Text("Trang trắng", "Blank"),
    "capture.blurred": Text("Ảnh mờ", "Blurred"),
    "capture.small-image": Text("Ảnh nhỏ", "Too small"),
    "capture.same-page": Text("Trùng trang", "Same page twice"),
    "capture.same-sheet": Text("Nghi quét trùng", "Scanned twice?"),
    "capture.rescan": Text("Quét lại", "Scanned again"),
}
_LOOK_AT_IT = Text("Cần xem", "Look at it")
_REPLACED = Text("Đã thay: trang {ordinal}", "Replaced: page {ordinal}")
_PAGE = Text("Trang {ordinal}", "Page {ordinal}")
_PRACTICE_NAME = Text("Máy quét thực hành", "Practice scanner")
_FEEDING = Text("Đang quét… {count} trang đã lưu an toàn.", "Scanning… {count} {count:page is|pages are} safe.")
_STOPPING = Text(
    "Đang dừng sau trang này… {count} trang đã lưu an toàn.", "Stopping after this page… {count} {count:page is|pages are} safe."
)
_FED = Text("Xong: {count} trang đã lưu an toàn.", "Done: {count} {count:page is|pages are} safe.")
_PASSED_OVER = Text(
    "{count} trang đã có sẵn trong quyển, bỏ qua.",
    "{count} {count:page was|pages were} in the volume already and {count:was|were} passed over.",
)
_WATCHING = Text("Đang theo dõi «{folder}»: {count} trang đã lưu an toàn.", "Watching “{folder}”: {count} {count:page is|pages are} safe.")
_WATCHED = Text(
    "Đã dừng theo dõi «{folder}»: {count} trang đã lưu an toàn.", "No longer watching “{folder}”: {count} {count:page is|pages are} safe."
)
_GROWING = Text("{count} tệp còn đang chép vào.", "{count} {count:file is|files are} still being copied.")
_KNOWN = Text(
    "{count} trang đã có trong quyển này hoặc quyển khác, bỏ qua.",
    "{count} {count:page is|pages are} in this or another volume already, passed over.",
)
_FAULTS = Text("{count} tệp hoặc trang không nhận được: {names}.", "{count} {count:file or page|files or pages} could not be had: {names}.")
_READING = Text(
    "Đang đọc: {done}/{total} trang, {rate} trang/phút, {left}.", "Reading: {done} of {total} {total:page|pages}, {rate} a minute, {left}."
)
_WARMING = Text("Đang đọc: {total} trang chờ…", "Reading: {total} {total:page waits|pages wait}…")
_READ = Text("Đã đọc xong {done} trang.", "{done} {done:page was|pages were} read.")
_UNREAD = Text("{failed} trang chưa đọc được, sẽ đọc lại sau.", "{failed} pages could not be read yet; they will be tried again.")
_MINUTES_LEFT = Text("còn khoảng {count} phút", "about {count} min left")
_SECONDS_LEFT = Text("còn khoảng {count} giây", "about {count} s left")
_FAULT_NAMES_MAX = 3


def state_word(state: PageState) -> str:
    """How far a page is, in a word or two."""
    return tr(_STATES[state])


def short_word(rule: str) -> str:
    """A finding in a word or two, for a thumbnail."""
    return tr(_SHORT.get(rule, _LOOK_AT_IT))


def aside_word(reason: AsideReason) -> str:
    """Why a page was set aside."""
    return tr(ASIDE_REASONS.get(reason, _RESCANNED))


def replaced_word(ordinal: int) -> str:
    """Of a page that was scanned again."""
    return tr(_REPLACED, ordinal=ordinal)


def page_word(ordinal: int) -> str:
    """ "Trang 12"."""
    return tr(_PAGE, ordinal=ordinal)


def device_name(device: Device) -> str:
    """The maker's name; the simulator's in the language in force."""
    return tr(_PRACTICE_NAME) if device.id == PRACTICE_DEVICE.id else device.name


def feed_sentence(state: FeedState) -> str:
    """How far a feed is; empty before the first."""
    count = state.came
    if not state.running and not (count or state.passed_over or state.faults):
        return ""
    parts = [tr(_STOPPING if state.stopping else _FEEDING if state.running else _FED, count=count)]
    if state.passed_over:
        parts.append(tr(_PASSED_OVER, count=state.passed_over))
    return " ".join([*parts, *_fault_words(state.faults)])


def watch_sentence(state: WatchState) -> str:
    """How far the watching is; empty before the first."""
    if not state.folder:
        return ""
    parts = [tr(_WATCHING if state.on else _WATCHED, folder=Path(state.folder).name or state.folder, count=state.came)]
    if state.growing:
        parts.append(tr(_GROWING, count=state.growing))
    if state.passed_over:
        parts.append(tr(_KNOWN, count=state.passed_over))
    return " ".join([*parts, *_fault_words(state.faults)])


def _fault_words(faults: Sequence[CaptureFault]) -> list[str]:
    if not faults:
        return []
    names = [fault.source_name for fault in faults[:_FAULT_NAMES_MAX]]
    more = ["…"] if len(faults) > _FAULT_NAMES_MAX else []
    return [tr(_FAULTS, count=len(faults), names=", ".join(names + more))]


def reading_sentence(state: ReadingState) -> str:
    """How far the reading is; empty when there was none."""
    if state.running:
        left = state.seconds_left
        if left is None:
            return tr(_WARMING, total=state.total)
        words = tr(_MINUTES_LEFT, count=round(left / 60)) if left >= 90 else tr(_SECONDS_LEFT, count=max(1, round(left)))
        return tr(_READING, done=state.done, total=state.total, rate=number(state.pages_per_minute), left=words)
    parts = [tr(_READ, done=state.done - state.failed)] if state.done else []
    if state.failed:
        parts.append(tr(_UNREAD, failed=state.failed))
    return " ".join(parts)
