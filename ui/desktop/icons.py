"""The few pictures of the window, drawn from SVG in a colour of the look. Each stands beside a word, never in its place."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_PATHS = {
    "today": "<path d='M4 20V10M10 20V4M16 20v-8M22 20V7'/><path d='M2 20h21'/>",
    "capture": "<path d='M4 14h16v6H4z'/><path d='M7 14V4h10v10'/><path d='M9.5 8h5M9.5 11h5'/>",
    "checking": "<path d='M4 3h12v18H4z'/><path d='M7 8h6M7 12h4'/><path d='M12 16l3 3 7-8'/>",
    "applicant": "<path d='M2 5h20v14H2z'/><circle cx='8' cy='11' r='2.2'/><path d='M4 17c1-3 7-3 8 0M14 10h5M14 14h5'/>",
    "approval": "<path d='M4 21h16'/><path d='M6 17h12v-3h-4c0-4 2-5 2-8a4 4 0 0 0-8 0c0 3 2 4 2 8H6z'/>",
    "sending": "<path d='M12 20V5M6 11l6-6 6 6'/><path d='M4 21h16'/>",
    "search": "<circle cx='10' cy='10' r='6.5'/><path d='M15 15l7 7'/>",
    "administration": "<circle cx='8' cy='8' r='4'/><path d='M2 20c0-5 3-7 6-7'/><path d='M13 15h9M13 20h9M16 13v4M19 18v4'/>",
    "menu": "<path d='M3 6h18M3 12h18M3 18h18'/>",
    "person": "<circle cx='12' cy='8' r='4.5'/><path d='M3 21c1-5 5-7 9-7s8 2 9 7'/>",
    "link": "<path d='M12 21V11'/><circle cx='12' cy='8' r='2.5'/><path d='M6.5 13a8 8 0 0 1 0-10M17.5 13a8 8 0 0 0 0-10'/>",
    "queue": "<path d='M4 5h10v14H4z'/><path d='M17 8h3v14H9'/>",
    "disk": "<ellipse cx='12' cy='6' rx='8' ry='3'/><path d='M4 6v12c0 1.7 3.5 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.5 3 8 3s8-1.3 8-3'/>",
    "lock": "<path d='M5 11h14v10H5z'/><path d='M8 11V7a4 4 0 0 1 8 0v4'/>",
    "warning": "<path d='M12 3l10 18H2z'/><path d='M12 10v5M12 18v.5'/>",
    "returned": "<path d='M9 5L4 10l5 5'/><path d='M4 10h10a6 6 0 0 1 0 12h-3'/>",
    "bad": "<circle cx='12' cy='12' r='9'/><path d='M8.5 8.5l7 7M15.5 8.5l-7 7'/>",
    "unknown": "<circle cx='12' cy='12' r='9'/><path d='M9 9.5a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7M12 17v.5'/>",
    "good": "<path d='M4 13l5 5L21 6'/>",
}


def icon(name: str, colour: QColor, size_px: int = 24) -> QIcon:
    """The picture as an icon, sharp up to three times its size."""
    found = QIcon()
    for factor in (1, 2, 3):
        found.addPixmap(pixmap(name, colour, size_px * factor))
    return found


def pixmap(name: str, colour: QColor, size_px: int) -> QPixmap:
    """The picture, `size_px` square, on nothing. KeyError for a name that is not there."""
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke-width='1.8' stroke-linecap='round' "
        f"stroke-linejoin='round' stroke='{colour.name()}'>{_PATHS[name]}</svg>"
    )
    picture = QPixmap(QSize(size_px, size_px))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return picture
