"""How the station looks: a neutral surface, one accent, one colour each for right, doubtful and wrong; an 8-px grid; three sizes of text.

Own palettes over Fusion, because bare Linux desktops tell Qt neither fonts nor a dark mode. Widgets take colours from the palette or
from `colours()`, never as literals, so that all three looks and every contrast are decided here.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from ui.resources import RESOURCES

GRID_PX = 8
FAMILY = "Arimo"
TEXT_PT, LARGE_PT, FIGURE_PT = 10.5, 14.0, 20.0
SCALES = (1.0, 1.25, 1.5, 2.0)
"""Text sizes that may be chosen, as factors."""


class Look(StrEnum):
    """What a person may choose."""

    AUTO = "auto"
    """As the machine: dark where its desktop is dark."""
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"
    """High contrast: black, white and yellow."""


@dataclass(frozen=True)
class Colours:
    """One look, as #rrggbb. Every text colour has a contrast of at least 4.5:1 on `window` and on `base`; lines at least 3:1."""

    window: str
    """The surface."""
    base: str
    """Where one writes and reads: inputs, lists, paper's surround."""
    text: str
    muted: str
    """Of less weight, still read with ease."""
    accent: str
    on_accent: str
    """Text on a surface of the accent."""
    good: str
    warning: str
    error: str
    line: str
    """Borders of controls and of what must be told apart."""
    soft: str
    """A surface one step from `window`: hover, bars that are not filled yet. Carries `text`."""
    practice: str
    """Frame of the practice mode."""
    on_practice: str


LIGHT = Colours(
    window="#f3f4f2", base="#ffffff", text="#1a1e22", muted="#4c565f", accent="#0b5cad", on_accent="#ffffff", good="#1b6634",
    warning="#854700", error="#b02318", line="#7c858d", soft="#e1e4e3", practice="#6b2fa0", on_practice="#ffffff",
)  # fmt: skip
DARK = Colours(
    window="#1e2124", base="#15181a", text="#e9ebed", muted="#b5bcc3", accent="#84bcf3", on_accent="#0b1622", good="#83d69e",
    warning="#f0b863", error="#ff9f96", line="#7f8890", soft="#30353a", practice="#caa2f2", on_practice="#1d0f2b",
)  # fmt: skip
CONTRAST = Colours(
    window="#000000", base="#000000", text="#ffffff", muted="#ffffff", accent="#ffff00", on_accent="#000000", good="#7dffb4",
    warning="#ffd24a", error="#ff9c9c", line="#ffffff", soft="#1f1f1f", practice="#ff8cff", on_practice="#000000",
)  # fmt: skip


class Theme(QObject):
    """The look in force; there is one per program, `theme()`."""

    changed = Signal()
    """Colours or text size are others now; palettes and fonts are set already."""

    def __init__(self) -> None:
        super().__init__()
        self.look = Look.LIGHT
        self.scale = 1.0
        self.colours = LIGHT

    def put_on(self, application: QApplication, look: Look, scale: float = 1.0) -> None:
        """Style, palette and font of the whole program."""
        self.look, self.scale = look, scale
        self.colours = _of(look)
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setPalette(palette(self.colours))
        for ticked in ("QCheckBox", "QRadioButton"):
            application.setPalette(_palette_of_ticks(self.colours), ticked)  # type: ignore[arg-type]  # bytes say its stubs, str its code
        application.setFont(font(TEXT_PT))
        application.setStyleSheet(_sheet(self.colours, round(_INDICATOR_PX * scale)))
        for widget in application.allWidgets():
            points = widget.property(_POINTS)
            if points:
                widget.setFont(font(float(points)))
        self.changed.emit()


_INDICATOR_PX = 13
"""Side of a tick box and of a radio button at the usual text size."""
_POINTS = "points"
"""Property of widgets with a size of their own."""

_THEME: list[Theme] = []


def theme() -> Theme:
    """The one look in force."""
    if not _THEME:
        _THEME.append(Theme())
    return _THEME[0]


def colours() -> Colours:
    """The colours in force; ask again after `theme().changed`."""
    return theme().colours


def colour(name: str) -> QColor:
    """One of the colours in force by its name in `Colours`."""
    return QColor(getattr(colours(), name))


def font(points: float = TEXT_PT) -> QFont:
    """The interface's font at one of the three sizes, times the text size chosen."""
    made = QFont(FAMILY)
    made.setPointSizeF(points * theme().scale)
    made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return made


def set_size(widget: QWidget, points: float) -> None:
    """Give a widget the large or figure size; it keeps it when the text size changes."""
    widget.setProperty(_POINTS, points)
    widget.setFont(font(points))


def set_ink(label: QWidget, shade: str) -> None:
    """The words of a label in one of the colours in force. Qt polishes a style anew even when it is the same: then it is left alone."""
    style = f"color: {shade};"
    if label.styleSheet() != style:
        label.setStyleSheet(style)


def calm_selection(view: QWidget) -> None:
    """Selected rows of this list on the soft colour instead of the accent: for rows that hold colours and pictures of their own."""
    calm = view.palette()
    calm.setColor(QPalette.ColorRole.Highlight, colour("soft"))
    calm.setColor(QPalette.ColorRole.HighlightedText, colour("text"))
    view.setPalette(calm)


def load_fonts() -> None:
    """Make the bundled font known to Qt; RuntimeError when it is missing from the program's own folder."""
    if QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / "Arimo-Regular.ttf")) < 0:
        raise RuntimeError("the bundled font cannot be loaded")


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1..21 of two colours, WCAG 2.1 §1.4.3."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(value: str) -> float:
    """Relative luminance of sRGB, WCAG 2.1."""
    colour = QColor(value)
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    channels = [channel / 12.92 if channel <= 0.04045 else math.pow((channel + 0.055) / 1.055, 2.4) for channel in parts]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True))


def palette(of: Colours) -> QPalette:
    """The palette of a look; what is disabled is muted, never unreadable."""
    made = QPalette()
    roles = QPalette.ColorRole
    values = {
        roles.Window: of.window, roles.WindowText: of.text, roles.Base: of.base, roles.AlternateBase: of.window, roles.Text: of.text,
        roles.Button: of.soft, roles.ButtonText: of.text, roles.BrightText: of.error, roles.ToolTipBase: of.base,
        roles.ToolTipText: of.text,
        roles.PlaceholderText: of.muted, roles.Highlight: of.accent, roles.HighlightedText: of.on_accent, roles.Accent: of.accent,
        roles.Link: of.accent, roles.LinkVisited: of.accent, roles.Light: of.base, roles.Midlight: of.soft, roles.Mid: of.line,
        roles.Dark: of.line, roles.Shadow: of.line,
    }  # fmt: skip
    for role, value in values.items():
        made.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(of.muted))
    return made


def _palette_of_ticks(of: Colours) -> QPalette:
    """Fusion draws the ring around a tick a quarter to two fifths darker than the window: here as strong as any line."""
    made = palette(of)
    made.setColor(QPalette.ColorRole.Window, QColor(of.line).lighter(125))
    return made


def _of(look: Look) -> Colours:
    if look is Look.AUTO:
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return {Look.LIGHT: LIGHT, Look.DARK: DARK, Look.CONTRAST: CONTRAST}[look]


def _sheet(of: Colours, indicator_px: int) -> str:
    """The little that Fusion cannot be told by a palette."""
    return f"""
        QToolTip {{ color: {of.text}; background: {of.base}; border: 1px solid {of.line}; padding: 4px; }}
        QPushButton {{ color: {of.text}; background: {of.soft}; border: 1px solid {of.line}; border-radius: 4px; padding: 5px 12px; }}
        QPushButton:hover {{ border-color: {of.text}; }}
        QPushButton:pressed, QPushButton:checked {{ background: {of.base}; border-color: {of.accent}; }}
        QPushButton:default {{ color: {of.on_accent}; background: {of.accent}; border-color: {of.accent}; }}
        QPushButton:disabled {{ color: {of.muted}; background: {of.window}; border: 1px dashed {of.line}; }}
        QPushButton:focus {{ border: 2px solid {of.accent}; padding: 4px 11px; }}
        QPushButton:default:focus {{ border: 2px solid {of.text}; }}
        QToolButton {{ color: {of.text}; background: transparent; border: 2px solid transparent; border-radius: 4px; padding: 4px; }}
        QToolButton:hover {{ background: {of.soft}; }}
        QToolButton:checked {{ background: {of.soft}; border-color: {of.line}; }}
        QToolButton:disabled {{ color: {of.muted}; }}
        QToolButton:focus {{ border-color: {of.accent}; }}
        QLineEdit {{ border: 1px solid {of.line}; border-radius: 2px; padding: 2px 3px; background: {of.base}; }}
        QLineEdit:focus {{ border: 2px solid {of.accent}; padding: 1px 2px; }}
        QLineEdit:disabled {{ border: 1px dashed {of.line}; background: {of.window}; color: {of.muted}; }}
        QCheckBox::indicator, QRadioButton::indicator {{ width: {indicator_px}px; height: {indicator_px}px; }}
        QHeaderView::section {{ color: {of.muted}; background: {of.window}; padding: 4px 8px; border: 0; }}
        QHeaderView::section {{ border-bottom: 1px solid {of.line}; }}
    """
