"""Sheets of one printed form, drawn in a blink, and other pictures of them: paler, turned, smaller, cut, squeezed. Nobody here exists."""

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ui.resources import RESOURCES

WIDTH, HEIGHT = 1240, 1754
_LINES = (
    "Họ, chữ đệm, tên", "Ngày, tháng, năm sinh", "Giới tính", "Dân tộc", "Quê quán", "Họ, chữ đệm, tên người mẹ", "Nơi cư trú",
    "Họ, chữ đệm, tên người cha", "Giấy tờ tuỳ thân", "Nơi đăng ký", "Người đi khai sinh", "Ghi chú",
)  # fmt: skip
_AROUND = (
    (110, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (150, "Độc lập - Tự do - Hạnh phúc"), (110, "Mẫu TP/HT-2010-KS.1, ban hành kèm theo"),
    (110, "Thông tư của Bộ Tư pháp về biểu mẫu hộ tịch"), (110, "Bản chính cấp cho người được khai sinh"),
    (150, "Cán bộ tư pháp hộ tịch (ký, ghi rõ họ tên)"), (700, "Người ký giấy khai sinh (ký, đóng dấu)"),
    (110, "Không tẩy xoá, sửa chữa trên giấy này."),
    (700, "Giữ gìn cẩn thận, xuất trình khi cần."),
)  # fmt: skip
_FONT = next((RESOURCES / "fonts").rglob("*.ttf"))


def sheet(*values: str) -> NDArray[np.uint8]:
    """The form with these values on its lines, grey, 150 dpi."""
    page = Image.new("L", (WIDTH, HEIGHT), 250)
    draw, print_, pen = ImageDraw.Draw(page), ImageFont.truetype(str(_FONT), 26), ImageFont.truetype(str(_FONT), 34)
    draw.rectangle((60, 60, WIDTH - 60, HEIGHT - 60), outline=40, width=4)
    for at, (across, words) in enumerate(_AROUND):
        draw.text((across, 72 + 30 * at if at < 5 else 1560 + 30 * (at - 5)), words, font=print_, fill=30)
    draw.text((760, 130), "GIẤY KHAI SINH", font=ImageFont.truetype(str(_FONT), 48), fill=20)
    for at, label in enumerate(_LINES):
        draw.text((110, 260 + 110 * at), f"{label}:", font=print_, fill=60)
        draw.line((110, 310 + 110 * at, WIDTH - 110, 310 + 110 * at), fill=150)
        if at < len(values):
            draw.text((520, 252 + 110 * at), values[at], font=pen, fill=10)
    return np.asarray(page)


def again(page: NDArray[np.uint8], *, turn: float = 0.0, scale: float = 1.0, pale: float = 0.0, cut: int = 0) -> NDArray[np.uint8]:
    """Another picture of the same paper."""
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale)
    other = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_AREA, borderValue=245)
    other = cv2.GaussianBlur(other, (0, 0), 1.2)[cut : height - cut, cut : width - cut]
    return np.asarray(255 - (255 - other.astype(np.float32)) * (1 - pale), np.uint8)


def as_file(page: NDArray[np.uint8], quality: int = 80) -> bytes:
    """A JPEG of it."""
    Image.fromarray(page).save(buffer := io.BytesIO(), "JPEG", quality=quality)
    return buffer.getvalue()
