"""A window of a test ends as the product ends it, without asking anybody."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent
from shiboken6 import isValid

from ui.desktop.window import MainWindow

_LIMIT_MS = 60_000


def end_windows(qtbot, windows: Iterable[MainWindow]) -> None:
    """Leave the desks, close the store and the lanes, and delete the window before the next test."""
    for window in windows:
        if not isValid(window):
            continue  # ended before, within its test
        if not window.closed:
            if window.workplace is not None:
                window.workplace.leaving()
            window.tasks.sign_out(window.tasks.close)
            qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=_LIMIT_MS)  # noqa: B023
        window.hide()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
