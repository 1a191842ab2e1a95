"""Several files in one request: of each what fits is taken, whatever becomes of the others, and a cut costs what was not there yet."""

import hashlib
import random
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.central.database import connect
from sync.client.parcel import Parcel
from sync.client.sending import send_waiting
from sync.protocol.bundle import HEAD_BYTES, Frame, Unpacking, frame_head
from sync.protocol.limits import BUNDLE_FILES
from sync.protocol.manifest import FileRef, Manifest
from tests.sync.factories import Office, make_office
from tests.sync.live import QUICK, LiveCentral

SIZE = 3_000


@pytest.fixture
def http(central: LiveCentral, office: Office) -> Iterator[httpx.Client]:
    headers = {"Sync-Version": "1", "Sync-Station": office.station_id}
    with httpx.Client(base_url=central.url, headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def manifest(office: Office, http: httpx.Client) -> Manifest:
    """Announced; three images."""
    made = Parcel(office.outbox_folder / office.seal(entries=3, image_bytes=SIZE)).manifest()
    assert http.post("/v1/batches", content=made.data).status_code == 200
    return made


def content(office: Office, manifest: Manifest, file: FileRef) -> bytes:
    return Parcel(office.outbox_folder / manifest.name).path(file).read_bytes()


def frame(sha256: str, offset: int, data: bytes) -> bytes:
    return frame_head(sha256, offset, len(data)) + data


def post(http: httpx.Client, manifest: Manifest, body: bytes) -> httpx.Response:
    return http.post(f"/v1/batches/{manifest.name}/files", content=body)


def held(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [one["offset"] for one in answer.json()["held"]]


def stored(central: LiveCentral) -> int:
    return central.ask("SELECT count(*) FROM stored_file")[0][0]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**40), st.binary(max_size=200)), max_size=6), st.lists(st.integers(1, 90)))
def test_frames_come_out_as_they_went_in_however_they_arrive(frames: list[tuple[int, int, bytes]], cuts: list[int]) -> None:
    """A long one perhaps in parts; all that was fed is given, but the beginning of a head."""
    named = [(hashlib.sha256(bytes([number])).hexdigest(), offset, data) for number, offset, data in frames]
    body, unpacking = b"".join(frame(*one) for one in named), Unpacking()
    got: list[Frame] = []
    for cut in [*cuts, len(body)]:
        unpacking.feed(body[:cut])
        body = body[cut:]
        got += unpacking.frames()
        assert unpacking.waiting < HEAD_BYTES
    assert unpacking.is_whole
    joined: list[tuple[str, int, bytes]] = []
    for sha256, offset, data in ((each.sha256, each.offset, bytes(each.data)) for each in got):
        if joined and joined[-1][0] == sha256 and joined[-1][1] + len(joined[-1][2]) == offset and joined[-1][2] and data:
            joined[-1] = (*joined[-1][:2], joined[-1][2] + data)
        else:
            joined.append((sha256, offset, data))
    wanted: list[tuple[str, int, bytes]] = []
    for each in named:  # frames that follow on each other cannot be told from parts of one
        if wanted and wanted[-1][0] == each[0] and wanted[-1][1] + len(wanted[-1][2]) == each[1] and wanted[-1][2] and each[2]:
            wanted[-1] = (*wanted[-1][:2], wanted[-1][2] + each[2])
        else:
            wanted.append(each)
    assert joined == wanted


def test_small_files_go_together_and_lie_whole_in_the_store(
    office: Office, http: httpx.Client, manifest: Manifest, central: LiveCentral
) -> None:
    body = b"".join(frame(file.sha256, 0, content(office, manifest, file)) for file in manifest.body.files)
    for _ in range(2):  # and once more: harmless
        assert held(post(http, manifest, body)) == [file.size for file in manifest.body.files]
    assert stored(central) == len(manifest.body.files)
    for file in manifest.body.files:
        assert central.objects.read(office.station_id, file.sha256) == content(office, manifest, file)


def test_each_file_has_its_own_offset_and_empty_frames_ask(office: Office, http: httpx.Client, manifest: Manifest) -> None:
    first, second, third = manifest.body.images
    data = content(office, manifest, second)
    body = (
        frame(first.sha256, 0, content(office, manifest, first)) + frame(second.sha256, 0, data[:1_000]) + frame(third.sha256, 7, b"x" * 9)
    )
    assert held(post(http, manifest, body)) == [SIZE, 1_000, 0]
    question = b"".join(frame(file.sha256, 0, b"") for file in manifest.body.images)
    assert held(post(http, manifest, question)) == [SIZE, 1_000, 0]
    assert held(post(http, manifest, frame(second.sha256, 999, data[999:]))) == [1_000]
    assert held(post(http, manifest, frame(second.sha256, 1_000, data[1_000:]))) == [SIZE]


def test_changed_bytes_cost_their_own_file_alone(office: Office, http: httpx.Client, manifest: Manifest, central: LiveCentral) -> None:
    first, second, third = manifest.body.images
    changed = bytearray(content(office, manifest, second))
    changed[17] ^= 4
    half = frame(third.sha256, 0, b"?" * 1_000)
    body = frame(first.sha256, 0, content(office, manifest, first)) + frame(second.sha256, 0, bytes(changed)) + half
    assert held(post(http, manifest, body)) == [SIZE, 0, 1_000]
    assert held(post(http, manifest, frame(third.sha256, 1_000, content(office, manifest, third)[1_000:]))) == [0]
    assert stored(central) == 1


def test_file_of_another_batch_or_station_is_strange(office: Office, http: httpx.Client, manifest: Manifest, central: LiveCentral) -> None:
    """And what stood before it is kept."""
    other = make_office(office.folder / "other", province=office.province)
    theirs = Parcel(other.outbox_folder / other.seal(entries=1)).manifest()
    headers = {"Sync-Version": "1", "Sync-Station": other.station_id}
    assert httpx.post(f"{central.url}/v1/batches", content=theirs.data, headers=headers, trust_env=False).status_code == 200
    mine, image = manifest.body.images[0], theirs.body.images[0]
    answer = post(http, manifest, frame(mine.sha256, 0, content(office, manifest, mine)) + frame(image.sha256, 0, b"x"))
    assert (answer.status_code, answer.json()["code"]) == (400, "bundle")
    assert central.objects.is_complete(office.station_id, mine.sha256) and not central.objects.size(other.station_id, image.sha256)
    assert post(http, theirs, frame(image.sha256, 0, b"x")).status_code == 400


@pytest.mark.parametrize("body", [b"", b"x", b"\0" * HEAD_BYTES, b"\xff" * 500, frame_head("ab" * 32, 0, 5)])
def test_rubbish_is_no_bundle(http: httpx.Client, manifest: Manifest, body: bytes, central: LiveCentral) -> None:
    assert post(http, manifest, body).json()["code"] == "bundle"
    assert stored(central) == 0


def test_unfinished_frame_is_said_and_kept(office: Office, http: httpx.Client, manifest: Manifest) -> None:
    image = manifest.body.images[0]
    data = content(office, manifest, image)
    assert post(http, manifest, frame(image.sha256, 0, data)[:-1_000]).json()["code"] == "bundle"
    assert held(post(http, manifest, frame(image.sha256, 2_000, data[2_000:]))) == [SIZE]


@pytest.mark.parametrize(("offset", "length"), [(0, SIZE + 1), (SIZE, 1), (2**63, 1)])
def test_more_than_was_announced_is_refused(http: httpx.Client, manifest: Manifest, offset: int, length: int) -> None:
    answer = post(http, manifest, frame(manifest.body.images[0].sha256, offset, b"x" * length))
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_more_files_than_a_bundle_may_have_are_refused(http: httpx.Client, manifest: Manifest) -> None:
    body = b"".join(frame_head(hashlib.sha256(str(number).encode()).hexdigest(), 0, 0) for number in range(BUNDLE_FILES + 1))
    assert post(http, manifest, body).json()["code"] == "too-large"


@pytest.mark.parametrize("older", ["central", "station"])
def test_central_or_station_of_before_goes_file_by_file(
    office: Office, central: LiveCentral, monkeypatch: pytest.MonkeyPatch, older: str
) -> None:
    """A central that says nothing of bundles is sent none; a station that makes none is as welcome."""
    if older == "central":
        monkeypatch.setattr("sync.central.hello.BUNDLE_BYTES", None)
    else:
        monkeypatch.setattr("sync.client.delivery._BUNDLE_BYTES", 0)
    asked: list[str] = []

    class Watching(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(f"{request.method} {request.url.path.rsplit('/', 2)[1]}")
            return super().handle_request(request)

    name = office.seal()
    report = send_waiting(office.outbox_folder, central.url, office.province.public, pace=QUICK, transport=Watching())
    assert report.having("complete") == [name]
    assert asked.count("PATCH files") == 4 and f"POST {name}" not in asked


def test_file_whose_worker_died_before_it_had_its_name_is_finished_by_a_question(
    office: Office, http: httpx.Client, manifest: Manifest, central: LiveCentral
) -> None:
    image = manifest.body.images[0]
    central.objects.append(office.station_id, image.sha256, 0, content(office, manifest, image))
    assert held(post(http, manifest, frame(image.sha256, 0, b""))) == [SIZE]
    with connect(central.database_url) as owner:
        assert owner.execute("SELECT sha256 FROM stored_file").fetchall() == [(image.sha256,)]


def test_whatever_is_changed_on_its_way_no_wrong_file_is_whole_and_the_true_bundle_follows(
    office: Office, http: httpx.Client, manifest: Manifest, central: LiveCentral
) -> None:
    """Forty bundles with a few bytes changed, lost or doubled: answered as documented, and never more than a file of its own is wrong."""
    dice, files = random.Random(4), manifest.body.images
    true = b"".join(frame(file.sha256, 0, content(office, manifest, file)) for file in files)
    for _ in range(40):
        body = bytearray(true)
        for _ in range(dice.randint(1, 3)):
            at = dice.choice((dice.randrange(len(body)), HEAD_BYTES * dice.randint(0, 1) + dice.randrange(HEAD_BYTES)))
            match dice.randrange(3):
                case 0:
                    body[at] ^= 1 << dice.randrange(8)
                case 1:
                    del body[at : at + dice.randint(1, 200)]
                case 2:
                    body[at:at] = body[at : at + 50]
        assert post(http, manifest, bytes(body)).status_code in (200, 400, 413)
        for file in files:
            if central.objects.is_complete(office.station_id, file.sha256):
                assert central.objects.read(office.station_id, file.sha256) == content(office, manifest, file)
    question = b"".join(frame(file.sha256, 0, b"") for file in files)
    for _ in range(3):  # what lies there half and wrong is found out when it is whole
        offsets = held(post(http, manifest, question))
        rest = zip(files, offsets, strict=True)
        post(http, manifest, b"".join(frame(file.sha256, at, content(office, manifest, file)[at:]) for file, at in rest))
    assert held(post(http, manifest, question)) == [file.size for file in files]
