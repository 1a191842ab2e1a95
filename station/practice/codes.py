"""QR codes as papers carry them (ISO/IEC 18004), drawn by reportlab's own encoder."""

from typing import Any, Final

from PIL import ImageDraw
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

_QUIET_MODULES: Final = 4
"""ISO/IEC 18004: as much white on each side."""


def draw_qr(draw: ImageDraw.ImageDraw, at: tuple[int, int], side_px: int, content: str) -> None:
    """Draw `content` (UTF-8) into a white square with its quiet zone; whole pixels to a module, so that scanners see even squares."""
    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(content)
    code.make()
    modules = code.getModuleCount()
    pitch = max(1, side_px // (modules + 2 * _QUIET_MODULES))
    left = at[0] + (side_px - pitch * modules) // 2
    top = at[1] + (side_px - pitch * modules) // 2
    draw.rectangle((at[0], at[1], at[0] + side_px, at[1] + side_px), fill=(255, 255, 255))
    for row in range(modules):
        for column in range(modules):
            if code.isDark(row, column):
                x, y = left + column * pitch, top + row * pitch
                draw.rectangle((x, y, x + pitch - 1, y + pitch - 1), fill=(15, 15, 18))
