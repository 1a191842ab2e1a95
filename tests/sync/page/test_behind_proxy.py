"""The page behind a real nginx, with the configuration that is shipped."""

import ssl
from pathlib import Path

import httpx
import pytest

from station.signing.transport import TransportAuthority
from sync.central.page.people import OfficialRole
from sync.central.page.service import PageSettings
from tests.sync.factories import Office
from tests.sync.live import ROOT
from tests.sync.page.browser import Browser
from tests.sync.page.conftest import OWN, let_in
from tests.sync.page.serving import served
from tests.sync.proxied import Nginx

CONFIGURATION = ROOT / "resources" / "central" / "page.nginx.conf"


@pytest.fixture
def authority(office: Office, tmp_path: Path) -> TransportAuthority:
    public = office.province.public
    return TransportAuthority.create(tmp_path / "authority", public.realm, public.name)


def test_people_come_in_by_password_and_the_stations_side_is_not_there(
    database_url: str, authority: TransportAuthority, tmp_path: Path
) -> None:
    let_in(database_url, "thao", OfficialRole.READER)
    socket_path = tmp_path / "page.sock"
    settings = PageSettings(database_url, is_practice=True, is_secure=True)
    with served(settings, socket_path), Nginx(socket_path, authority, configuration=CONFIGURATION) as nginx:
        trusted = ssl.create_default_context(cafile=str(nginx.folder / "transport-root.pem"))
        with httpx.Client(base_url=nginx.url, verify=trusted, trust_env=False) as client:
            browser = Browser(client)
            assert browser.sign_in("thao", OWN).one("h1").text == "Tổng quan"
            assert browser.headers["strict-transport-security"] == "max-age=31536000"
            assert client.get("/v1/hello", headers={"X-Client-Verified": "SUCCESS"}).status_code == 404
            assert client.post("/sign-out", data={"csrf": "x" * 20_000}).status_code == 413
            tries = [client.get("/sign-in").status_code for _ in range(15)]
            assert 503 in tries, "whoever knocks too often waits"
            assert browser.go("/stations?find=Nguy%E1%BB%85n").all("nav")
        nginx.stop()  # it writes a request's line after its answer
        logged = (nginx.folder / "page.log").read_text()
    assert "GET /stations" in logged
    assert "find" not in logged
