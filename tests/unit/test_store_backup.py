"""Backup and restore: only what is new is written, a generation counts once it was restored in rehearsal, what fails spares the rest."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.store import backup as backups
from station.store.audit import audit
from station.store.backup import make_backup, verify_generation
from station.store.backup_folder import BackupFolder, backups_at
from station.store.restoring import restore
from station.store.snapshot import WORK_FOLDER
from station.store.store import Store
from tests.faults.killing import flip_byte
from tests.store_factories import DEVICE, Office, copy_store, make_staffed_store, make_store, open_store


def quiet(done, total, text):
    """Nobody looks."""


def never():
    return False


@pytest.fixture
def folder(tmp_path) -> Path:
    make_staffed_store(tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def stick(tmp_path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def backed_up(store: Store, stick: Path, keep: int = 5):
    return make_backup(store.backup_source(), stick, keep=keep, tell=quiet)


def restored(stick: Path, target: Path, *, prove=lambda folder: None, name: str | None = None):
    [backup] = backups_at(stick)
    generations = backup.generations()
    chosen = generations[-1] if name is None else next(g for g in generations if g.name == name)
    return restore(backup, chosen, target, prove=prove, tell=quiet, stop=never)


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


def some_work(store: Store, entries: int = 3) -> Office:
    office = Office(store)
    volume = office.open_volume()
    for _ in range(entries):
        office.finished_entry(volume)
    return office


def test_a_restored_store_is_the_store(folder, stick, tmp_path):
    with open_store(folder) as store:
        office = some_work(store)
        batch = office.approve(store.records.entries()[:1])
        (folder / "outbox" / batch.name / "receipts").mkdir(parents=True)
        image = store.images.sealed(store.records.pages()[0].page_id).path
        (folder / "outbox" / batch.name / "manifest.json").write_bytes(b"{}")
        (folder / "outbox" / batch.name / "images").mkdir()
        os.link(image, folder / "outbox" / batch.name / "images" / image.name)
        report = backed_up(store, stick)
        assert report.audit.faults == [] and report.faults == [] and not (folder / WORK_FOLDER).exists()
        head, entries = store.log.head(), store.records.entries()
    assert restored(stick, tmp_path / "again") == []
    with open_store(tmp_path / "again", "minh") as store:
        assert store.log.head() == head and store.records.entries() == entries and audit(store, None).faults == []
        Office(store).finished_entry(Office(store).open_volume())
    linked = tmp_path / "again" / "outbox" / batch.name / "images" / image.name
    assert linked.read_bytes() == (tmp_path / "again" / "images" / image.name[:2] / image.name).read_bytes()
    assert (tmp_path / "again" / "outbox" / batch.name / "manifest.json").read_bytes() == b"{}"


def test_only_what_is_new_is_written(folder, stick):
    with open_store(folder) as store:
        office = some_work(store, entries=4)
        first = backed_up(store, stick)
        page = office.capture(office.open_volume())
        second = backed_up(store, stick)
        again = backed_up(store, stick)
    assert first.added > second.added
    added = {image for image, _ in second.generation.images} - {image for image, _ in first.generation.images}
    assert added == {page.image_name}
    assert len(second.generation.images) == 5 and again.added_bytes < second.added_bytes + 10_000


def test_generations_are_kept_by_number_and_what_none_needs_goes(folder, stick):
    with open_store(folder) as store:
        office = some_work(store, entries=1)
        names = []
        for _ in range(4):
            office.capture(office.open_volume())
            names.append(backed_up(store, stick, keep=2).generation.name)
    [backup] = backups_at(stick)
    assert [generation.name for generation in backup.generations()] == names[-2:]
    needed = set().union(*(generation.objects() for generation in backup.generations()))
    assert {path.name for path in (backup.folder / "objects").glob("*/*")} == needed


def test_people_work_on_while_a_backup_is_made(folder, stick, tmp_path):
    """The backup has a connection and a thread of its own; what was there at its beginning is in it."""
    with open_store(folder) as store:
        office = some_work(store)
        source, before = store.backup_source(), store.log.head()
        with ThreadPoolExecutor(1) as beside:
            made = beside.submit(make_backup, source, stick, keep=3, tell=quiet)
            volume, count = office.open_volume(), 0
            while not made.done() or count == 0:
                office.finished_entry(volume)
                count += 1
        assert made.result().faults == [] and audit(store, None).faults == []
    restored(stick, tmp_path / "again")
    with open_store(tmp_path / "again") as store:
        assert store.log.head().seq >= before.seq and audit(store, None).faults == [] and store.refusal == ""


@pytest.mark.parametrize("stage", ["Đang chép", "Đang đọc lại", "Đang khôi phục thử"])
def test_a_pulled_stick_leaves_the_generations_of_before(folder, stick, tmp_path, stage):
    with open_store(folder) as store:
        office = some_work(store)
        kept = backed_up(store, stick).generation
        office.finished_entry(office.open_volume())

        def pull(done, total, text):
            if text.vi == stage and stick.exists():
                stick.rename(tmp_path / "pulled")

        with refused("backup.medium-gone"):
            make_backup(store.backup_source(), stick, keep=3, tell=pull)
        (tmp_path / "pulled").rename(stick)
        [backup] = backups_at(stick)
        assert [generation.name for generation in backup.generations()] == [kept.name]
        assert verify_generation(store.backup_source(), backup, kept, tell=quiet).faults == []
        assert backed_up(store, stick).faults == []
        assert len(backup.generations()) == 2


def test_a_backup_can_be_stopped_and_goes_on_where_it_was(folder, stick):
    with open_store(folder) as store:
        some_work(store, entries=6)
        asked = []
        with refused("backup.stopped"):
            make_backup(store.backup_source(), stick, keep=3, tell=quiet, stop=lambda: len(asked) > 2 or asked.append(1))
        [backup] = backups_at(stick)
        assert backup.generations() == [] and len(list((backup.folder / "objects").glob("*/*"))) > 0
        written = len(list((backup.folder / "objects").glob("*/*")))
        report = backed_up(store, stick)
        assert report.added < written + len(report.generation.objects()) and report.audit.faults == []


def test_a_torn_object_of_a_killed_backup_is_written_again(folder, stick):
    """Right name, right length, other bytes: what a pulled stick leaves of a file that was not flushed."""
    with open_store(folder) as store:
        office = some_work(store)
        image = office.store.records.pages()[0]
        backup = BackupFolder.on(stick, store.facts.store_id)
        backup.make()
        backup.path(image.image_name).parent.mkdir()
        backup.path(image.image_name).write_bytes(bytes(image.size))
        report = backed_up(store, stick)
        assert backup.is_whole(image.image_name) and report.faults == []


def test_an_image_damaged_here_is_named_and_the_one_on_the_stick_is_kept(folder, stick):
    with open_store(folder) as store:
        office = some_work(store)
        first, second = store.records.pages()[0], store.records.pages()[1]
        kept = backed_up(store, stick, keep=2)
        third = office.capture(office.open_volume())
        flip_byte(store.images.sealed(first.page_id).path, 5)
        flip_byte(store.images.sealed(third.page_id).path, 5)
        store.images.sealed(second.page_id).path.unlink()
        report = backed_up(store, stick, keep=2)
        [fault] = report.faults
        assert third.image_name[:12] in fault
        assert {first.image_name, second.image_name} <= {name for name, _ in report.generation.images}
        backed_up(store, stick, keep=2)
        [backup] = backups_at(stick)
        assert kept.generation.name in [generation.name for generation in backup.generations()], "nothing is forgotten while faults last"


def test_a_damaged_database_is_never_taken_for_a_backup(folder, stick):
    with open_store(folder) as store:
        some_work(store)
        kept = backed_up(store, stick).generation
        store.database.execute("DROP TRIGGER payload_is_never_changed")
        store.database.execute("UPDATE payload SET body = replace(body, 'Nguyễn', 'Nguyen') WHERE seq > 4")
        with refused("backup.not-whole"):
            backed_up(store, stick)
        [backup] = backups_at(stick)
        assert [generation.name for generation in backup.generations()] == [kept.name]


def test_what_the_stick_lost_is_named_at_the_restore_and_the_rest_comes_back(folder, stick, tmp_path):
    with open_store(folder) as store:
        some_work(store)
        gone, changed = store.records.pages()[0].image_name, store.records.pages()[1].image_name
        backed_up(store, stick)
    [backup] = backups_at(stick)
    backup.path(gone).unlink()
    flip_byte(backup.path(changed), 9)
    lost = restored(stick, tmp_path / "again")
    assert len(lost) == 2 and gone[:12] in lost[0] and changed[:12] in lost[1]
    with open_store(tmp_path / "again") as store:
        assert len(audit(store, None).faults) == 2


def test_a_damaged_piece_of_the_database_stops_the_restore_and_leaves_nothing(folder, stick, tmp_path):
    with open_store(folder) as store:
        office = some_work(store)
        older = backed_up(store, stick).generation.name
        office.open_volume()
        newest = backed_up(store, stick).generation
    [backup] = backups_at(stick)
    [piece] = next(file.pieces for file in newest.files if file.path == "station.db")
    flip_byte(backup.path(piece), 5000)
    with refused("backup.changed"):
        restored(stick, tmp_path / "again")
    assert not (tmp_path / "again").exists() and not list(tmp_path.glob(".again*"))
    assert restored(stick, tmp_path / "again", name=older) == []


def test_a_restore_writes_over_nothing(folder, stick, tmp_path):
    with open_store(folder) as store:
        backed_up(store, stick)
    with refused("store.exists"):
        restored(stick, folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    with refused("store.folder-not-empty"):
        restored(stick, tmp_path / "full")
    (tmp_path / "empty").mkdir()
    restored(stick, tmp_path / "empty")
    open_store(tmp_path / "empty").close()


def test_a_wrong_password_restores_nothing(folder, stick, tmp_path):
    with open_store(folder) as store:
        backed_up(store, stick)
    with refused("store.wrong-password"):
        restored(stick, tmp_path / "again", prove=lambda beside: open_store(beside, password="sai").close())
    assert not (tmp_path / "again").exists()


def test_another_pc_needs_the_recovery_code(tmp_path, stick):
    code = make_store(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        backed_up(store, stick)
    with refused("store.other-device"):
        restored(stick, tmp_path / "again", prove=lambda beside: open_store(beside, device_secret=b"other" * 8).close())
    restored(stick, tmp_path / "again", prove=lambda beside: Store.open_with_recovery(beside, code, DEVICE).close())


def test_wrong_media_are_told_apart(folder, stick, tmp_path):
    with open_store(folder) as store:
        with refused("backup.inside-store"):
            backed_up(store, folder / "images")
        with refused("backup.medium-gone"):
            backed_up(store, tmp_path / "nowhere")
        with refused("backup.not-found"):
            backups_at(stick)
        backed_up(store, stick)
    make_store(tmp_path / "other")
    with open_store(tmp_path / "other") as store:
        backed_up(store, stick)
    assert len(backups_at(stick)) == 2 and len(backups_at(backups_at(stick)[0].folder)) == 1


def test_a_list_that_leads_outside_the_store_is_no_generation(folder, stick):
    with open_store(folder) as store:
        backed_up(store, stick)
    [backup] = backups_at(stick)
    [path] = (backup.folder / "generations").glob("*.json")
    path.write_text(path.read_text().replace("head.json", "../../head.json"))
    assert backup.generations() == []
    assert backup.sweep() == 0, "while a list cannot be read nothing is thrown away"


def test_a_full_stick_is_a_sentence_and_the_generations_of_before_are_whole(folder, stick, monkeypatch):
    with open_store(folder) as store:
        some_work(store)
        kept = backed_up(store, stick).generation
        Office(store).capture(store.records.volumes()[0], os.urandom(50_000))
        monkeypatch.setattr(backups, "free_mib", lambda root: 3)
        with refused("backup.full"):
            backed_up(store, stick)
        monkeypatch.undo()
        [backup] = backups_at(stick)
        assert [generation.name for generation in backup.generations()] == [kept.name]
        assert verify_generation(store.backup_source(), backup, kept, tell=quiet).faults == []


def test_a_large_database_lies_in_pieces(folder, stick, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "PIECE_BYTES", 100_000)
    with open_store(folder) as store:
        some_work(store)
        report = backed_up(store, stick)
    assert max(len(file.pieces) for file in report.generation.files) > 1
    assert restored(stick, tmp_path / "again") == []
    open_store(tmp_path / "again").close()


def test_a_full_check_reads_every_image_from_the_stick(folder, stick):
    with open_store(folder) as store:
        some_work(store)
        generation = backed_up(store, stick).generation
        [backup] = backups_at(stick)
        report = verify_generation(store.backup_source(), backup, generation, tell=quiet)
        assert report.faults == [] and report.counts["images"] == 3
        flip_byte(backup.path(generation.images[0][0]), 3)
        assert len(verify_generation(store.backup_source(), backup, generation, tell=quiet).faults) == 1


def test_a_backup_holds_no_word_in_clear(folder, stick):
    with open_store(folder) as store:
        some_work(store)
        backed_up(store, stick)
    for path in (path for path in stick.rglob("*") if path.is_file()):
        data = path.read_bytes()
        assert "Nguyễn".encode() not in data and b"picture" not in data and b"SQLite format 3" not in data


def test_two_copies_of_the_stick_are_two_sticks(folder, stick, tmp_path):
    with open_store(folder) as store:
        some_work(store)
        backed_up(store, stick)
        shutil.copytree(stick, tmp_path / "second")
        assert backed_up(store, tmp_path / "second").added < 5


def test_the_folder_that_a_killed_backup_left_goes_at_the_next_opening(folder):
    (copy_store(folder, folder.parent / "killed") / WORK_FOLDER / "restored").mkdir(parents=True)
    open_store(folder.parent / "killed").close()
    assert not (folder.parent / "killed" / WORK_FOLDER).exists()
