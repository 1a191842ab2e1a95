"""The command that shows everything: pages become entries, entries a sealed batch, the batch arrives, the receipt comes back."""

from pathlib import Path

import click

from station.domain.errors import StationError
from station.practice.plan import DEFAULT_PAGES, plan_pages
from ui.cli.output import Exit, pick, result_json, say, table
from ui.demo import Demo, Figures, as_json, run_demo


@click.command()
@click.option("--out", "out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for everything the demo makes.")
@click.option(
    "--pages",
    "real_pages",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder of real scans in place of practice pages.",
)
@click.option("--count", type=click.IntRange(min=1), default=DEFAULT_PAGES, show_default=True, help="How many practice pages.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the practice pages.")
@click.option("--workers", type=click.IntRange(min=1), help="Reading processes; one per core otherwise.")
@click.option("--json", "json_wanted", is_flag=True, help="Print the figures as JSON.")
def demo(out: Path, real_pages: Path | None, count: int, seed: int, workers: int | None, json_wanted: bool) -> int:
    """Walk the whole way of a record in one folder: capture, reading, checking, approval, batch, sending, central, receipt.

    Started again on the same folder it goes on where it was cut off. With --pages what no form fits is kept as unknown and goes no further.
    """
    figures = run_demo(Demo(out, seed, plan_pages(count), real_pages, workers))
    if json_wanted:
        result_json(as_json(figures))
    else:
        _print(figures, with_truth=real_pages is None)
    for fault in figures.store_faults:
        say(f"LỖI KHO: {fault}", f"STORE FAULT: {fault}")
    if figures.differences or figures.store_faults:
        raise StationError("demo.differs", count=len(figures.differences) + len(figures.store_faults), path=out)
    say(f"Mọi thứ nằm trong {out}", f"Everything is in {out}")
    return Exit.DONE


def _print(figures: Figures, *, with_truth: bool) -> None:
    pages = f"{figures.pages} ({figures.unknown} {pick('không rõ loại', 'unknown')}, {figures.failed} {pick('lỗi', 'failed')})"
    rows: list[tuple[str, object]] = [(pick("Trang", "Pages"), pages), (pick("Mục", "Entries"), figures.entries)]
    if with_truth:
        share = 100 * figures.fields_right / max(figures.fields, 1)
        rows += [
            (
                pick("Ô đọc đúng so với bản đúng", "Fields right against the truth"),
                f"{figures.fields_right}/{figures.fields} ({share:.1f} %)",
            ),
            (pick("Ô công chức gõ lại", "Fields keyed by the clerk"), figures.keyed),
            (pick("Mục nhận nhầm mẫu", "Entries taken for another form"), figures.misplaced),
        ]
    rows += [
        (pick("Đã duyệt", "Approved"), figures.approved),
        (pick("Đã gửi", "Sent"), figures.sent),
        (pick("Biên nhận", "Receipts"), figures.receipts),
        (pick("Dòng trong PostgreSQL", "Rows in PostgreSQL"), f"{figures.rows}, {_verdict(figures)}"),
        (pick("Trang mỗi phút", "Pages per minute"), f"{figures.pages_per_minute:.1f}" if figures.pages_per_minute else "–"),
    ]  # fmt: skip
    table(rows)


def _verdict(figures: Figures) -> str:
    if figures.differences:
        return pick(f"KHÁC {len(figures.differences)} chỗ", f"DIFFERENT in {len(figures.differences)} places")
    if not figures.rows:
        return pick("không có mục nào đã duyệt", "nothing was approved")
    return pick("bằng các mục đã duyệt, từng ô một", "equal to the approved entries, field by field")
