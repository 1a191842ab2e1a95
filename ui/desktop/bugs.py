"""What nobody foresaw: logged by place, never by message (it may quote data), and said to the person in one sentence. Never swallowed."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from station.domain.findings import Text

log = logging.getLogger(__name__)

UNFORESEEN = Text(
    "Chương trình gặp lỗi chưa lường trước ({kind}). Những gì đã lưu vẫn còn nguyên. Hãy thử lại; nếu lặp lại, gửi nhật ký cho kỹ thuật.",
    "The program met an error that nobody foresaw ({kind}). What was saved is safe. Try again; if it comes back, send the log to support.",
)
_LOG_BYTES, _LOG_FILES = 1_000_000, 3


def log_to(folder: Path) -> None:
    """Keep the program's log in a folder of this account: places and codes, no personal data. Without a folder to write in, none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "station.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8")
    except OSError:
        return  # a read-only home is no reason not to work
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


def catch_bugs(tell: Callable[[Text], None]) -> None:
    """From now on every uncaught exception, of whatever thread, is logged and told. `tell` may be called from any thread."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        log.critical("bug: %s at %s", kind.__name__, " > ".join(places))
        tell(UNFORESEEN.filled(kind=kind.__name__))

    sys.excepthook = caught
    threading.excepthook = lambda args: caught(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
