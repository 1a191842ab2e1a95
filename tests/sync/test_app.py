"""The central's HTTP face, asked by hand: versions, limits, offsets, other people's files, and what a web worker cannot see."""

import json
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from station.domain.errors import StationError
from sync.central.database import connect, migrate, partitions_of
from sync.client.parcel import Parcel
from sync.protocol.manifest import FileRef, Manifest
from sync.protocol.receipts import verify_receipt
from tests.sync.factories import Office
from tests.sync.live import LiveCentral
from tests.sync.test_refusals import rewritten


@pytest.fixture
def http(central: LiveCentral, office: Office) -> Iterator[httpx.Client]:
    headers = {"Sync-Version": "1", "Sync-Station": office.station_id}
    with httpx.Client(base_url=central.url, headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def manifest(office: Office) -> Manifest:
    return Parcel(office.outbox_folder / office.seal(entries=1, image_bytes=3_000)).manifest()


@pytest.fixture
def image(manifest: Manifest, http: httpx.Client) -> FileRef:
    """Of an announced batch."""
    assert http.post("/v1/batches", content=manifest.data).status_code == 200
    return manifest.body.images[0]


def file_path(manifest: Manifest, file: FileRef) -> str:
    return f"/v1/batches/{manifest.name}/files/{file.sha256}"


def content(office: Office, manifest: Manifest, file: FileRef) -> bytes:
    return Parcel(office.outbox_folder / manifest.name).path(file).read_bytes()


def patch(http: httpx.Client, path: str, offset: object, data: bytes) -> httpx.Response:
    return http.patch(path, content=data, headers={"Upload-Offset": str(offset)})


def send_files(office: Office, http: httpx.Client, manifest: Manifest, roles: tuple[str, ...]) -> None:
    for file in manifest.body.files:
        if file.role in roles:
            assert patch(http, file_path(manifest, file), 0, content(office, manifest, file)).status_code == 204


def test_hello_names_versions_realm_and_limits(http: httpx.Client, office: Office) -> None:
    hello = http.get("/v1/hello", headers={"Sync-Version": "99"}).json()
    assert (hello["protocol"], hello["realm"]) == ({"min": 1, "max": 1}, office.province.public.realm)


@pytest.mark.parametrize("version", ["0", "2", "", "1.0", "x"])
def test_other_versions_are_told_what_is_spoken(http: httpx.Client, manifest: Manifest, version: str) -> None:
    for method, path in [("POST", "/v1/batches"), ("PATCH", f"/v1/batches/{manifest.name}/files/{'0' * 64}")]:
        answer = http.request(method, path, content=manifest.data, headers={"Sync-Version": version})
        assert (answer.status_code, answer.json()["code"], answer.json()["min"], answer.json()["max"]) == (426, "version", 1, 1)


def test_announcing_twice_is_harmless_and_lists_what_is_lacking(http: httpx.Client, manifest: Manifest, central: LiveCentral) -> None:
    first, second = (http.post("/v1/batches", content=manifest.data) for _ in range(2))
    assert first.json() == second.json()
    assert [want["sha256"] for want in first.json()["want"]] == [file.sha256 for file in manifest.body.files]
    assert central.ask("SELECT count(*) FROM ledger") == [(1,)]


@pytest.mark.parametrize("body", [b"", b"{}", b"\x00" * 100, b"[" * 100_000])
def test_rubbish_is_not_announced(http: httpx.Client, central: LiveCentral, body: bytes) -> None:
    answer = http.post("/v1/batches", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "manifest")
    assert central.ask("SELECT count(*) FROM station") == [(0,)]


def test_manifest_over_the_limit_is_not_read_to_its_end(http: httpx.Client) -> None:
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        while given < 1 << 30:
            given += 1 << 18
            yield b" " * (1 << 18)

    try:
        answer = http.post("/v1/batches", content=endless())
        assert answer.status_code == 413
    except httpx.TransportError:
        pass  # the central answered and hung up while bytes were still coming
    assert given < 64 << 20


def test_manifest_for_another_station_than_the_callers_is_refused(http: httpx.Client, manifest: Manifest) -> None:
    answer = http.post("/v1/batches", content=manifest.data, headers={"Sync-Station": "another"})
    assert (answer.status_code, answer.json()["code"]) == (403, "station")


def test_file_grows_from_offset_to_offset(
    office: Office, http: httpx.Client, manifest: Manifest, image: FileRef, central: LiveCentral
) -> None:
    path, data = file_path(manifest, image), content(office, manifest, image)
    assert patch(http, path, 0, data[:1_000]).headers["Upload-Offset"] == "1000"
    head = http.head(path)
    assert (head.status_code, head.headers["Upload-Offset"], head.headers["Upload-Length"]) == (200, "1000", "3000")
    assert patch(http, path, 1_000, data[1_000:]).headers["Upload-Offset"] == "3000"
    assert central.objects.read(office.station_id, image.sha256) == data


@pytest.mark.parametrize("offset", [0, 999, 1_001, -1, "", "x", "9" * 30])
def test_wrong_offset_is_answered_with_the_true_one(
    office: Office, http: httpx.Client, manifest: Manifest, image: FileRef, offset: object
) -> None:
    path = file_path(manifest, image)
    patch(http, path, 0, content(office, manifest, image)[:1_000])
    answer = patch(http, path, offset, b"xyz")
    assert (answer.status_code, answer.json()["code"], answer.headers["Upload-Offset"]) == (409, "offset", "1000")


@pytest.mark.parametrize(("offset", "length"), [(0, 3_001), (0, 100_000), (3_000, 1), (10**12, 1)])
def test_more_than_was_announced_is_refused(http: httpx.Client, manifest: Manifest, image: FileRef, offset: int, length: int) -> None:
    answer = patch(http, file_path(manifest, image), offset, b"x" * length)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize("lie", [-1_000, 1, 1_000_000])
def test_manifest_that_lies_about_a_size_gets_no_file_and_no_complete(
    office: Office, http: httpx.Client, central: LiveCentral, lie: int
) -> None:
    """The size is signed, and it is not the file's: whatever is sent, the file is never whole, nothing grows past what was announced."""
    name = office.seal(entries=1, image_bytes=3_000)
    before = Parcel(office.outbox_folder / name).manifest()
    [true] = before.body.images
    lying = [json.loads(file.model_dump_json()) | ({"size": file.size + lie} if file.role == "image" else {}) for file in before.body.files]
    manifest = Parcel(office.outbox_folder / rewritten(office, name, files=lying)).manifest()
    assert http.post("/v1/batches", content=manifest.data).status_code == 200
    path, data = file_path(manifest, true), (office.outbox_folder / manifest.name / true.name).read_bytes()
    answer = patch(http, path, 0, data)
    assert answer.status_code in ((413,) if lie < 0 else (204,))
    patch(http, path, int(answer.headers.get("Upload-Offset", "0")), b"x" * max(lie, 0))
    assert not central.objects.is_complete(office.station_id, true.sha256)
    send_files(office, http, manifest, ("entries", "escrow"))
    refused = http.post(f"/v1/batches/{manifest.name}/commit/entries")
    assert refused.status_code == 422 and refused.json()["body"]["code"] == "sealed-part"


def test_wrong_bytes_start_from_nothing(office: Office, http: httpx.Client, manifest: Manifest, image: FileRef) -> None:
    path, data = file_path(manifest, image), content(office, manifest, image)
    answer = patch(http, path, 0, data[:-1] + bytes([data[-1] ^ 1]))
    assert (answer.status_code, answer.json()["code"], answer.headers["Upload-Offset"]) == (460, "hash", "0")
    assert http.head(path).headers["Upload-Offset"] == "0"
    assert patch(http, path, 0, data).status_code == 204


def test_unknown_batches_files_and_paths_are_unknown(http: httpx.Client, manifest: Manifest, image: FileRef) -> None:
    for method, path in [
        ("HEAD", f"/v1/batches/{'0' * 64}/files/{image.sha256}"), ("PATCH", f"/v1/batches/{manifest.name}/files/{'0' * 64}"),
        ("POST", f"/v1/batches/{'0' * 64}/commit/entries"), ("POST", f"/v1/batches/{manifest.name}/commit/refused"),
        ("GET", "/"), ("DELETE", f"/v1/batches/{manifest.name}/files/{image.sha256}"),
        ("GET", f"/v1/batches/{manifest.name}/files/../../x"),
    ]:  # fmt: skip
        answer = http.request(method, path, headers={"Upload-Offset": "0"})
        assert answer.status_code == 404, path
        assert method == "HEAD" or answer.json()["code"] == "unknown"


def test_other_stations_batch_is_unknown(http: httpx.Client, manifest: Manifest, image: FileRef) -> None:
    stranger = {"Sync-Station": "another-station", "Upload-Offset": "0"}
    path = file_path(manifest, image)
    assert http.head(path, headers=stranger).status_code == 404
    assert http.patch(path, content=b"x", headers=stranger).status_code == 404
    assert http.post(f"/v1/batches/{manifest.name}/commit/entries", headers=stranger).status_code == 404
    assert http.head(path).headers["Upload-Offset"] == "0"


def test_commit_names_what_is_lacking_and_keeps_the_order_of_stages(
    office: Office, http: httpx.Client, manifest: Manifest, image: FileRef
) -> None:
    lacking = http.post(f"/v1/batches/{manifest.name}/commit/entries")
    assert (lacking.status_code, lacking.json()["code"]) == (409, "lacking")
    assert [want["sha256"] for want in lacking.json()["want"]] == [manifest.body.file(role).sha256 for role in ("entries", "escrow")]
    assert http.post(f"/v1/batches/{manifest.name}/commit/complete").json()["code"] == "stage"
    assert http.get(f"/v1/batches/{manifest.name}/commit/entries").status_code == 202
    send_files(office, http, manifest, ("entries", "escrow"))
    receipt = http.post(f"/v1/batches/{manifest.name}/commit/entries")
    assert receipt.status_code == 200
    verify_receipt(receipt.content, manifest, "entries", office.province.public.root_certificate)
    again = [http.request(method, f"/v1/batches/{manifest.name}/commit/entries").content for method in ("GET", "POST", "POST")]
    assert set(again) == {receipt.content}
    assert http.post(f"/v1/batches/{manifest.name}/commit/complete").json()["want"] == [{"sha256": image.sha256, "offset": 0}]
    assert http.post("/v1/batches", content=manifest.data).json()["state"] == "received"


def test_file_of_the_escrow_must_be_there_too(office: Office, http: httpx.Client, manifest: Manifest, image: FileRef) -> None:
    send_files(office, http, manifest, ("entries",))
    lacking = http.post(f"/v1/batches/{manifest.name}/commit/entries").json()
    assert [want["sha256"] for want in lacking["want"]] == [manifest.body.file("escrow").sha256]


def test_web_worker_cannot_see_page_keys_nor_answer_nor_move_a_batch_on(
    office: Office, central: LiveCentral, http: httpx.Client, manifest: Manifest, image: FileRef
) -> None:
    send_files(office, http, manifest, ("entries", "escrow"))
    assert http.post(f"/v1/batches/{manifest.name}/commit/entries").status_code == 200
    forbidden = [
        "SELECT key FROM page_key", "SELECT fields FROM entry", "DELETE FROM ledger", "UPDATE ledger SET detail = ''",
        "INSERT INTO receipt VALUES ('a', 'b', 'complete', 1, '')", "UPDATE batch SET state = 'complete'", "UPDATE batch SET manifest = ''",
        "DELETE FROM batch", "UPDATE station SET answers = 0", "DROP TABLE entry",
    ]  # fmt: skip
    for statement in forbidden:
        with connect(central.database_url, "station_web") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
    with connect(central.database_url, "station_opener") as connection:
        assert connection.execute("SELECT count(*) FROM page_key").fetchone() == (1,)
    with connect(central.database_url) as owner, pytest.raises(psycopg.errors.RaiseException):
        owner.execute("DELETE FROM ledger")


def test_migrating_again_changes_nothing_and_a_newer_schema_is_refused(database_url: str) -> None:
    version = migrate(database_url)
    assert migrate(database_url) == version
    with connect(database_url) as owner:
        owner.execute("INSERT INTO migration (version) VALUES (%s)", (version + 1,))
    try:
        with pytest.raises(StationError) as caught:
            migrate(database_url)
        assert caught.value.code == "central.database"
    finally:
        with connect(database_url) as owner:
            owner.execute("DELETE FROM migration WHERE version > %s", (version,))


def test_layout_is_chosen_once(database_url: str) -> None:
    with connect(database_url) as owner:
        found = partitions_of(owner)
    assert migrate(database_url, found) == migrate(database_url)
    with pytest.raises(StationError) as caught:
        migrate(database_url, found + 1)
    assert str(found) in str(caught.value)


def test_lost_database_is_busy_not_broken(
    central: LiveCentral, http: httpx.Client, manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_database(*_: object) -> None:
        raise psycopg.OperationalError("password=geheim")

    monkeypatch.setattr("sync.central.receive.announce", no_database)
    answer = http.post("/v1/batches", content=manifest.data)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert "Retry-After" in answer.headers
    assert "geheim" not in answer.text
