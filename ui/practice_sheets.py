"""Drawing practice sheets in a process of their own: drawing keeps the interpreter busy for half a second, and a window would stand."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from station.forms.loader import load_forms
from station.practice.generator import generate_pages
from station.practice.plan import plan_pages
from ui.resources import RESOURCES


def drawn_sheets(folder: Path, *, seed: int, sheets: int) -> list[Path]:
    """Files of so many sheets in `folder`, in the order of feeding; those that are there are kept. Waits without holding the interpreter.

    Raises OSError when the folder cannot be written.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(_draw, folder, seed, sheets).result()


def _draw(folder: Path, seed: int, sheets: int) -> list[Path]:
    forms = load_forms(RESOURCES / "forms", RESOURCES / "reference")
    return [page.path for page in generate_pages(forms, folder, seed=seed, plan=plan_pages(sheets))]
