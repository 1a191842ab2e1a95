"""Where the user guide lies, and its words. It is shipped beside the resources and read without a network. No Qt."""

from station.domain.findings import Text
from ui.language import Language
from ui.resources import RESOURCES

GUIDE_FOLDER = RESOURCES.parent / "docs" / "guide"
GUIDE_TITLE = Text("Sách hướng dẫn", "User guide")
NO_GUIDE = Text("Không tìm thấy sách hướng dẫn trong thư mục của chương trình.", "The user guide is not in the folder of the program.")


def guide_text(chosen: Language) -> str:
    """The guide as Markdown, comments of its makers left out. Raises OSError when it is not there."""
    lines = (GUIDE_FOLDER / f"{chosen}.md").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("<!--"))
