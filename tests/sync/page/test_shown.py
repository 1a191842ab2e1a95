"""What the page shows of what arrived, and the acts of showing and lifting."""

import base64
import io
import re
from urllib.parse import quote

import pytest
from PIL import Image

from station.domain.actions import Head
from station.domain.findings import Finding, Severity, Text
from station.domain.ids import UserId
from station.domain.record import FieldValue, ValueSource, ValueState
from sync.central.conflicts import quarantine
from sync.central.database import connect
from sync.central.page.people import OfficialRole
from sync.central.page.rendering import STYLE
from sync.central.page.texts import TEXTS
from sync.central.page.volumes import set_plan
from sync.central.standing import meet
from sync.client.parcel import Parcel
from sync.protocol.heads import Standing, VolumeLine, make_head, parse_head
from tests.sync.factories import MARKED_NAME, Office
from tests.sync.page.arrivals import announce, bring, with_picture
from tests.sync.page.browser import Browser, Element
from tests.sync.page.conftest import OWN, Central, let_in
from tests.sync.page.test_door import EVERY_PAGE, sql

HOSTILE = (
    '<script>alert(1)</script> "><img src=x onerror=alert(1)> </td></table>',
    "'; DROP TABLE entry; -- {{ 7 * 7 }} {% raw %} ../../etc/passwd &amp; \u202e\x00x",
)


def arrived(central: Central, office: Office, stage: str = "complete", **changes: object) -> str:
    """A batch of two entries whose words are in, or everything."""
    contents = changes.pop("contents", None)
    manifest = announce(central.database_url, central.objects, office, office.seal(contents, **changes))
    for one in ("entries", "complete")[: 1 if stage == "entries" else 2]:
        bring(central.database_url, central.objects, office, manifest, one)
        assert central.open_once() == 1
    return manifest.name


def told(office: Office, **counts: int) -> VolumeLine:
    line = {"expected": 50, "pages": 12, "captured": 10, "keyed": 8, "approved": 6} | counts
    return VolumeLine(volume_id=office.volume.volume_id, kind="KS", year=2016, number="01", **line)


def hello(central: Central, office: Office, *volumes: VolumeLine, log: int = 5) -> None:
    standing = Standing(Head(log, "ab" * 32), (), None, b"k" * 32, 0, volumes)
    head = make_head(standing, office.province.public.realm, office.station_id, office.office_id, office.station)
    with connect(central.database_url, "station_web") as connection:
        meet(connection, office.station_id, parse_head(head), carried=False, nonce=None)


def figures(browser: Browser, address: str) -> list[str]:
    """The cells of the first table's only row."""
    (row,) = browser.go(address).all("tbody")[0].all("tr")
    return [cell.text for cell in row.all("td")]


def test_progress_counts_what_stations_told_and_what_arrived_against_the_plan(central: Central, office: Office, officer: Browser) -> None:
    with connect(central.database_url) as connection:
        set_plan(connection, [(office.office_id, "Xã Minh Tân", "KS", 1200), (office.office_id, "Xã Minh Tân", "KT", 34)])
    hello(central, office, told(office))
    arrived(central, office)
    arrived(central, office, "entries", entries=3)
    assert figures(officer, "/progress")[:9] == ["Xã Minh Tân", "1", "1.234", "10", "8", "6", "5", "2", "0,2 %"]
    assert figures(officer, f"/volumes?office={office.office_id}")[:12] == [
        "KS", "2016", "01", office.station_id[-12:], "12", "50", "10", "8", "6", "5", "2", "4,0 %"
    ]  # fmt: skip
    totals = officer.go("/?language=en")
    assert [dd.text for dd in totals.all("dl")[0].all("dd")] == ["1,234", "10", "8", "6", "5", "2", "0.2 %"]


def test_an_entry_counts_once_however_often_it_comes(central: Central, office: Office, officer: Browser) -> None:
    first = office.contents(entries=2)
    arrived(central, office, contents=first)
    again = office.contents(entries=1, entry_id=first.entries[0].entry_id, revision=2)
    arrived(central, office, contents=again)
    arrived(central, office, entries=1, revision=2)  # refused before under its first revision: new here
    assert sql(central.database_url, "SELECT received, accepted, again FROM volume_tally") == [(3, 3, 1)]


def test_quality_is_counted_as_entries_come(central: Central, office: Office, officer: Browser) -> None:
    fields = {
        "a": FieldValue("", "", ValueState.UNREADABLE, ValueSource.KEYED), "b": FieldValue("x", "x", ValueState.READ, ValueSource.KEYED),
        "c": FieldValue("y", "y", ValueState.READ, ValueSource.READING), "d": FieldValue("z", "z", ValueState.READ, ValueSource.READING),
        "e": FieldValue("", "", ValueState.ABSENT, ValueSource.KEYED),
    }  # fmt: skip
    arrived(central, office, "entries", entries=4, fields=fields, findings=())
    arrived(central, office, "entries", entries=1, fields=fields, overrides={"ks.date-words": "như trên giấy"})
    assert figures(officer, "/quality") == [office.office_id, "5", "20,0 %", "20,0 %", "0,0 %", "25,0 %", "50,0 %"]


def test_what_cleaning_measured_is_shown_by_office_and_by_volume(central: Central, office: Office, officer: Browser) -> None:
    arrived(central, office, "entries")
    assert "Chưa lần nào đối chiếu" in officer.go("/quality").text
    sql(central.database_url, "INSERT INTO volume_measure (station_id, volume_id, office_id, entries, required, filled, valid, asked,"
        " matched, differing, not_found, twice, fresh) VALUES (%s, %s, %s, 40, 200, 190, 30, 50, 35, 8, 5, 2, 39)",
        office.station_id, office.volume.volume_id, office.office_id)  # fmt: skip
    shares = ["40", "75,0 %", "95,0 %", "96,0 %", "97,5 %", "70,0 %", "16,0 %", "10,0 %", "4,0 %", "9", "3"]
    hello(central, office, told(office, asked=9, upheld=3))
    for address, first in (("/quality", office.office_id), (f"/volumes?office={office.office_id}", "KS 2016/01")):
        (row,) = officer.go(address).all("tbody")[1].all("tr")
        assert [cell.text for cell in row.all("td")] == [first, *shares]


def test_the_queue_and_what_is_not_whole_are_told_apart(central: Central, office: Office, officer: Browser) -> None:
    waiting = announce(central.database_url, central.objects, office, office.seal())
    arrived(central, office, "entries")
    bring(central.database_url, central.objects, office, waiting, "entries")
    sql(central.database_url, "UPDATE batch SET attempts = 5 WHERE name = %s", waiting.name)
    queued, incomplete = officer.go("/queue").all("tbody")
    assert "cần người xem" in queued.text
    assert waiting.name[:12] in queued.text
    assert "chờ ảnh" in incomplete.text
    assert officer.go("/").all("a", href="/queue")[1].text.endswith("1 lô trung tâm không xử lý được")


def test_a_refusal_is_shown_with_the_reason_that_the_station_got(central: Central, office: Office, officer: Browser) -> None:
    arrived_name = announce(central.database_url, central.objects, office, office.seal(touched_by=frozenset({UserId("lanh.dao")}))).name
    manifest = announce(central.database_url, central.objects, office, arrived_name)
    bring(central.database_url, central.objects, office, manifest, "entries")
    central.open_once()
    row = figures(officer, "/refusals")
    assert row[5] == "four-eyes"
    assert "không được duyệt" in row[6]
    assert "may not approve" in officer.go("/refusals?language=en").text
    assert "four-eyes" in officer.go(f"/stations/{office.station_id}/batches/{arrived_name}").text


def test_a_station_is_found_by_office_name_state_and_id(central: Central, office: Office, officer: Browser) -> None:
    with connect(central.database_url) as connection:
        set_plan(connection, [(office.office_id, "Xã Minh Tân", "KS", 10)])
    hello(central, office)
    for asked in ("", "?find=minh+T", f"?find={office.station_id[-12:]}", f"?find={office.office_id}", "?state=active"):
        assert figures(officer, f"/stations{asked}")[:3] == [office.station_id[-12:], f"Xã Minh Tân {office.office_id}", "● hoạt động"]
    assert officer.go("/stations?find=khong-co").one("td").text == "Không có gì."
    sql(central.database_url, "UPDATE station SET heard_at = now() - interval '8 days'")
    assert figures(officer, "/stations?state=silent")[2] == "▲ im lặng"
    assert office.station_id in officer.go(f"/stations/{office.station_id}").text
    assert (officer.go("/stations/khong-co"), officer.status)[1] == 404


def quarantined(central: Central, office: Office) -> None:
    arrived(central, office)
    office.seq, office.last = 0, None
    with connect(central.database_url, "station_web") as connection, connection.transaction():
        from_another = announce_only(office)
        quarantine(connection, from_another)


def announce_only(office: Office):
    return Parcel(office.outbox_folder / office.seal()).manifest()


def test_a_quarantine_is_lifted_with_a_reason_by_who_may(central: Central, office: Office, officer: Browser) -> None:
    quarantined(central, office)
    page = officer.go("/conflicts")
    assert "Hai lô cùng số 1" in page.text
    officer.send("/conflicts/lift", reason="  ")
    assert (officer.status, officer.page.one("p", role="alert").text) == (422, "Hãy ghi lý do, ít nhất 5 ký tự.")
    assert officer.send("/conflicts/lift", reason="Đã gọi chị Hoa: kho cũ chép lại").all("p", class_="good")
    assert sql(central.database_url, "SELECT state FROM station") == [("active",)]
    assert sql(central.database_url, "SELECT act, station_id, reason FROM official_act WHERE act = 'lift'") == [
        ("lift", office.station_id, "Đã gọi chị Hoa: kho cũ chép lại")
    ]
    assert ("lifted", "by thao") in sql(central.database_url, "SELECT event, detail FROM ledger")
    response = officer.client.post(
        "/conflicts/lift",
        data={
            "csrf": officer.page.one("form", action="/sign-out").one("input").attributes["value"],
            "station": office.station_id,
            "reason": "lần nữa xem sao",
        },
    )
    assert response.status_code == 404, "it is quarantined no more"


def look(officer: Browser, office: Office, name: str, reason: str):
    page = officer.go(f"/stations/{office.station_id}/batches/{name}")
    officer.go(page.all("tbody")[0].all("a")[0].attributes["href"])
    return officer.send("/look/entry", reason=reason)


def test_an_entry_is_shown_only_with_a_reason_that_is_kept(central: Central, office: Office, officer: Browser) -> None:
    name = arrived(central, office)
    for address in EVERY_PAGE:
        assert MARKED_NAME not in officer.go(address).text
    assert "Hãy ghi lý do" in look(officer, office, name, "vì").text
    assert sql(central.database_url, "SELECT count(*) FROM official_act WHERE act = 'entry'") == [(0,)]
    page = look(officer, office, name, "Công dân khiếu nại tên sai")
    assert MARKED_NAME in page.text
    assert "Ngày và chữ khác nhau" in page.text
    assert officer.headers["cache-control"] == "no-store"
    ((station, subject, reason),) = sql(central.database_url, "SELECT station_id, subject, reason FROM official_act WHERE act = 'entry'")
    assert (station, reason) == (office.station_id, "Công dân khiếu nại tên sai")
    assert subject.endswith(" 1")
    let_in(central.database_url, "giam.sat", OfficialRole.ADMINISTRATOR)
    officer.client.cookies.clear()
    officer.sign_in("giam.sat", OWN)
    assert "Công dân khiếu nại tên sai" in officer.go("/acts").text


def seen(central: Central, officer: Browser, page_id: str) -> Element:
    with central.at_work():
        return officer.send("/look/image", page=page_id)


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "#d0e0d0").save(made, "PNG")
    return made.getvalue()


def test_an_image_is_opened_for_one_look_and_nothing_of_it_stays(central: Central, office: Office, officer: Browser) -> None:
    name = arrived(central, office, contents=with_picture(office, picture()))
    look(officer, office, name, "Đối chiếu với sổ gốc")
    page_id = officer.page.all("button", name="page")[0].attributes["value"]
    page = seen(central, officer, page_id)
    source = page.one("img").attributes["src"]
    assert base64.b64decode(source.removeprefix("data:image/png;base64,")) == picture()
    assert sql(central.database_url, "SELECT count(*) FROM image_wanted") == [(0,)]
    assert sql(central.database_url, "SELECT subject, reason FROM official_act WHERE act = 'image'") == [(page_id, "Đối chiếu với sổ gốc")]


def test_an_image_that_is_not_here_yet_is_asked_for_first(central: Central, office: Office, officer: Browser) -> None:
    name = arrived(central, office, "entries", contents=with_picture(office, picture()))
    look(officer, office, name, "Đối chiếu với sổ gốc")
    page_id = officer.page.all("button", name="page")[0].attributes["value"]
    assert "đã xin máy trạm gửi ảnh này trước" in seen(central, officer, page_id).text
    assert sql(central.database_url, "SELECT need FROM batch_file WHERE role = 'image'") == [(2,)]


def test_an_image_that_was_changed_or_is_no_picture_for_a_browser_is_said(central: Central, office: Office, officer: Browser) -> None:
    contents = with_picture(office, picture())
    contents.page_keys[contents.pages[0].page_id] = b"x" * 32
    name = arrived(central, office, contents=contents)
    look(officer, office, name, "Đối chiếu với sổ gốc")
    page_id = officer.page.all("button", name="page")[0].attributes["value"]
    assert "hỏng" in seen(central, officer, page_id).text
    sql(central.database_url, "UPDATE page SET media_type = 'text/html'")
    look(officer, office, name, "Đối chiếu với sổ gốc")
    assert "không hiện được" in seen(central, officer, page_id).text
    look(officer, office, name, "Đối chiếu với sổ gốc")
    assert "không biết trang này" in seen(central, officer, "khong-co").text


@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_names_stay_text_in_every_string(central: Central, office: Office, officer: Browser, bad: str) -> None:
    clean = bad.replace("\x00", "")
    finding = Finding("x.y", Severity.WARNING, Text(clean, clean), clean)
    fields = {clean: FieldValue(clean, clean + "!", ValueState.READ, ValueSource.KEYED, note=clean)}
    name = arrived(
        central, office, entries=1, fields=fields, findings=(finding,), touched_by=frozenset({UserId(clean)}), overrides={clean: clean}
    )
    for table, column in (
        ("station", "office_id"), ("volume_tally", "office_id"), ("volume_tally", "kind"), ("volume_tally", "number"), ("official", "name"),
        ("entry", "form_id"), ("batch", "office_id"),
    ):  # fmt: skip
        sql(central.database_url, f"UPDATE {table} SET {column} = %s", clean)
    sql(central.database_url, "INSERT INTO ledger (station_id, event, detail) VALUES (%s, %s, %s)", office.station_id, clean, clean)
    sql(central.database_url, "INSERT INTO office_plan VALUES (%s, %s, %s, 10)", clean, clean, clean)
    sql(
        central.database_url,
        "INSERT INTO enrolment (station_id, id, kind, role, office_id, label, request)"
        " VALUES ('s', 'n', 'enrolment', 'station', %s, %s, '')",
        clean,
        clean,
    )
    sql(central.database_url, "UPDATE station SET state = 'quarantined'")
    seen = 0
    for address in (*EVERY_PAGE, f"/stations/{office.station_id}", f"/stations/{office.station_id}/batches/{name}"):
        page = officer.go(address)
        seen += shown_as_text(page, clean)
    page = look(officer, office, name, f"lý do {clean}")
    assert shown_as_text(page, clean)
    assert seen >= 5
    for query in ("/stations?find=", "/progress?find=", "/volumes?office=", "/refusals?before=", "/stations?after=", "/look?page="):
        assert officer.client.get(query, params={query.split("?")[1].rstrip("="): bad}).status_code in (200, 303)
        officer.go(query + quote(bad))
        shown_as_text(officer.page, clean)


def shown_as_text(page, bad: str) -> bool:
    assert not page.all("script")
    assert all(image.attributes["src"].startswith("data:") for image in page.all("img"))
    return " ".join(bad.split()) in page.text or any(
        bad in value for tag in ("input", "a", "option") for one in page.all(tag) for value in one.attributes.values()
    )


def test_every_text_has_both_languages_and_every_page_reads_in_both(officer: Browser) -> None:
    assert not [name for name, text in TEXTS.items() if bool(text.vi) != bool(text.en)]
    for address in EVERY_PAGE:
        vietnamese, english = officer.go(f"{address}?language=vi"), officer.go(f"{address}?language=en")
        assert (vietnamese.one("html").attributes["lang"], english.one("html").attributes["lang"]) == ("vi", "en")
        if officer.status == 200:
            assert vietnamese.one("h1").text != english.one("h1").text


def test_every_input_has_a_label_and_every_table_heads(central: Central, office: Office, officer: Browser) -> None:
    quarantined(central, office)
    for address in EVERY_PAGE:
        page = officer.go(address)
        labels = {label.attributes["for"] for label in page.all("label")}
        for field in (*page.all("input"), *page.all("select")):
            assert field.attributes.get("type") == "hidden" or "aria-label" in field.attributes or field.attributes["id"] in labels
        for table in page.all("table"):
            assert all(head.attributes.get("scope") == "col" for head in table.one("thead").all("th"))
        ids = [one.attributes["id"] for tag in ("input", "section", "main", "h2") for one in page.all(tag) if "id" in one.attributes]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("block", [0, 1], ids=["light", "dark"])
def test_contrast_is_at_least_four_and_a_half(block: int) -> None:
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[block]))
    surfaces = ("window", "base", "soft")
    pairs = [(text, surface) for text in ("text", "muted", "good", "warning", "error", "accent") for surface in surfaces]
    for text, surface in [*pairs, ("on-accent", "accent"), ("on-practice", "practice")]:
        assert contrast(colours[text], colours[surface]) >= 4.5, (text, surface)
    assert contrast(colours["line"], colours["base"]) >= 3


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, 1.4.3."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)
