"""The section Sao lưu without a widget: backup, audit and retention run beside the work, and what went wrong is a sentence."""

import datetime
from pathlib import Path

import pytest

from station.domain.roles import Role
from station.domain.states import ActionKind
from station.store.backup_folder import backups_at
from station.workflow.retention import Policy
from tests.faults.killing import flip_byte
from tests.flow.conftest import Office, forms, office, province  # noqa: F401
from tests.seated import fill, seated
from tests.ui.immediate import ImmediateTasks
from ui import vault
from ui.administration import keeping_presenter, keeping_texts
from ui.administration.keeping_presenter import KeepingPresenter


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def presenter_of(station, role: Role = Role.CLERK) -> tuple[KeepingPresenter, ImmediateTasks]:
    tasks = ImmediateTasks(station)
    presenter = KeepingPresenter(tasks, tasks.changes, role)
    presenter.refresh()
    return presenter, tasks


def test_a_backup_is_made_logged_and_dated(office: Office, stick: Path) -> None:  # noqa: F811
    with seated(office) as station:
        fill(station, ["Hoa"])
        presenter, _ = presenter_of(station)
        presenter.back_up()
        assert presenter.shown.facts.last is None, "no place was chosen"
        presenter.choose(stick)
        presenter.back_up()
        assert presenter.shown.step is None and presenter.shown.trouble is None and presenter.shown.faults == ()
        assert presenter.shown.facts.last is not None and len(backups_at(stick)[0].generations()) == 1
        record = station.store.log.newest(ActionKind.STORE_BACKED_UP, station.station_id)
        assert record.by == station.desk.actor and record.payload["generation"] == backups_at(stick)[0].generations()[0].name


def test_a_pulled_stick_is_a_sentence_and_the_section_goes_on(office: Office, stick: Path) -> None:  # noqa: F811
    with seated(office) as station:
        presenter, _ = presenter_of(station)
        presenter.choose(stick / "gone")
        presenter.back_up()
        assert presenter.shown.trouble.code == "backup.medium-gone" and presenter.shown.step is None
        presenter.choose(stick)
        presenter.back_up()
        assert presenter.shown.trouble is None


def test_a_backup_can_be_stopped(office: Office, stick: Path) -> None:  # noqa: F811
    with seated(office) as station:
        fill(station, ["Hoa", "Mai", "Lan"])
        presenter, tasks = presenter_of(station)
        tasks.cancel_after = 1
        presenter.choose(stick)
        presenter.back_up()
        assert presenter.shown.trouble.code == "backup.stopped"
        assert station.store.log.newest(ActionKind.STORE_BACKED_UP, station.station_id) is None


def test_the_audit_says_whole_or_what_is_wrong(office: Office) -> None:  # noqa: F811
    with seated(office) as station:
        fill(station, ["Hoa"])
        presenter, _ = presenter_of(station)
        presenter.verify()
        assert presenter.shown.message.en.startswith("The store is whole") and presenter.shown.faults == ()
        page = station.desk.records.pages()[0]
        flip_byte(station.store.images.sealed(page.page_id).path, 3)
        presenter.verify()
        assert presenter.shown.message == keeping_texts.FAULTS and page.page_id in presenter.shown.faults[0]


def test_only_who_may_erases_and_it_is_counted_first(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=90)
    monkeypatch.setattr(vault, "retention_policy", lambda: Policy(images_days=30))
    monkeypatch.setattr(keeping_presenter, "_now", lambda: later)
    with seated(office) as station:
        fill(station, ["Hoa"])

    with seated(office, "supervisor") as station:
        presenter, _ = presenter_of(station, Role.SUPERVISOR)
        assert (presenter.shown.facts.due_images, presenter.shown.facts.keeps_for_ever) == (0, False)
        presenter.erase()
        assert presenter.shown.trouble.code == "retention.nothing"
        clerk, _ = presenter_of(station, Role.CLERK)
        clerk.erase()
        assert clerk.shown.trouble is None and clerk.shown.message is None
