"""A page over a real database, served on loopback."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sync.central.database import connect
from sync.central.objects import DirectoryObjects
from sync.central.opener import Opener, run_opener
from sync.central.page.people import OfficialRole, add_official
from sync.central.page.service import PageSettings
from tests.sync.factories import Office
from tests.sync.live import secrets_of
from tests.sync.page.browser import Browser
from tests.sync.page.serving import served, window

FIRST = "một câu đủ dài"
OWN = "mật khẩu của riêng tôi"


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a hash costs is measured in tests/unit/test_passwords.py; here it would cost every test a second."""
    monkeypatch.setattr("station.signing.passwords._MEMORY_KIB", 32)
    monkeypatch.setattr("station.signing.passwords._ITERATIONS", 1)


@pytest.fixture
def http(database_url: str) -> Iterator[httpx.Client]:
    with served(PageSettings(database_url, is_practice=True, is_secure=False)) as url, window(url) as client:
        yield client


@pytest.fixture
def browser(http: httpx.Client) -> Browser:
    return Browser(http)


def let_in(database_url: str, user: str, role: OfficialRole, name: str = "Nguyễn Thị Phương Thảo") -> None:
    """An account that has set its own password OWN already."""
    with connect(database_url) as connection:
        add_official(connection, user, name, role, OWN)
        connection.execute("UPDATE official SET is_own = true WHERE user_id = %s", (user,))


@pytest.fixture
def officer(database_url: str, browser: Browser) -> Browser:
    """An officer who has signed in."""
    let_in(database_url, "thao", OfficialRole.OFFICER)
    browser.sign_in("thao", OWN)
    return browser


class Central:
    """The parts of a central without its network."""

    def __init__(self, database_url: str, folder: Path, office: Office) -> None:
        self.database_url, self.office = database_url, office
        self.objects = DirectoryObjects(folder / "objects")

    def open_once(self) -> int:
        with connect(self.database_url, "station_opener", autocommit=True) as connection:
            return Opener(connection, self.objects, secrets_of(self.office)).work()

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """An opener in a thread of its own, for the images that somebody waits to see."""
        ended = threading.Event()
        thread = threading.Thread(target=run_opener, args=(self.database_url, self.objects, secrets_of(self.office), ended))
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(10)


@pytest.fixture
def central(database_url: str, office: Office, tmp_path: Path) -> Central:
    return Central(database_url, tmp_path / "central", office)
