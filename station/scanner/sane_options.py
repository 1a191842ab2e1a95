"""What a SANE device can be told, read from `scanimage --all-options`, and the arguments that ask for a page. Makers name things freely."""

import re
from collections.abc import Iterable, Mapping, Sequence

from station.scanner.scanner import ScanSettings, SheetSource

Options = Mapping[str, str]
"""Option with its dashes → what it accepts, as printed: `Flatbed|ADF`, `75|150|300dpi`, `1..1200dpi (in steps of 1)`."""

_OPTION = re.compile(r"^\s{4}(--?[A-Za-z0-9-]+)\s?(.*?)\s*(?:\[([^\]]*)\])?(?:\s*\[[^\]]*\])*\s*$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FEEDER_WORDS = ("adf", "feeder", "automatic")
_FLATBED_WORDS = ("flatbed", "platen", "glass", "normal")
_COLOUR_WORDS = ("color", "colour", "24bit")
_GREY_WORDS = ("gray", "grey")


def parse_options(lines: Iterable[str]) -> Options:
    """Every option that is active now."""
    found: dict[str, str] = {}
    for line in lines:
        match = _OPTION.match(line)
        if match and match[3] != "inactive":
            found[match[1]] = match[2].strip()
    return found


def scan_arguments(options: Options, settings: ScanSettings) -> list[str]:
    """The arguments for one scan; what the device does not know is left out."""
    arguments: list[str] = []
    words = _FEEDER_WORDS if settings.source is SheetSource.FEEDER else _FLATBED_WORDS
    for option, wanted in (("--source", words), ("--mode", _COLOUR_WORDS if settings.colour else _GREY_WORDS)):
        choice = _choice(options.get(option, ""), wanted)
        if choice is not None:
            arguments.append(f"{option}={choice}")
    if "--resolution" in options:
        arguments.append(f"--resolution={_resolution(options['--resolution'], settings.dpi)}")
    for option, length_mm in (("-x", settings.width_mm), ("-y", settings.height_mm)):
        if option in options:
            arguments += [option, f"{min(length_mm, _largest(options[option])):g}"]
    return arguments


def _choice(offered: str, wanted: Sequence[str]) -> str | None:
    """The first offered word that means what is wanted; one-sided feeders before duplex ones."""
    words = [word.strip() for word in offered.split("|")]
    fitting = [word for word in words if any(part in word.lower() for part in wanted)]
    return min(fitting, key=lambda word: "duplex" in word.lower(), default=None)


def _resolution(offered: str, dpi: int) -> int:
    """`dpi` within a range; of a list the nearest that is no less, else the largest."""
    numbers = [round(float(number)) for number in _NUMBER.findall(offered.split("(")[0])]
    if not numbers:
        return dpi
    if ".." in offered:
        return max(numbers[0], min(dpi, numbers[1]))
    return min((number for number in numbers if number >= dpi), default=max(numbers))


def _largest(offered: str) -> float:
    numbers = [float(number) for number in _NUMBER.findall(offered.split("(")[0])]
    return max(numbers) if numbers else float("inf")
