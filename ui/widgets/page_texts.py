"""The words of the page view, the strip and the loupe, in both languages."""

from typing import Final

from station.domain.findings import Text

PAGE: Final = Text("Trang giấy", "Page")
STATE: Final = Text("Phóng {percent} %, xoay {turn}°, {picture}", "Zoom {percent} %, turned {turn}°, {picture}")
ORIGINAL: Final = Text("ảnh gốc", "original picture")
CLEANED: Final = Text("ảnh đã làm sạch", "cleaned picture")
CLEANED_BADGE: Final = Text("Ảnh đã làm sạch, không phải ảnh gốc", "Cleaned picture, not the original")
CLEANING: Final = Text("Đang làm sạch ảnh… F7 để thôi", "Cleaning the picture… F7 stops it")
NO_PAGE: Final = Text("Chưa chọn trang nào.", "No page is chosen.")
OPENING: Final = Text("Đang mở trang…", "Opening the page…")
LOUPE: Final = Text("Kính lúp", "Loupe")

STRIP: Final = Text("Mảnh giấy của ô đang nhập", "Strip of paper of the current field")
NOT_LOCATED: Final = Text(
    "Chưa tìm thấy ô này trên trang; xem cả trang ở bên trái.", "This field was not found on the page; look at the whole page."
)

ZOOM_IN: Final = Text("Phóng to", "Zoom in")
ZOOM_OUT: Final = Text("Thu nhỏ", "Zoom out")
FIT_PAGE: Final = Text("Vừa cả trang", "Fit the page")
FIT_WIDTH: Final = Text("Vừa chiều ngang", "Fit the width")
FULL_SIZE: Final = Text("Cỡ thật của ảnh", "Full size")
TURN_RIGHT: Final = Text("Xoay phải", "Turn right")
TURN_LEFT: Final = Text("Xoay trái", "Turn left")
BEFORE_AFTER: Final = Text("Trước/sau làm sạch", "Before/after cleaning")
PAN_LEFT: Final = Text("Trang sang trái", "Page: look left")
PAN_RIGHT: Final = Text("Trang sang phải", "Page: look right")
PAN_UP: Final = Text("Trang lên trên", "Page: look up")
PAN_DOWN: Final = Text("Trang xuống dưới", "Page: look down")
