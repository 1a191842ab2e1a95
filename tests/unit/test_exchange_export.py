"""Export of a volume: the ministry's workbook, the zip of PDFs, their names, and what refuses to be exported."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from station.domain.errors import StationError
from station.domain.ids import EntryId, OfficeId, PageId, VolumeId
from station.domain.record import Entry, FieldValue, FormRef, ValueSource, ValueState, Volume
from station.domain.states import EntryState
from station.exchange.definition import EXCHANGE_RULES, rule_for
from station.exchange.export import ExportReport, export_volume
from station.forms.definition import FaceDefinition
from station.scanner.files import images_from

A4 = FaceDefinition(width_mm=210, height_mm=297, anchors=["x"])


@dataclass
class FakeForm:
    faces: tuple[FaceDefinition, ...] = (A4,)


class FakeForms:
    def form(self, form_id: str, version: str) -> FakeForm:
        return FakeForm()


def value(text: str, *, code: str = "", state: ValueState = ValueState.READ) -> FieldValue:
    return FieldValue(text=text, value=text if state is ValueState.READ else "", state=state, source=ValueSource.KEYED, code=code)


FIELDS = {
    "so": value("7/2018"), "quyenSo": value("01/2018"), "trangSo": value("007"), "ngayDangKy": value("05.03.2018"),
    "loaiDangKy": value("1", code="1"), "nksHoTen": value("NGUYỄN THỊ THỬ NGHIỆM"), "nksGioiTinh": value("Nữ", code="2"),
    "nksNgaySinh": value("02.2018"), "nksDanToc": value("Kinh", code="01"), "nksQuocTich": value("Việt Nam", code="VNM"),
    "meHoTen": value("TRẦN THỊ MẪU"), "meNgaySinh": value("1990"), "meDanToc": value("Kinh"), "meQuocTich": value("Việt Nam"),
    "chaHoTen": value("NGUYỄN VĂN MẪU"), "chaNgaySinh": value("35 tuổi"), "chaDanToc": value("Tày"), "chaQuocTich": value("Việt Nam"),
}  # fmt: skip


def entry(number: str = "7/2018", *, state: EntryState = EntryState.COMPLETE, pages: int = 1, **fields: FieldValue) -> Entry:
    made = {**FIELDS, "so": value(number), **fields}
    page_ids = tuple(PageId(f"{number}-{page}") for page in range(pages))
    return Entry(EntryId(f"e-{number}"), VolumeId("v"), FormRef("birth_register_2016", "1", "0" * 64), page_ids, state, 1, made)


def volume(kind: str = "KS") -> Volume:
    return Volume(VolumeId("v"), OfficeId("o"), kind, 2018, "01")


def scan(format: str = "JPEG", **options: object) -> bytes:
    image = Image.new("RGB", (420, 594), "white")
    image.paste((180, 30, 30), (40, 60, 200, 160))
    image.paste((20, 20, 90), (250, 400, 400, 560))
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def export(out: Path, *entries: Entry, image: bytes | None = None, kind: str = "KS", **options: object) -> ExportReport:
    content = image or scan()
    return export_volume(entries=entries, open_image=lambda page_id: content, volume=volume(kind), forms=FakeForms(), out=out, **options)


def rows(path: Path) -> list[list[str | None]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]


def by_column(path: Path, row: int = 1) -> dict[str, str | None]:
    header, *lines = rows(path)
    return dict(zip(header, lines[row - 1], strict=True))


def rendered(pdf: bytes, page: int = 0, scale: float = 1) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=scale, rev_byteorder=True).to_pil().copy()
    finally:
        document.close()


# what is refused


@pytest.mark.parametrize("state", [EntryState.READ, EntryState.CHECKED, EntryState.RETURNED])
def test_volume_without_an_approved_entry_is_not_exported(tmp_path, state):
    with pytest.raises(StationError) as caught:
        export(tmp_path / "out", entry(state=state))
    assert caught.value.code == "export.nothing"
    assert not (tmp_path / "out").exists()


def test_two_entries_of_one_name_stop_the_export_and_leave_nothing(tmp_path):
    with pytest.raises(StationError) as caught:
        export(tmp_path, entry("7/2018"), entry("007/2018"))
    assert caught.value.code == "export.name-clash"
    assert caught.value.details["name"] == "KS.2018.01.2018-03-05.007.pdf"
    assert list(tmp_path.iterdir()) == []


def test_kind_without_a_rule_is_not_exported(tmp_path):
    with pytest.raises(StationError) as caught:
        export(tmp_path, entry(), kind="ZZ")
    assert caught.value.code == "export.no-columns"


def test_image_that_cannot_be_opened_leaves_the_earlier_export_untouched(tmp_path):
    export(tmp_path, entry())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def damaged(page_id: PageId) -> bytes:
        raise StationError("store.damaged", reason="hash")

    with pytest.raises(StationError):
        export_volume(entries=[entry("8/2018")], open_image=damaged, volume=volume(), forms=FakeForms(), out=tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(StationError) as caught:
        export(tmp_path / "out", entry())
    assert caught.value.code == "export.folder"


@pytest.mark.parametrize(("text", "reason"), [
    ("kind = 'KS'", "pdf_name"), ("kind =", "Invalid"), ("kind='KS'\nid='a'\nfiles_name='x'\npdf_name='{name}'", "unknown parts"),
    ("kind='KS'\nid='a'\nfiles_name='x'\npdf_name='y'\ncolumns=[{name='a',shape='('}]", "regular expression"),
    ("kind='KS'\nid='a'\nfiles_name='x'\npdf_name='y'\ncolumns=[{name='a'},{name='a'}]", "twice"),
])  # fmt: skip
def test_faulty_rule_is_named_with_its_fault(tmp_path, text, reason):
    (tmp_path / "KS.toml").write_text(text)
    with pytest.raises(StationError) as caught:
        rule_for("KS", tmp_path)
    assert caught.value.code == "export.faulty-rule" and reason in str(caught.value.details["reason"])


def test_two_rules_for_one_kind_are_a_fault(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(f"kind='KS'\nid='{name}'\nfiles_name='x'\npdf_name='y'")
    with pytest.raises(StationError) as caught:
        rule_for("KS", tmp_path)
    assert caught.value.code == "export.faulty-rule"


# the workbook


def test_every_rule_delivered_is_valid():
    kinds = [rule_for(path.stem.split("-")[0]).kind for path in sorted(EXCHANGE_RULES.glob("*.toml"))]
    assert kinds == ["GCN", "KS"]


def test_workbook_has_the_ministrys_60_columns_in_order(tmp_path):
    report = export(tmp_path, entry())
    header = rows(report.files[0])[0]
    assert header == [column.name for column in rule_for("KS").columns]
    assert len(header) == 60
    assert " ".join(header[:10]) == "so quyenSo trangSo ngayDangKy loaiDangKy noiDangKy nguoiKy chucVuNguoiKy nguoiThucHien ghiChu"
    mother = ["HoTen", "NgaySinh", "DanToc", "QuocTich", "QuocTichKhac", "LoaiCuTru", "NoiCuTru", "LoaiGiayToTuyThan", "SoGiayToTuyThan"]
    assert header[31:40] == ["me" + part for part in mother]
    assert [name.replace("cha", "me", 1) for name in header[40:49]] == header[31:40]
    assert header[-4:] == ["soDangKyNuocNgoai", "ngayDangKyNuocNgoai", "cqNuocNgoaiDaDangKy", "qgNuocNgoaiDaDangKy"]


def test_workbook_holds_values_as_texts_codes_as_the_lists_have_them(tmp_path):
    report = export(tmp_path, entry(), office_name="UBND xã Thực Hành")
    cells = by_column(report.files[0])
    expected = {
        "so": "7/2018", "quyenSo": "01/2018", "trangSo": "007", "ngayDangKy": "05.03.2018", "loaiDangKy": "1",
        "noiDangKy": "UBND xã Thực Hành", "nksHoTen": "NGUYỄN THỊ THỬ NGHIỆM", "nksGioiTinh": "2", "nksNgaySinh": "02.2018",
        "nksDanToc": "Kinh", "nksQuocTich": "Việt Nam", "meHoTen": "TRẦN THỊ MẪU", "meNgaySinh": "1990", "meLoaiCuTru": "0",
        "chaNgaySinh": "35 tuổi", "chaLoaiCuTru": "0",
    }  # fmt: skip
    assert {name: cells[name] for name in expected} == expected
    assert not {name for name, cell in cells.items() if cell} - set(FIELDS) - {"noiDangKy", "meLoaiCuTru", "chaLoaiCuTru"}
    assert report.findings == ()


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x", "=1+1", "00123", "1e5", "05.03.2018"])
def test_text_in_a_cell_is_never_a_formula_or_number(tmp_path, text):
    report = export(tmp_path, entry(ghiChu=value(text)))
    sheet = openpyxl.load_workbook(report.files[0]).worksheets[0]
    (cell,) = [sheet.cell(2, column) for column in range(1, 61) if sheet.cell(1, column).value == "ghiChu"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_control_characters_do_not_stop_the_export(tmp_path):
    assert by_column(export(tmp_path, entry(ghiChu=value("a\x00b\x1fc"))).files[0])["ghiChu"] == "abc"


def test_bare_numbers_get_their_year(tmp_path):
    report = export(tmp_path, entry("12", quyenSo=value("02"), ngayDangKy=value("01.02.2019")))
    cells = by_column(report.files[0])
    assert (cells["so"], cells["quyenSo"]) == ("12/2019", "02/2018")


def test_book_that_the_paper_does_not_name_is_the_volumes(tmp_path):
    report = export(tmp_path, entry(quyenSo=value("", state=ValueState.ABSENT)))
    assert by_column(report.files[0])["quyenSo"] == "01/2018" and report.findings == ()


def test_rows_are_in_the_order_of_the_numbers(tmp_path):
    report = export(tmp_path, entry("100/2018"), entry("9/2018"), entry("1000/2018"), entry("20/2018", state=EntryState.READ))
    assert [row[0] for row in rows(report.files[0])[1:]] == ["9/2018", "100/2018", "1000/2018"]


@pytest.mark.parametrize(("field", "given", "written"), [
    ("meHoTen", value("", state=ValueState.BLANK), None),
    ("meHoTen", value("?", state=ValueState.UNREADABLE), None),
    ("ghiChu", value("?", state=ValueState.UNREADABLE), None),
    ("nksGioiTinh", value("nam nhi"), None),
    ("ngayDangKy", value("03.2018"), "03.2018"),
    ("trangSo", value("bìa"), "bìa"),
])  # fmt: skip
def test_cell_that_the_import_will_refuse_is_a_finding_and_is_not_mended(tmp_path, field, given, written):
    report = export(tmp_path, entry(**{field: given}))
    assert by_column(report.files[0])[field] == written
    ((entry_id, finding),) = report.findings
    assert entry_id == "e-7/2018" and finding.path == field and finding.rule == "export.cell"
    assert field in finding.message.vi and field in finding.message.en


# the zip


@pytest.mark.parametrize(("number", "date", "name"), [
    ("7/2018", "05.03.2018", "KS.2018.01.2018-03-05.007.pdf"),
    ("0999/2018", "31.12.2018", "KS.2018.01.2018-12-31.999.pdf"),
    ("1234/2018", "05.03.2018", "KS.2018.01.2018-03-05.1234.pdf"),
    ("7/2018", "03.2018", "KS.2018.01.2018-03-00.007.pdf"),
    ("7/2018", "2018", "KS.2018.01.2018-00-00.007.pdf"),
    ("7/2018", "", "KS.2018.01.0000-00-00.007.pdf"),
])  # fmt: skip
def test_pdf_is_named_by_the_rule(tmp_path, number, date, name):
    report = export(tmp_path, entry(number, ngayDangKy=value(date) if date else value("", state=ValueState.BLANK)))
    assert [path.name for path in report.files] == ["KS.2018.01.xlsx", "KS.2018.01.zip"]
    assert zipfile.ZipFile(report.files[1]).namelist() == [name]


def test_entry_without_a_number_is_exported_with_a_finding(tmp_path):
    report = export(tmp_path, entry("", so=value("", state=ValueState.UNREADABLE)))
    assert zipfile.ZipFile(report.files[1]).namelist() == ["KS.2018.01.2018-03-05.000.pdf"]
    assert "export.no-number" in {finding.rule for _, finding in report.findings}


def test_name_cannot_leave_the_zip(tmp_path):
    report = export(tmp_path, entry(so_phat_hanh=value("../../BX 123456")), kind="GCN")
    assert [path.name for path in report.files] == ["GCN.2018.01.zip"]
    assert zipfile.ZipFile(report.files[0]).namelist() == ["GCN.2018.01.BX-123456.pdf"]


@pytest.mark.parametrize(("format", "options"), [
    ("JPEG", {"quality": 90}), ("JPEG", {"quality": 90, "dpi": (300, 300)}), ("PNG", {}), ("TIFF", {"compression": "tiff_lzw"}),
    *[("JPEG", {"quality": 90, "orientation": orientation}) for orientation in range(2, 9)],
])  # fmt: skip
def test_page_of_the_pdf_looks_like_the_scan(tmp_path, format, options):
    options = dict(options)
    if orientation := options.pop("orientation", None):
        options["exif"] = Image.Exif()
        options["exif"][0x0112] = orientation
    content = scan(format, **options)
    report = export(tmp_path, entry(), image=content)
    archive = zipfile.ZipFile(report.files[1])
    (name,) = archive.namelist()
    wanted = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    page = rendered(archive.read(name)).resize(wanted.size)
    assert max(ImageStat.Stat(ImageChops.difference(page, wanted)).mean) < 6


def test_page_has_the_papers_size(tmp_path):
    archive = zipfile.ZipFile(export(tmp_path / "form", entry()).files[1])
    assert rendered(archive.read(archive.namelist()[0])).size == pytest.approx((595, 842), abs=1)
    archive = zipfile.ZipFile(export(tmp_path / "dpi", entry(), image=scan(dpi=(200, 200))).files[1])
    assert rendered(archive.read(archive.namelist()[0])).size == pytest.approx((420 * 72 / 200, 594 * 72 / 200), abs=1)


def test_jpeg_bytes_come_back_untouched_from_the_pdf(tmp_path):
    content = scan(quality=77)
    archive = zipfile.ZipFile(export(tmp_path, entry(pages=2), image=content).files[1])
    (tmp_path / "one.pdf").write_bytes(archive.read(archive.namelist()[0]))
    assert [page.content for page in images_from([tmp_path / "one.pdf"])] == [content, content]


def test_pdf_says_nothing_of_a_person_beside_its_image(tmp_path):
    archive = zipfile.ZipFile(export(tmp_path, entry()).files[1])
    content = archive.read(archive.namelist()[0])
    document = pypdfium2.PdfDocument(content)
    said = document.get_metadata_dict()
    document.close()
    assert said["Title"] == "KS.2018.01.2018-03-05.007"
    assert said["Author"] == said["Subject"] == said["Keywords"] == ""
    assert "NGUYỄN".encode() not in content


def test_same_entries_give_the_same_zip(tmp_path):
    first, second = export(tmp_path / "a", entry()), export(tmp_path / "b", entry())
    assert first.files[1].read_bytes() == second.files[1].read_bytes()


def test_export_leaves_no_other_file(tmp_path):
    report = export(tmp_path, entry())
    assert sorted(tmp_path.iterdir()) == sorted(report.files)
    assert (report.entries, report.pages) == (1, 1)
