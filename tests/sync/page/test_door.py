"""The door of the province's page: who comes in, how long, and what a stranger's page can do."""

import pytest

from station.domain.errors import StationError
from sync.central.database import connect
from sync.central.page.people import OfficialRole, add_official, officials, remove_official
from sync.central.page.rendering import HEADERS
from sync.central.page.service import PageSettings
from tests.sync.page.browser import Browser, read
from tests.sync.page.conftest import FIRST, OWN, let_in
from tests.sync.page.serving import served, window

EVERY_PAGE = ("/", "/stations", "/progress", "/volumes", "/queue", "/refusals", "/quality", "/conflicts", "/acts", "/password", "/look")


def sql(database_url: str, statement: str, *parameters: object) -> list[tuple]:
    with connect(database_url) as connection:
        cursor = connection.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_nobody_sees_anything_without_signing_in(browser: Browser, address: str) -> None:
    page = browser.go(address)
    assert page.one("h1").text == "Đăng nhập"
    assert not page.all("nav")


def test_a_first_password_is_replaced_before_anything_else(database_url: str, browser: Browser) -> None:
    with connect(database_url) as connection:
        add_official(connection, "thao", "Nguyễn Thị Phương Thảo", OfficialRole.READER, FIRST)
    assert browser.sign_in("thao", FIRST).one("h1").text == "Đổi mật khẩu"
    assert browser.go("/stations").one("h1").text == "Đổi mật khẩu"
    for old, new, again, says in (
        (FIRST, "ngắn", "ngắn", "ít nhất 12"), (FIRST, OWN, OWN + "x", "không giống"), ("sai rồi nhé bạn", OWN, OWN, "không đúng"),
        (FIRST, FIRST, FIRST, "trùng mật khẩu cũ"),
    ):  # fmt: skip
        page = browser.send("/password", old=old, new=new, again=again)
        assert (browser.status, says in page.one("p", role="alert").text) == (422, True)
    browser.send("/password", old=FIRST, new=OWN, again=OWN)
    assert browser.go("/stations").one("h1").text == "Máy trạm"
    with window(str(browser.client.base_url)) as another:
        assert Browser(another).sign_in("thao", FIRST).all("p", role="alert")


def test_wrong_tries_make_the_next_one_wait_and_are_acts(database_url: str, browser: Browser) -> None:
    let_in(database_url, "thao", OfficialRole.READER)
    for _ in range(5):
        page = browser.sign_in("thao", "không phải mật khẩu")
        assert (browser.status, "không đúng" in page.one("p", role="alert").text) == (403, True)
    assert browser.sign_in("thao", OWN).all("p", role="alert"), "the right one has to wait too"
    sql(database_url, "UPDATE official SET wait_until = now() - interval '1 second'")
    assert browser.sign_in("thao", OWN).one("h1").text == "Tổng quan"
    assert [row[0] for row in sql(database_url, "SELECT act FROM official_act ORDER BY seq")] == ["refused"] * 6 + ["sign-in"]


def test_a_name_that_nobody_has_gets_the_same_answer(database_url: str, browser: Browser) -> None:
    let_in(database_url, "thao", OfficialRole.READER)
    wrong = browser.sign_in("thao", "không phải mật khẩu").text
    assert browser.sign_in("khong-co", "không phải mật khẩu").text == wrong


def test_a_session_ends_by_signing_out_by_silence_after_a_day_and_with_the_account(database_url: str, officer: Browser) -> None:
    def is_in() -> bool:
        return bool(officer.go("/").all("nav"))

    assert is_in()
    token = dict(officer.client.cookies)["session"]
    assert sql(database_url, "SELECT count(*) FROM official_session WHERE token_hash = %s", token) == [(0,)], "the table has its hash alone"
    for change, back in (
        ("seen_at = now() - interval '31 minutes'", "seen_at = now()"), ("made_at = now() - interval '11 hours'", "made_at = now()"),
    ):  # fmt: skip
        sql(database_url, f"UPDATE official_session SET {change}")
        assert not is_in()
        sql(database_url, f"UPDATE official_session SET {back}")
        assert is_in()
    officer.send("/sign-out")
    officer.client.cookies.set("session", token, domain="127.0.0.1")
    assert not is_in(), "what a browser kept is worth nothing"
    officer.client.cookies.clear()
    officer.sign_in("thao", OWN)
    with connect(database_url) as connection:
        assert remove_official(connection, "thao")
        assert not remove_official(connection, "ai-do")
    assert not is_in()
    assert officer.sign_in("thao", OWN).all("p", role="alert")


def test_cookies_are_strict(database_url: str, browser: Browser) -> None:
    let_in(database_url, "thao", OfficialRole.READER)
    settings = PageSettings(database_url, is_practice=False, is_secure=True)
    with served(settings) as url, window(url) as client:
        form = client.get("/sign-in")
        cookie = form.headers["set-cookie"].split(";")[0]
        csrf = read(form.text).one("input", name="csrf").attributes["value"]
        answer = client.post("/sign-in", data={"csrf": csrf, "user": "thao", "password": OWN}, headers={"Cookie": cookie})
    (cookie,) = [value for name, value in answer.headers.multi_items() if name == "set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")[1:]}


@pytest.mark.parametrize("csrf", ["", "x", "é" * 20])
def test_what_another_site_sends_is_refused(officer: Browser, csrf: str, database_url: str) -> None:
    officer.go("/")
    officer.send("/sign-out", csrf=csrf)
    assert officer.status == 403
    response = officer.client.post("/conflicts/lift", data={"station": "x", "reason": "đã gọi"})
    assert response.status_code == 403
    page = officer.go("/")
    good = page.one("form", action="/sign-out").one("input").attributes["value"]
    crossing = officer.client.post("/sign-out", data={"csrf": good}, headers={"Sec-Fetch-Site": "cross-site"})
    assert crossing.status_code == 403
    assert officer.go("/").all("nav")


def test_signing_in_needs_the_form_of_this_browser(database_url: str, browser: Browser) -> None:
    let_in(database_url, "thao", OfficialRole.READER)
    assert browser.client.post("/sign-in", data={"user": "thao", "password": OWN}).status_code == 403


def test_what_is_no_form_is_refused(officer: Browser) -> None:
    assert officer.client.post("/sign-out", json={"csrf": "x"}).status_code == 415
    assert officer.client.post("/sign-out", data={"csrf": "x" * 20_000}).status_code == 413
    assert officer.client.post("/sign-out", data={f"f{number}": "x" for number in range(60)}).status_code == 400


@pytest.mark.parametrize(("role", "closed"), [
    (OfficialRole.READER, ("/look", "/acts")), (OfficialRole.OFFICER, ("/acts",)), (OfficialRole.ADMINISTRATOR, ("/look",)),
])  # fmt: skip
def test_a_role_sees_what_it_may_and_nothing_offers_it_more(
    database_url: str, browser: Browser, role: OfficialRole, closed: tuple[str, ...]
) -> None:
    let_in(database_url, "thao", role)
    browser.sign_in("thao", OWN)
    for address in EVERY_PAGE:
        page = browser.go(address)
        assert (address, browser.status) == (address, 403 if address in closed else 200)
        assert not [link for link in page.all("a") if link.attributes["href"] in closed]


def test_every_answer_has_the_headers(officer: Browser) -> None:
    answers = [officer.client.get(address) for address in (*EVERY_PAGE, "/nowhere", "/page.css")]
    answers += [officer.client.put("/"), officer.client.post("/sign-out", data={})]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "script" not in HEADERS["Content-Security-Policy"]


def test_accounts_are_listed_and_a_short_password_is_refused(database_url: str) -> None:
    let_in(database_url, "thao", OfficialRole.READER)
    with connect(database_url) as connection:
        with pytest.raises(StationError, match=r"page\.password"):
            add_official(connection, "moi", "Người Mới", OfficialRole.READER, "ngắn quá")
        assert [one.user_id for one in officials(connection)] == ["thao"]


def test_a_database_that_is_gone_is_said_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.central.database._POOL_WAIT_S", 0.2)
    with served(PageSettings("postgresql://secret:word@127.0.0.1:1/x", True, False)) as url, window(url) as client:
        answer = client.get("/", headers={"Cookie": f"session={'x' * 43}"})
    assert answer.status_code == 503
    assert "secret" not in answer.text
