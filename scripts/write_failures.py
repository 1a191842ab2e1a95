"""Writes docs/failures.md from the catalogue: python scripts/write_failures.py"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from station.domain.failures import FAILURES  # noqa: E402


def document() -> str:
    """The whole document."""
    lines = [
        "# Failures: what happened and what to do",
        "",
        "Every failure the station shows has a code in square brackets.",
        "Written from `station/domain/failures.py` by `scripts/write_failures.py`; a test compares.",
        "",
    ]
    for code in sorted(FAILURES):
        failure = FAILURES[code]
        cause_vi, remedy_vi = " ".join(failure.cause.vi.split()), " ".join(failure.remedy.vi.split())
        cause_en, remedy_en = " ".join(failure.cause.en.split()), " ".join(failure.remedy.en.split())
        lines += [f"### `{code}`", "", f"- {cause_vi} **{remedy_vi}**", f"- {cause_en} **{remedy_en}**", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs" / "failures.md").write_text(document(), encoding="utf-8")
