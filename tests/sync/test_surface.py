"""The HTTP surface under whatever somebody sends: no answer without a code and a sentence, no 5xx but `busy`, and nothing is written."""

import itertools
import json
import random
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.sync.factories import Office
from tests.sync.live import LiveCentral

TRICKS = (
    "'; DROP TABLE batch; --", '" OR 1=1 --', "../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "\\..\\boot.ini", "%00", "a" * 5000, "💥",
    "${jndi:ldap://x}", "<script>alert(1)</script>", "{{7*7}}", "CON", "-1", "1e309", "NaN", "null", "\u202e", "Ａ", "\x7f", ".", "..", "",
)  # fmt: skip
PATHS = (
    "/v1/hello", "/v1/batches", "/v1/feed?after={}", "/v1/batches/{}/files", "/v1/batches/{}/files/{}", "/v1/batches/{}/commit/{}",
    "/v1/enrolments",
    "/v1/enrolments/{}", "/v1/renewals", "/v1/renewals/{}", "/{}", "/v1/{}",
)  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS")
BODIES = (
    b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"protocol":1}', b"[" * 5_000, b'{"a":' * 2_000,
    json.dumps({"body": {"type": "batch"}}).encode(),
    b'{"protocol":{"min":1,"max":1},"time":"2026-11-28T00:00:00+00:00","head":"AAAA"}', b'{"code":"x","request":"!!"}', b"9" * 100_000,
)  # fmt: skip


@pytest.fixture
def http(central: LiveCentral) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=central.url, trust_env=False) as client:
        yield client


def tables(central: LiveCentral) -> list[tuple]:
    return central.ask(
        "SELECT (SELECT count(*) FROM station), (SELECT count(*) FROM batch), (SELECT count(*) FROM batch_file),"
        " (SELECT count(*) FROM entry), (SELECT count(*) FROM receipt), (SELECT count(*) FROM enrolment), (SELECT count(*) FROM feed),"
        " (SELECT count(*) FROM station_head)"
    )


def request_of(dice: random.Random, station: str) -> tuple[str, str, dict[str, bytes], bytes]:
    def trick() -> str:
        return httpx.QueryParams({"x": dice.choice(TRICKS)}).get("x") or "x"

    path = dice.choice(PATHS)
    path = path.format(*(httpx.URL("/", params={"x": trick()}).query.decode()[2:] for _ in range(path.count("{}"))))
    headers = {"Sync-Version": dice.choice(("1", "1", "1", *TRICKS[:4])), "Sync-Station": dice.choice((station, *TRICKS))}
    if dice.random() < 0.5:
        headers["Upload-Offset"] = dice.choice(("0", *TRICKS))
    for name in ("X-Client-Verified", "X-Client-Certificate"):
        if dice.random() < 0.3:
            headers[name] = dice.choice(("SUCCESS", *TRICKS))
    return dice.choice(METHODS), path, {name: value.encode("utf-8", "replace") for name, value in headers.items()}, dice.choice(BODIES)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(1, 21))])
def test_whatever_is_asked_is_answered_with_a_code_and_writes_nothing(
    central: LiveCentral, http: httpx.Client, office: Office, seed: int
) -> None:
    dice, codes = random.Random(seed), set[str]()
    before = tables(central)
    for _ in range(300):
        method, path, headers, body = request_of(dice, office.station_id)
        try:
            answer = http.request(method, path, headers=headers, content=body)
        except (httpx.InvalidURL, httpx.LocalProtocolError, ValueError):
            continue  # what this client cannot even send
        assert answer.status_code < 500, (method, path, headers, body[:60], answer.text)
        if answer.status_code >= 400 and method != "HEAD" and answer.text != "Invalid HTTP request received.":
            said = answer.json()
            assert said["code"] and said["vi"] and said["en"], (method, path)
            codes.add(said["code"])
    assert tables(central) == before
    assert {"unknown", "version"} <= codes and len(codes) >= 4


@pytest.mark.parametrize("raw", [
    b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00", b"POST /v1/hello HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
    b"POST /v1/hello HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /v1/hello HTTP/1.1\r\nA: " + b"b" * 100_000 + b"\r\n\r\n",
    b"PATCH /v1/batches/x/files/y HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n0123456789",
])  # fmt: skip
def test_broken_http_slows_nobody_down(central: LiveCentral, http: httpx.Client, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", central.port), timeout=5) as connection:
        connection.sendall(raw)
        assert http.get("/v1/hello").status_code == 200


def test_every_trouble_has_its_two_sentences(http: httpx.Client) -> None:
    asked = itertools.product(("POST", "PATCH"), ("/v1/batches", "/v1/enrolments"))
    for method, path in asked:
        said = http.request(method, path, headers={"Sync-Version": "1"}, content=b"x").json()
        assert said["vi"].endswith(".") and said["en"].endswith(".")
