"""Commands that need no store: read images, check forms."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from station.domain.codec import to_json
from station.domain.errors import StationError
from station.domain.findings import Finding
from station.domain.record import PageReading, Reading
from station.forms.assembly import assemble
from station.forms.check import check_entry
from station.forms.entry_values import read_values
from station.forms.loader import FormLibrary
from station.forms.loader import check_forms as faults_of
from station.scanner.source import CaptureFault
from ui import bootstrap
from ui.cli.options import json_option
from ui.cli.output import Exit, complain, language, pick, result_json, say, table


@click.command()
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="IMAGE...")
@click.option("--form", "form_id", help="Take every page for this form instead of finding out.")
@json_option
def read(images: Sequence[Path], form_id: str | None, as_json: bool) -> int:
    """Read page images into fields, without a store. Files, folders and PDFs.

    Prints a list, one object an image. A file that cannot be read is an object with a finding; exit 1 only when all failed.
    """
    started = time.monotonic()
    library = bootstrap.forms()
    if form_id is not None:
        library.form(form_id)
    results = read_images(images, library, form_id)
    if as_json:
        result_json(results)
    else:
        _print_results(results)
    readable = sum(result["seconds"] is not None for result in results)
    say(
        f"Đọc {readable}/{len(results)} ảnh trong {time.monotonic() - started:.1f} giây.",
        f"Read {readable} of {len(results)} images in {time.monotonic() - started:.1f} s.",
    )
    return Exit.DONE if readable else Exit.FAILED


def read_images(images: Sequence[Path], library: FormLibrary, form_id: str | None) -> list[dict[str, Any]]:
    """One JSON object an image, in the order given; progress to stderr."""
    keys: list[str] = []
    faults: dict[str, StationError] = {}
    readings: dict[str, PageReading] = {}

    def pages() -> Any:
        for captured in bootstrap.pages_of(images):
            key = captured.source_path
            keys.append(key)
            if isinstance(captured, CaptureFault):
                faults[key] = captured.error
                complain(captured.error)
            else:
                yield key, captured.content

    with bootstrap.reading_pool(library) as pool:
        for key, reading in pool.read_as(pages(), form_id) if form_id else pool.read(pages()):
            if isinstance(reading, StationError):
                faults[key] = reading
                complain(reading, key)
            else:
                readings[key] = reading
                say(
                    f"{key}: {reading.form_id or 'không rõ loại'} ({reading.seconds:.1f} giây)",
                    f"{key}: {reading.form_id or 'unknown'} ({reading.seconds:.1f} s)",
                )
    return [_result(key, readings.get(key), faults.get(key), _entries(library, keys, readings)) for key in keys]


def _entries(library: FormLibrary, keys: Sequence[str], readings: dict[str, PageReading]) -> dict[str, list[dict[str, Any]]]:
    """Entries by the image they begin on."""
    entries: dict[str, list[dict[str, Any]]] = {}
    for item in assemble(library, [(key, readings[key]) for key in keys if key in readings]):
        form = library.form(item.form_id)
        values = read_values(form, library, item.fields)
        findings = item.findings + check_entry(form, library, values)
        entry = {
            "form": item.form_id,
            "images": list(item.page_keys),
            "fields": {name: _field(reading) for name, reading in item.fields.items()},
            "findings": [_finding(finding) for finding in findings],
        }
        entries.setdefault(item.page_keys[0], []).append(entry)
    return entries


def _result(key: str, reading: PageReading | None, fault: StationError | None, entries: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    if reading is None:
        assert fault is not None
        finding = {"rule": fault.code, "severity": "error", "message": fault.sentence(language()), "path": ""}
        return {"version": 1, "image": key, "form": None, "entries": [], "findings": [finding], "seconds": None}
    return {
        "version": 1,
        "image": key,
        "form": reading.form_id,
        "entries": entries.get(key, []),
        "findings": [_finding(finding) for finding in reading.findings],
        "seconds": round(reading.seconds, 3),
    }


def _field(reading: Reading) -> dict[str, Any]:
    fields: dict[str, Any] = to_json(reading)
    fields["confidence"] = round(fields["confidence"], 3)
    return fields


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": pick(finding.message.vi, finding.message.en),
        "path": finding.path,
    }


def _print_results(results: Sequence[dict[str, Any]]) -> None:
    for result in results:
        print(f"{result['image']}: {result['form'] or pick('không rõ loại', 'unknown')}")
        for entry in result["entries"]:
            table([(name, field["text"] or f"({field['state']})") for name, field in entry["fields"].items() if field["state"] != "absent"])
        for finding in result["findings"] + [finding for entry in result["entries"] for finding in entry["findings"]]:
            print(f"  ! {finding['path']} {finding['message']}")


@click.command("check-forms")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True), metavar="[DIR]")
@json_option
def check_forms(folder: Path | None, as_json: bool) -> int:
    """Check form definitions and name every fault at once. Without DIR: the forms delivered with the program."""
    faults = faults_of(folder or bootstrap.RESOURCES / "forms", bootstrap.RESOURCES / "reference")
    if as_json:
        result_json({"version": 1, "faults": [{"file": str(fault.file), "key": fault.key, "message": fault.message} for fault in faults]})
    else:
        for fault in faults:
            print(f"{fault.file}: {fault.key}: {fault.message}")
        say(f"{len(faults)} lỗi.", f"{len(faults)} faults.")
    return Exit.FAILED if faults else Exit.DONE
