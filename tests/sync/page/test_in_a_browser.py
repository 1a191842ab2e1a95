"""The page in a real browser, with scripts forbidden: keyboard, both looks, no line wider than the screen, nothing from elsewhere."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.forms.loader import load_forms
from sync.central.database import connect
from sync.central.objects import DirectoryObjects
from sync.central.opener import run_opener
from sync.central.page.people import OfficialRole
from sync.central.page.service import PageSettings
from tests.sync.factories import Office
from tests.sync.live import ROOT, secrets_of
from tests.sync.page.chrome import Chrome, chromedriver
from tests.sync.page.conftest import OWN, let_in
from tests.sync.page.province import PERSON, fill
from tests.sync.page.serving import served

pytestmark = pytest.mark.full
RESOURCES = ROOT / "resources"
TAB, ENTER = "\ue004", "\ue007"


@pytest.fixture
def address(database_url: str, tmp_path: Path) -> Iterator[str]:
    """Of a page over a province at work, with an opener."""
    province = fill(database_url, tmp_path, load_forms(RESOURCES / "forms", RESOURCES / "reference"))
    let_in(database_url, "thao", OfficialRole.OFFICER, "Nguyễn Phước Hoàng Thị Phương Thảo")
    ended, secrets = threading.Event(), secrets_of(Office(province, tmp_path / "office"))
    opener = threading.Thread(target=run_opener, args=(database_url, DirectoryObjects(tmp_path / "objects"), secrets, ended))
    opener.start()
    with served(PageSettings(database_url, is_practice=True, is_secure=False, resources=RESOURCES)) as url:
        yield url
    ended.set()
    opener.join(20)


@pytest.fixture(scope="module")
def driver() -> Iterator[str]:
    with chromedriver() as url:
        yield url


@pytest.mark.parametrize(("language", "dark"), [("vi", False), ("en", True)])
def test_a_person_finds_lifts_and_looks_by_keyboard_without_script(
    address: str, driver: str, database_url: str, tmp_path: Path, language: str, dark: bool
) -> None:
    with contextlib.closing(Chrome(driver, tmp_path / "profile", dark=dark, script=False)) as browser:
        find_lift_and_look(browser, address, database_url, tmp_path, language)
        ground = browser.script("return getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(30, 33, 36)" if dark else "rgb(243, 244, 242)")
        assert browser.log() == []


def find_lift_and_look(browser: Chrome, address: str, database_url: str, tmp_path: Path, language: str) -> None:
    browser.size(1366, 768)
    browser.go(f"{address}/sign-in?language={language}")
    browser.press(*"thao", TAB)  # the cursor stands in the first field already
    browser.type("#password", OWN + ENTER)
    browser.until(f"document.querySelector('h1').innerText === '{'Tổng quan' if language == 'vi' else 'Overview'}'")
    with connect(database_url) as connection:
        (station, batch) = connection.execute(
            "SELECT p.station_id, e.batch FROM page p JOIN entry e ON e.station_id = p.station_id AND p.page_id = ANY (e.pages)"
            " WHERE width = 1240 LIMIT 1"
        ).fetchone()  # type: ignore[misc]
    pages = (
        "/",
        "/conflicts",
        "/stations",
        f"/stations/{station}",
        "/progress",
        "/volumes?office=99001",
        "/queue",
        "/refusals",
        "/quality",
        "/password",
    )
    for page in (*pages, f"/stations/{station}/batches/{batch}"):
        browser.go(address + page)
        wide, room = browser.script("return [document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= room, page
        browser.picture(tmp_path / f"{page.strip('/').replace('/', '-') or 'overview'}.png")
    browser.click("tbody a[href^='/look']")
    browser.type("#reason", "Công dân khiếu nại: sai dấu" + ENTER)
    browser.until(f"document.querySelector('main').innerText.includes('{PERSON}')")
    browser.click("button[name=page]")
    browser.until("document.querySelector('img.paper')")
    shown = browser.script("const i = document.querySelector('img.paper'); return [i.naturalWidth, i.clientWidth, i.complete]")
    assert (shown[0], shown[2]) == (1240, True)
    browser.go(f"{address}/conflicts")
    browser.type("input[name=reason]", "Đã gọi chị Hoa")
    browser.click("section.conflict button.main")
    browser.until("document.querySelectorAll('section.conflict').length === 1")
    with connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM station WHERE state = 'quarantined'").fetchone() == (1,)
