"""What `verify-store` notices: each fault is made by hand, and a clean store has none."""

import os
import shutil
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.domain.ids import PageId, UserId
from station.domain.roles import Role
from station.signing.province import PracticeProvince
from station.store.audit import AuditReport, audit
from station.store.store import Store
from tests.faults.killing import flip_byte, run_to_the_end
from tests.store_factories import SUPERVISOR, Office, copy_store, make_staffed_store, open_store


@pytest.fixture(scope="module")
def province(tmp_path_factory) -> PracticeProvince:
    return PracticeProvince.create(tmp_path_factory.mktemp("province"), "Tỉnh thử")


@pytest.fixture(scope="module")
def master(tmp_path_factory, province) -> Path:
    """A store with a batch at the central, one in the outbox, work in every state, and certificates."""
    folder = tmp_path_factory.mktemp("master") / "store"
    make_staffed_store(folder, realm=province.public.realm)
    with open_store(folder, "minh") as store:
        store.set_certificate("minh", province.issue(store.signer.public_key, "minh", "supervisor", "31117"))
        office = Office(store)
        volume = office.open_volume()
        office.answer(office.approve([office.finished_entry(volume) for _ in range(2)]), "complete")
        office.approve([office.finished_entry(volume)])
        office.send_back(office.finished_entry(volume))
        office.capture(volume)
    return folder


@pytest.fixture
def folder(master, tmp_path) -> Path:
    return copy_store(master, tmp_path / "store")


def faults(folder: Path, root: bytes | None = None) -> list[str]:
    with open_store(folder) as store:
        return audit(store, root).faults


def tamper(folder: Path, *statements: str) -> None:
    """What a person with a password and a debugger can do."""
    with open_store(folder) as store:
        for (name,) in store.database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            store.database.execute(f"DROP TRIGGER {name}")
        store.database.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            assert store.database.execute(statement).rowcount > 0


def test_a_clean_store_has_no_faults_and_counts_what_there_is(folder, province):
    with open_store(folder) as store:
        before = store.log.head()
        report = audit(store, province.public.root_certificate)
        assert store.log.head() == before
    assert report == AuditReport([], report.counts)
    expected = {"pages": 5, "images": 5, "entries": 4, "batches": 2, "volumes": 1, "orphans": 0, "erased": 0}
    assert expected.items() <= report.counts.items() and report.counts["actions"] > report.counts["signatures"] > 10


def test_a_changed_payload_is_noticed(folder):
    tamper(folder, "UPDATE payload SET body = replace(body, 'Nguyễn Văn An', 'Nguyễn Văn Ba') WHERE body LIKE '%Nguyễn Văn An%'")
    assert any("payload of action" in fault and "changed" in fault for fault in faults(folder))


@pytest.mark.parametrize(
    "change",
    ["UPDATE action SET user_id = 'minh' WHERE seq = 3", "UPDATE action SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 3"],
)
def test_a_changed_row_is_noticed(folder, change):
    tamper(folder, change)
    assert "action 3 was changed" in faults(folder)


def test_a_removed_row_is_noticed(folder):
    tamper(folder, "DELETE FROM payload WHERE seq = 4", "DELETE FROM action WHERE seq = 4")
    assert "action 5 follows 3" in faults(folder)


def test_a_payload_gone_without_an_erasure_is_noticed(folder):
    tamper(folder, "DELETE FROM payload WHERE seq = 2")
    assert any("without a record of its erasure" in fault for fault in faults(folder))


def test_a_forged_signature_is_noticed(folder):
    tamper(folder, "UPDATE action SET signature = zeroblob(64) WHERE seq = 3")
    assert faults(folder) == ["the signature of action 3 does not hold"]


def test_a_swapped_public_key_is_noticed(folder):
    tamper(folder, "UPDATE user SET public_key = (SELECT public_key FROM user WHERE user_id = 'lan') WHERE user_id = 'minh'")
    assert any("signature" in fault for fault in faults(folder))


def test_a_changed_projection_is_noticed(folder):
    tamper(folder, "UPDATE entry SET state = 'complete' WHERE state = 'returned'")
    assert [fault for fault in faults(folder) if fault.startswith("entry") and "differs" in fault]


@pytest.mark.parametrize("table", ["volume", "page", "entry", "batch", "receipt"])
def test_a_removed_projection_is_noticed_and_can_be_rebuilt(folder, table):
    tamper(
        folder, f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} LIMIT 1)" if table != "receipt" else "DELETE FROM receipt"
    )
    assert any(fault.startswith(table) and "not shown" in fault for fault in faults(folder))
    with open_store(folder) as store:
        store.rebuild_projections()
    assert faults(folder) == []


def test_a_page_without_its_job_is_noticed_and_rebuilding_makes_it(folder):
    tamper(folder, "DELETE FROM job")
    assert any("job" in fault for fault in faults(folder))
    with open_store(folder) as store:
        store.rebuild_projections()
    assert faults(folder) == []


def first_image(folder: Path) -> tuple[PageId, Path]:
    with open_store(folder) as store:
        page = store.records.pages()[0]
        return page.page_id, store.images.sealed(page.page_id).path


def test_one_changed_byte_of_an_image_is_noticed_and_the_rest_still_opens(folder):
    page_id, path = first_image(folder)
    flip_byte(path, 20)
    assert faults(folder) == [f"the image of page {page_id} was changed"]
    with open_store(folder) as store:
        with pytest.raises(StationError, match=r"store\.damaged"):
            store.images.open(page_id)
        assert store.images.open(store.records.pages()[1].page_id)


def test_a_missing_image_is_noticed(folder):
    page_id, path = first_image(folder)
    path.unlink()
    assert faults(folder) == [f"the image of page {page_id} is missing"]


def test_a_swapped_page_key_is_noticed(folder):
    page_id, _ = first_image(folder)
    tamper(folder, f"UPDATE page_key SET wrapped = (SELECT wrapped FROM page_key WHERE page_id != '{page_id}') WHERE page_id = '{page_id}'")
    assert faults(folder) == [f"the key of page {page_id}"]


def test_orphans_are_counted_and_swept_after_a_day(folder):
    fresh, old = folder / "images" / "00" / ("0" * 64), folder / "images" / "00" / ("00" + "1" * 62)
    fresh.parent.mkdir(exist_ok=True)
    fresh.write_bytes(b"x")
    with open_store(folder) as store:
        report = audit(store, None)
        assert (report.faults, report.counts["orphans"]) == ([], 1)
    old.write_bytes(b"x")
    os.utime(old, (0, 0))
    open_store(folder).close()
    assert fresh.exists() and not old.exists()


@pytest.mark.parametrize("page", [2, 5, 9])
def test_one_changed_byte_of_the_database_is_noticed(folder, page):
    flip_byte(folder / "station.db", page * 4096 + 100)
    try:
        found = faults(folder)
    except StationError as error:
        assert error.code == "store.damaged"
    else:
        assert found and found[0].startswith("database:")


def test_an_approval_without_a_certificate_is_noticed_when_the_root_is_given(folder, province):
    tamper(
        folder,
        "UPDATE user SET certificate = NULL WHERE user_id = 'minh'",
        "DELETE FROM payload WHERE seq = (SELECT seq FROM action WHERE kind = 'user.certified')",
    )
    assert not any("certificate" in fault for fault in faults(folder))
    assert any("without a certificate" in fault for fault in faults(folder, province.public.root_certificate))


def test_an_approval_stands_by_the_certificate_of_its_day_when_the_role_has_changed_since(folder, province):
    with open_store(folder) as store:
        store.change_role(UserId("minh"), Role.CLERK)
        assert store.users()[1].certificate is None
    assert faults(folder, province.public.root_certificate) == []


def test_a_certificate_of_another_province_is_noticed(folder, tmp_path):
    other = PracticeProvince.create(tmp_path / "other", "Tỉnh khác")
    assert any("not issued by this province" in fault for fault in faults(folder, other.public.root_certificate))


def refuses_to_write(store: Store) -> bool:
    with pytest.raises(StationError) as caught:
        Office(store).open_volume()
    return caught.value.code == "store.damaged"


def test_an_old_database_copied_back_is_noticed_read_and_not_written(folder, tmp_path):
    shutil.copy(folder / "station.db", tmp_path / "old.db")
    with open_store(folder) as store:
        Office(store).open_volume()
    shutil.copy(tmp_path / "old.db", folder / "station.db")
    seen = (folder / "head.json").read_bytes()
    for _ in range(2):
        with open_store(folder) as store:
            assert refuses_to_write(store)
            assert len(store.records.volumes()) == 1
            assert any(fault.startswith("head: the log ends before action") for fault in audit(store, None).faults)
    assert (folder / "head.json").read_bytes() == seen


def test_images_of_an_old_database_copied_back_are_not_swept(folder, tmp_path):
    shutil.copy(folder / "station.db", tmp_path / "old.db")
    with open_store(folder) as store:
        office = Office(store)
        page = office.capture(office.open_volume())
        path = store.images.sealed(page.page_id).path
    shutil.copy(tmp_path / "old.db", folder / "station.db")
    os.utime(path, (0, 0))
    open_store(folder).close()
    assert path.exists()


def test_a_database_that_went_another_way_is_noticed(folder, tmp_path):
    twin = copy_store(folder, tmp_path / "twin")
    for store_folder in (folder, twin):
        with open_store(store_folder) as store:
            Office(store).open_volume()
    shutil.copy(twin / "station.db", folder / "station.db")
    assert any("is not the one that head.json has seen" in fault for fault in faults(folder))


@pytest.mark.parametrize("cut", ["removed", "truncated", "header"])
def test_a_lost_write_ahead_log_is_noticed(folder, cut):
    run_to_the_end(lambda: Office(open_store(folder)).open_volume())
    wal = folder / "station.db-wal"
    assert wal.stat().st_size > 0
    if cut == "removed":
        wal.unlink()
    elif cut == "truncated":
        wal.write_bytes(wal.read_bytes()[: wal.stat().st_size // 2])
    else:
        flip_byte(wal, 5)
    assert any(fault.startswith("head: ") for fault in faults(folder))


def test_a_write_ahead_log_that_is_there_is_used(folder):
    run_to_the_end(lambda: Office(open_store(folder)).open_volume())
    with open_store(folder) as store:
        assert len(store.records.volumes()) == 2 and audit(store, None).faults == []


@pytest.mark.parametrize("damage", ["missing", "rubbish", "forged"])
def test_a_head_file_that_is_gone_or_forged_is_noticed(folder, damage):
    path = folder / "head.json"
    if damage == "missing":
        path.unlink()
    elif damage == "rubbish":
        path.write_text("[]")
    else:
        path.write_text(path.read_text().replace('"seq": ', '"seq": 1'))
    with open_store(folder) as store:
        assert refuses_to_write(store)
        assert any(fault.startswith("head: head.json") for fault in audit(store, None).faults)


def test_the_log_itself_refuses_to_be_changed(folder):
    attempts = ["UPDATE action SET at = ''", "DELETE FROM action", "UPDATE payload SET body = ''", "DELETE FROM payload"]
    with open_store(folder) as store:
        for attempt in attempts:
            with pytest.raises(Exception, match=r"append-only|erasure only"):
                store.database.execute(attempt)


def test_acts_of_a_person_are_signed_by_their_slot_key_alone(folder):
    with open_store(folder) as store:
        office = Office(store)
        office._signers[SUPERVISOR] = office._signers.pop(next(actor for actor in office._signers if actor != SUPERVISOR))
        object.__setattr__(office._signers[SUPERVISOR], "_user_id", SUPERVISOR.user_id)
        with pytest.raises(ValueError, match="registered key"):
            office.approve([office.store.records.entries()[-1]])
