"""Engines by name. A name leads to a factory written `module:callable`; an unlisted factory may be named in the same spelling.

The spelling is a string, so that it travels to a spawned worker and the engine is made there; tests bring their own engines this way.
"""

import importlib
from typing import Final, cast

from ocr.engines.contract import Engine, EngineFactory
from station.domain.errors import StationError

BEST: Final = "best"
PROGRAM: Final = "tesseract"
"""What reads a page on which the best engine came to grief: a program of its own cannot take the worker with it."""

ENGINES: Final = {
    BEST: "ocr.engines.best:make",
    "tesserocr": "ocr.engines.tesserocr:make",
    PROGRAM: "ocr.engines.tesseract:make",
    "null": "ocr.engines.null:make",
}


def make_engine(name: str) -> Engine:
    """The engine of this name or `module:callable`; raise StationError `reading.engine-missing` when there is none."""
    module_name, _, factory_name = ENGINES.get(name, name).partition(":")
    try:
        factory = getattr(importlib.import_module(module_name), factory_name)
    except (ImportError, AttributeError, ValueError) as error:
        raise StationError("reading.engine-missing", engine=name) from error
    return cast(EngineFactory, factory)()
