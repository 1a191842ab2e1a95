"""Where forms, reference lists, fonts and pictures lie: beside the packages in a checkout, inside the folder of the built program."""

import sys
from pathlib import Path

RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"
