"""A central that is down, broken, somebody else, or lying: a clear code, nothing lost, nothing believed."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from station.signing.province import PracticeProvince
from station.signing.signer import KeySigner
from sync.client.parcel import Parcel
from sync.client.patience import Pace
from sync.client.sending import SendReport, send_waiting
from sync.protocol.limits import ANSWER_BYTES
from sync.protocol.receipts import Answer, make_receipt, make_refusal
from tests.sync.factories import Office, received_now

TWICE = Pace(tries=2, base_s=0.0, cap_s=0.0, waits=2)
URL = "http://central.example"
LIMITS = {"manifest_bytes": 1 << 20, "file_bytes": 1 << 20, "patch_bytes": 1 << 20, "files": 100}


def answer(status: int, body: object = b"", **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.Response(
        status, headers={name.replace("_", "-"): value for name, value in headers.items()}, stream=httpx.ByteStream(content)
    )


class Impostor:
    """Speaks the protocol perfectly but for what a test puts in its place; believes every byte it is sent."""

    def __init__(self, office: Office, name: str) -> None:
        self.office = office
        self.manifest = Parcel(office.outbox_folder / name).manifest()
        self.signer = KeySigner("central", office.province.receipt_key, office.province.public.receipt_certificate)
        self.instead: dict[str, Callable[[httpx.Request], httpx.Response]] = {}
        self.realm = office.province.public.realm

    def __call__(self, request: httpx.Request) -> httpx.Response:
        step = self.step(request)
        if step in self.instead:
            return self.instead[step](request)
        if step == "hello":
            return answer(200, {"protocol": {"min": 1, "max": 1}, "realm": self.realm, "time": "now", "limits": LIMITS})
        if step == "announce":
            wants = [{"sha256": file.sha256, "offset": 0} for file in self.manifest.body.files]
            return answer(200, {"batch": self.manifest.name, "state": "announced", "want": wants})
        if step == "patch":
            return answer(204, Upload_Offset=str(len(request.read())))
        return answer(200, self.receipt("entries" if step == "commit-entries" else "complete"))

    @staticmethod
    def step(request: httpx.Request) -> str:
        path = request.url.path
        if path == "/v1/hello":
            return "hello"
        if path == "/v1/batches":
            return "announce"
        return {"PATCH": "patch", "HEAD": "head"}.get(request.method) or "commit-" + path.rsplit("/", 1)[1]

    def receipt(self, stage: str, signer: KeySigner | None = None) -> bytes:
        return make_receipt(self.manifest, stage, Answer(self.realm, 1, received_now()), signer or self.signer)

    def refusal(self, signer: KeySigner | None = None) -> bytes:
        return make_refusal(self.manifest, "four-eyes", "Không", "No", Answer(self.realm, 1, received_now()), signer or self.signer)


@pytest.fixture
def impostor(office: Office) -> Impostor:
    return Impostor(office, office.seal())


def send(office: Office, transport: Impostor | httpx.BaseTransport | None, url: str = URL) -> SendReport:
    mock = httpx.MockTransport(transport) if isinstance(transport, Impostor) else transport
    return send_waiting(office.outbox_folder, url, office.province.public, transport=mock, pace=TWICE, sleep=lambda _: None)


def assert_nothing_lost(office: Office, impostor: Impostor, *, receipts: tuple[str, ...] = ()) -> None:
    """The batch is whole and waits; only receipts that were true were kept."""
    parcel = Parcel(office.outbox_folder / impostor.manifest.name)
    for file in parcel.manifest().body.files:
        parcel.require_whole(file)
    assert parcel.waits
    assert [stage for _, stage, _ in office.outbox.answers()] == list(receipts)
    assert not [path for path in parcel.folder.rglob("*.tmp")]


def test_impostor_that_changes_nothing_is_believed(office: Office, impostor: Impostor) -> None:
    assert send(office, impostor).having("complete") == [impostor.manifest.name]


NONSENSE: dict[str, Callable[[httpx.Request], httpx.Response]] = {
    "html": lambda _: answer(200, b"<html><body>Wifi login</body></html>", Content_Type="text/html"),
    "empty": lambda _: answer(200, b""),
    "other json": lambda _: answer(200, {"hello": "world"}),
    "list": lambda _: answer(200, []),
    "deep json": lambda _: answer(200, b"[" * 200_000),
    "binary": lambda _: answer(200, bytes(range(256))),
    "redirect": lambda request: answer(302, Location=str(request.url)),
    "redirect away": lambda _: answer(307, Location="http://elsewhere.example/"),
    "gzip": lambda _: answer(200, b"\x1f\x8b\x08\x00", Content_Encoding="gzip"),
    "huge": lambda _: httpx.Response(200, stream=Endless()),
    "teapot": lambda _: answer(418, {"code": "teapot"}),
    "html 404": lambda _: answer(404, b"<h1>Not found</h1>"),
    "html 409": lambda _: answer(409, b"<h1>Conflict</h1>"),
    "html 422": lambda _: answer(422, b"<h1>Unprocessable</h1>"),
}


class Endless(httpx.SyncByteStream):
    given = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.given += 1 << 20
            assert self.given < 2 * ANSWER_BYTES, "the sender reads without end"
            yield b"a" * (1 << 20)


@pytest.mark.parametrize("step", ["hello", "announce", "patch", "commit-entries", "commit-complete"])
@pytest.mark.parametrize("rubbish", NONSENSE)
def test_rubbish_at_any_step_is_named_and_costs_nothing(office: Office, impostor: Impostor, step: str, rubbish: str) -> None:
    impostor.instead[step] = NONSENSE[rubbish]
    report = send(office, impostor)
    assert report.stopped is not None
    expected = {"sending.receipt"} if step.startswith("commit") and "html 4" not in rubbish else set()
    assert report.stopped.code in {"sending.nonsense", "sending.receipt"} if expected else {"sending.nonsense"}
    assert_nothing_lost(office, impostor, receipts=("entries",) if step == "commit-complete" else ())


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
@pytest.mark.parametrize("step", ["hello", "announce", "patch", "commit-entries"])
def test_central_in_trouble_is_tried_again_and_then_left(office: Office, impostor: Impostor, step: str, status: int) -> None:
    calls: list[str] = []

    def failing(_: httpx.Request) -> httpx.Response:
        calls.append(step)
        return answer(status, b"<h1>Bad gateway</h1>", Retry_After="99999999999")

    impostor.instead[step] = failing
    impostor.instead["head"] = lambda _: answer(200, Upload_Offset="0", Upload_Length=str(impostor.manifest.body.file("entries").size))
    report = send(office, impostor)
    assert report.stopped is not None
    assert report.stopped.code == "sending.unreachable"
    assert len(calls) == TWICE.tries
    assert_nothing_lost(office, impostor)


def test_central_that_comes_back_is_used(office: Office, impostor: Impostor) -> None:
    answers = iter([answer(503), answer(200, impostor.receipt("entries"))])
    impostor.instead["commit-entries"] = lambda _: next(answers)
    assert send(office, impostor).having("complete") == [impostor.manifest.name]


def test_central_that_is_down_is_unreachable(office: Office, impostor: Impostor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    report = send(office, None, f"http://127.0.0.1:{port}")
    assert report.stopped is not None
    assert report.stopped.code == "sending.unreachable"
    assert_nothing_lost(office, impostor)


@pytest.mark.parametrize("url", ["", "central.example", "ftp://central.example", "http://", "http://[::1", "http://host:99999"])
def test_address_that_is_none_is_a_failure_not_a_crash(office: Office, impostor: Impostor, url: str) -> None:
    report = send(office, None, url)
    assert report.stopped is not None
    assert report.stopped.code in ("sending.unreachable", "sending.nonsense")
    assert_nothing_lost(office, impostor)


@contextmanager
def raw_server(reply: bytes) -> Iterator[str]:
    """Says the same bytes to whoever connects and hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.05)
    closing = threading.Event()

    def run() -> None:
        while not closing.is_set():
            try:
                client, _ = listening.accept()
            except TimeoutError:
                continue
            with client:
                client.settimeout(5)
                client.recv(65_536)
                client.sendall(reply)
                client.shutdown(socket.SHUT_WR)
                while client.recv(65_536):  # hanging up on what is unread would take the reply back
                    pass

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        closing.set()
        thread.join()
        listening.close()


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (b"", "sending.unreachable"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "sending.unreachable"),
        (b"220 mail.example ESMTP\r\n\r\n", "sending.nonsense"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{}", "sending.nonsense"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}", "sending.nonsense"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "sending.nonsense"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "sending.nonsense"),
    ],
)
def test_other_servers_on_the_port_are_recognised(office: Office, impostor: Impostor, reply: bytes, code: str) -> None:
    with raw_server(reply) as url:
        report = send(office, None, url)
    assert report.stopped is not None
    assert report.stopped.code == code
    assert_nothing_lost(office, impostor)


def test_false_receipts_are_not_kept(office: Office, impostor: Impostor, tmp_path: Path) -> None:
    other = PracticeProvince.create(tmp_path / "other", "Tỉnh Khác")
    foreign = KeySigner("central", other.receipt_key, other.public.receipt_certificate)
    true = impostor.receipt("entries")
    false = {
        "another stage": impostor.receipt("complete"),
        "another province": impostor.receipt("entries", foreign),
        "a supervisor": impostor.receipt("entries", office.supervisor),
        "the station": impostor.receipt("entries", office.station),
        "one byte": true.replace(b'"number":1', b'"number":2'),
        "a refusal": impostor.refusal(),
        "another spelling": json.dumps(json.loads(true), indent=1).encode(),
    }
    for name, data in false.items():
        impostor.instead["commit-entries"] = lambda _, data=data: answer(200, data)
        report = send(office, impostor)
        assert report.stopped is not None, name
        assert report.stopped.code == "sending.receipt", name
        assert_nothing_lost(office, impostor)


def test_true_receipt_of_another_batch_is_not_kept(office: Office, impostor: Impostor) -> None:
    other = Impostor(office, office.seal())
    (office.outbox_folder / other.manifest.name).rename(office.folder / "away")
    impostor.instead["commit-entries"] = lambda _: answer(200, other.receipt("entries"))
    report = send(office, impostor)
    assert report.stopped is not None
    assert report.stopped.code == "sending.receipt"
    assert_nothing_lost(office, impostor)


@pytest.mark.parametrize("who", ["supervisor", "station", "nobody"])
def test_false_refusal_returns_no_entry(office: Office, impostor: Impostor, who: str) -> None:
    data = b'{"code": "four-eyes", "vi": "x", "en": "x"}' if who == "nobody" else impostor.refusal(getattr(office, who))
    impostor.instead["commit-entries"] = lambda _: answer(422, data)
    report = send(office, impostor)
    assert report.stopped is not None
    assert report.stopped.code == "sending.receipt"
    assert_nothing_lost(office, impostor)


@pytest.mark.parametrize("status", [400, 403, 409, 413, 422])
def test_unsigned_no_at_the_announcement_returns_no_entry(office: Office, impostor: Impostor, status: int) -> None:
    impostor.instead["announce"] = lambda _: answer(status, {"code": "manifest", "vi": "không", "en": "no"})
    report = send(office, impostor)
    assert [sent.outcome for sent in report.batches] == ["waiting"]
    assert_nothing_lost(office, impostor)


def test_central_of_another_version_is_named(office: Office, impostor: Impostor) -> None:
    impostor.instead["hello"] = lambda _: answer(
        200, {"protocol": {"min": 7, "max": 9}, "realm": impostor.realm, "time": "", "limits": LIMITS}
    )
    report = send(office, impostor)
    assert report.stopped is not None
    assert (report.stopped.code, "7–9" in str(report.stopped)) == ("sending.version", True)


@pytest.mark.parametrize(
    "want", [[{"sha256": "0" * 64, "offset": 0}], [{"sha256": None, "offset": 0}], "file beyond its end", [{"sha256": "x", "offset": -1}]]
)
def test_central_that_wants_what_there_is_not_is_nonsense(office: Office, impostor: Impostor, want: object) -> None:
    if isinstance(want, str):
        file = impostor.manifest.body.images[0]
        want = [{"sha256": file.sha256, "offset": file.size + 1}]
    impostor.instead["announce"] = lambda _: answer(200, {"batch": impostor.manifest.name, "state": "announced", "want": want})
    report = send(office, impostor)
    assert report.stopped is not None
    assert report.stopped.code == "sending.nonsense"
    assert_nothing_lost(office, impostor)


@pytest.mark.parametrize("offset", ["0", "1", "999999999", "-5", "abc", "", "9" * 400])
def test_wrong_offset_after_a_file_is_nonsense(office: Office, impostor: Impostor, offset: str) -> None:
    impostor.instead["patch"] = lambda _: answer(204, Upload_Offset=offset)
    report = send(office, impostor)
    assert report.stopped is not None
    assert report.stopped.code == "sending.nonsense"
    assert_nothing_lost(office, impostor)


def test_central_that_calls_every_file_damaged_is_given_up(office: Office, impostor: Impostor) -> None:
    calls: list[int] = []
    impostor.instead["patch"] = lambda request: calls.append(len(request.read())) or answer(460, {"code": "hash"}, Upload_Offset="0")
    report = send(office, impostor)
    assert report.stopped is not None
    assert report.stopped.code == "sending.nonsense"
    assert len(calls) == 4
    assert_nothing_lost(office, impostor)


def test_central_whose_offsets_never_agree_is_given_up(office: Office, impostor: Impostor) -> None:
    impostor.instead["patch"] = lambda _: answer(409, {"code": "offset"}, Upload_Offset="7")
    impostor.instead["head"] = lambda _: answer(200, Upload_Offset="7", Upload_Length=str(impostor.manifest.body.file("entries").size))
    report = send(office, impostor)
    assert report.stopped is not None
    assert report.stopped.code == "sending.nonsense"
    assert_nothing_lost(office, impostor)


def test_central_that_always_lacks_something_is_held(office: Office, impostor: Impostor) -> None:
    wants = [{"sha256": impostor.manifest.body.file("entries").sha256, "offset": 0}]
    impostor.instead["commit-entries"] = lambda _: answer(409, {"code": "lacking", "vi": "", "en": "", "want": wants})
    report = send(office, impostor)
    assert [sent.trouble.code for sent in report.batches if sent.trouble] == ["sending.held"]
    assert_nothing_lost(office, impostor)


def test_central_that_never_answers_leaves_the_batch_waiting(office: Office, impostor: Impostor) -> None:
    impostor.instead["commit-entries"] = lambda _: answer(202, Retry_After="1")
    report = send(office, impostor)
    assert [sent.trouble.code for sent in report.batches if sent.trouble] == ["sending.waiting"]
    assert report.stopped is None
    assert_nothing_lost(office, impostor)


def test_stick_pulled_out_in_the_middle_ends_politely(office: Office, impostor: Impostor, monkeypatch: pytest.MonkeyPatch) -> None:
    def pulled_out(*_: object) -> Iterator[bytes]:
        raise OSError(5, "Input/output error")
        yield b""

    monkeypatch.setattr("sync.client.delivery._chunks", pulled_out)
    report = send(office, impostor)
    assert [sent.trouble.code for sent in report.batches if sent.trouble] == ["envelope.damaged"]
    assert "Input/output" in str(report.batches[0].trouble)
