"""The batch report: one page whatever comes, Vietnamese letters whole, nothing dropped in silence."""

import dataclasses
import unicodedata

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import ImageChops

from station.domain.actions import Head
from station.domain.findings import Text
from station.domain.head_code import head_code
from station.domain.states import EntryState
from station.reports.batch_report import BatchReport, Overridden, ReceiptLine, batch_report

BATCH = "9f3a5c" * 10 + "beef"
PLAIN = BatchReport(
    office="UBND xã Thực Hành",
    volume="Sổ đăng ký khai sinh, quyển 01/2018",
    batches=(BATCH,),
    entries={EntryState.COMPLETE: 128, EntryState.RETURNED: 17},
    pages=145,
    pages_unknown=4,
    log_head=Head(1042, "ab" * 32),
    generated_at="22.11.2026 20:15",
    overridden=(Overridden("7/2018", "Ngày sinh bằng số và bằng chữ không khớp nhau.", "Giấy ghi đúng như vậy"),),
    receipts=(ReceiptLine(BATCH, "complete", "BN-000001", "2026-11-22T13:15:04Z"),),
    figures=((Text("Trang mỗi phút", "pages per minute"), "13,2"),),
)


def read(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        return " ".join(document[0].get_textpage().get_text_bounded().split())
    finally:
        document.close()


def drawn(pdf: bytes):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render().to_pil().convert("L").copy()
    finally:
        document.close()


@pytest.mark.parametrize("many", [0, 1, 5, 60, 4000])
def test_report_is_one_page_and_counts_what_it_cannot_show(many):
    items = tuple(Overridden(f"{number}/2018", "Năm sinh " * 8, "đã đối chiếu với sổ gốc " * 6) for number in range(many))
    receipts = tuple(ReceiptLine(BATCH, "entries", f"BN-{number:06}", "2026-11-22T13:15:04Z") for number in range(many))
    text = read(batch_report(dataclasses.replace(PLAIN, overridden=items, receipts=receipts, batches=(BATCH,) * many)))
    shown = text.count("/2018 Năm sinh")
    assert shown == many or f"và {many - shown} dòng nữa" in text
    shown_receipts = text.count("BN-000")
    assert shown_receipts == many or f"và {many - shown_receipts} dòng nữa" in text
    assert shown or not many


def test_report_names_everything_it_was_given():
    text = read(batch_report(dataclasses.replace(PLAIN, practice=True, approved_by="Đặng Thị Mẫu")))
    parts = [
        "UBND xã Thực Hành", "quyển 01/2018", BATCH[:12], "128", "17", "145", "unknown: 4", "7/2018", "không khớp nhau",
        "Giấy ghi đúng như vậy", "BN-000001", "2026-11-22T13:15:04Z", "1042", "22.11.2026 20:15", "13,2", "THỰC HÀNH", "Đặng Thị Mẫu",
    ]  # fmt: skip
    for part in parts:
        assert part in text
    assert BATCH not in text


def test_decomposed_letters_are_drawn_like_composed_ones():
    decomposed = dataclasses.replace(
        PLAIN, office=unicodedata.normalize("NFD", PLAIN.office), volume=unicodedata.normalize("NFD", PLAIN.volume)
    )
    assert ImageChops.difference(drawn(batch_report(decomposed)), drawn(batch_report(PLAIN))).getbbox() is None


def test_markup_in_data_is_only_text():
    assert "<b>Tôi & bạn</b>" in read(batch_report(dataclasses.replace(PLAIN, office="<b>Tôi & bạn</b>")))


def test_longest_names_stay_inside_the_margins():
    report = dataclasses.replace(
        PLAIN, office="UBND xã Nguyễn Bỉnh Khiêm " * 5, volume="Ạ" * 300, overridden=(Overridden("9" * 40, "W" * 300, "M" * 300),)
    )
    page = drawn(batch_report(report))
    width, height = page.size
    for edge in ((0, 0, 40, height), (width - 40, 0, width, height), (0, height - 25, width, height)):
        assert page.crop(edge).getextrema() == (255, 255)


def test_the_signed_head_is_on_the_paper_as_letters_and_as_a_code_that_a_telephone_reads():
    content = "station-head 1 01a2205f-2bbc-79ed-b29b-da4b3ff95706 1042 " + "ab" * 32 + " 2026-11-22T13:15:04.000+00:00 ed25519 " + "Q" * 88
    document = pypdfium2.PdfDocument(batch_report(dataclasses.replace(PLAIN, signed_head=content)))
    try:
        picture = document[0].render(scale=200 / 72).to_pil().convert("L")
        text = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    assert [found.text for found in zxingcpp.read_barcodes(np.asarray(picture))] == [content]
    assert head_code(PLAIN.log_head) in text
