"""Qt's own words in Vietnamese: dialog buttons, context menus, file dialogs. Qt ships no Vietnamese catalogue of its own."""

from PySide6.QtCore import QCoreApplication, QTranslator

from ui.language import Language, language

_BUTTONS = {
    "OK": "Đồng ý", "&OK": "Đồ&ng ý", "Save": "Lưu", "&Save": "&Lưu", "Save All": "Lưu tất cả", "Open": "Mở", "&Open": "&Mở",
    "&Yes": "&Có", "Yes to &All": "Có cho tất &cả", "&No": "&Không", "N&o to All": "Không cho tất &cả", "Abort": "Dừng", "Retry": "Thử lại",
    "Ignore": "Bỏ qua", "Close": "Đóng", "&Close": "Đón&g", "Cancel": "Huỷ", "&Cancel": "&Huỷ", "Discard": "Bỏ", "Don't Save": "Không lưu",
    "Close without Saving": "Đóng không lưu", "Help": "Trợ giúp", "Apply": "Áp dụng", "Reset": "Đặt lại",
    "Restore Defaults": "Khôi phục mặc định", "Show Details...": "Xem chi tiết…", "Hide Details...": "Ẩn chi tiết…",
}  # fmt: skip
_EDITING = {
    "&Undo": "&Hoàn tác", "&Redo": "&Làm lại", "Cu&t": "Cắ&t", "&Copy": "&Sao chép", "&Paste": "&Dán", "Delete": "Xoá",
    "Select All": "Chọn tất cả", "Copy &Link Location": "Sao chép địa chỉ &liên kết", "Clear": "Xoá hết",
    "&Step up": "&Tăng", "Step &down": "&Giảm", "Step up": "Tăng", "Step down": "Giảm",
    "Left edge": "Mép trái", "Right edge": "Mép phải", "Top": "Đầu", "Bottom": "Cuối", "Page up": "Lên một trang",
    "Page down": "Xuống một trang", "Page left": "Sang trái một trang", "Page right": "Sang phải một trang",
    "Scroll up": "Cuộn lên", "Scroll down": "Cuộn xuống", "Scroll left": "Cuộn trái", "Scroll right": "Cuộn phải",
    "Scroll here": "Cuộn đến đây",
}  # fmt: skip
_FILES = {
    "Look in:": "Tìm trong:", "File &name:": "&Tên tệp:", "Files of type:": "Loại tệp:", "&Choose": "&Chọn", "Choose": "Chọn",
    "Directory:": "Thư mục:", "All Files (*)": "Mọi tệp (*)", "Find Directory": "Tìm thư mục", "Back": "Lùi", "Forward": "Tiến",
    "Parent Directory": "Thư mục cha", "Create New Folder": "Tạo thư mục mới", "List View": "Dạng danh sách",
    "Detail View": "Dạng chi tiết",
    "Go back": "Lùi", "Go forward": "Tiến", "Go to the parent directory": "Lên thư mục cha", "Create a New Folder": "Tạo thư mục mới",
    "Change to list view mode": "Xem dạng danh sách", "Change to detail view mode": "Xem dạng chi tiết", "Name": "Tên", "Size": "Cỡ",
    "Type": "Loại", "Kind": "Loại", "Date Modified": "Ngày sửa", "My Computer": "Máy tính", "Computer": "Máy tính", "Sidebar": "Thanh bên",
    "List of places and bookmarks": "Các nơi hay dùng", "Files": "Tệp", "Save As": "Lưu thành", "Drive": "Ổ đĩa", "File": "Tệp",
    "File Folder": "Thư mục", "Folder": "Thư mục", "Recent Places": "Nơi gần đây", "Remove": "Bỏ", "&Rename": "Đổ&i tên",
    "&Delete": "&Xoá", "Show &hidden files": "Hiện tệp ẩ&n", "&New Folder": "Thư mục &mới", "New Folder": "Thư mục mới",
    "%1 already exists.\nDo you want to replace it?": "%1 đã có.\nThay bằng tệp mới?",
    "%1\nDirectory not found.\nPlease verify the correct directory name was given.": "%1\nKhông có thư mục này. Hãy kiểm tra lại tên.",
    "%1\nFile not found.\nPlease verify the correct file name was given.": "%1\nKhông có tệp này. Hãy kiểm tra lại tên.",
    "%1 bytes": "%1 byte", "%1 KB": "%1 KB", "%1 MB": "%1 MB", "%1 GB": "%1 GB", "%1 TB": "%1 TB",
}  # fmt: skip
VIETNAMESE = _BUTTONS | _EDITING | _FILES
"""Qt's English → ours."""


class QtTexts(QTranslator):
    """Answers by the English words alone: the contexts of Qt's widgets differ by platform, the words hardly."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        """The Vietnamese words; Qt's own where there are none."""
        return VIETNAMESE.get(source, source)

    def isEmpty(self) -> bool:
        """A translator that says it is empty is never asked."""
        return False


_INSTALLED: list[QtTexts] = []
"""The one translator, while Qt has it: translators belong to the program, not to a window."""


def follow_language() -> None:
    """Put Qt's own words into the language in force; every open widget gets a LanguageChange event."""
    if language() is Language.VI and not _INSTALLED:
        _INSTALLED.append(QtTexts())
        QCoreApplication.installTranslator(_INSTALLED[0])
    elif language() is not Language.VI and _INSTALLED:
        QCoreApplication.removeTranslator(_INSTALLED.pop())
