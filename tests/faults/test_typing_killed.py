"""kill -9 while a clerk types at the desk Kiểm tra: what was typed until about a second before is there when the window opens again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from station.domain.ids import UserId
from station.store.store import Store
from tests.checking_desk import presenter_of
from tests.flow.conftest import DEVICE, PASSWORD, Office, forms, office, province, reader  # noqa: F401
from tests.seated import fill, seated

ROOT = Path(__file__).resolve().parents[2]
_START_S, _TYPED_LETTERS = 60, 40
_TOLD = "typed "
_JOURNAL_AND_SLACK_S = 3.0
"""A second between two journals, and what a busy machine takes for one."""

CLERK = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from station.domain.ids import UserId
from station.forms.loader import load_forms
from station.signing.province import Province
from station.store.store import Store
from station.workflow.desk import Desk
from sync.client.outbox import FolderOutbox
from tests.flow.conftest import DEVICE, PASSWORD
from tests.ui.immediate import ImmediateTasks
from ui.bootstrap import PROVINCE_FILE, Station
from ui.checking.page import CheckingPage
from ui.checking.presenter import CheckingPresenter
from ui.desktop.start import prepare

root, folder = Path(sys.argv[1]), Path(sys.argv[2])
application = prepare(["clerk"])
store = Store.open(folder, UserId("clerk"), PASSWORD, DEVICE)
forms = load_forms(root / "resources/forms", root / "resources/reference")
province = Province.load(folder / PROVINCE_FILE)
desk = Desk(store.actor, store.signer, store.log, store.records, store.images, store.jobs, forms)
outbox = FolderOutbox(folder / "outbox", station=store.station_signer, station_id=store.facts.station_id,
                      office_id=store.facts.office_id, province=province)
tasks = ImmediateTasks(Station(store, desk, outbox, province, folder))
presenter = CheckingPresenter(tasks, tasks.changes)
page = CheckingPage(presenter)
page.show(); page.activateWindow(); page.activated()
presenter.hands.enter("Trần Thị Mây")
page.refresh()
letters = 0

def type_on():
    global letters
    event = QInputMethodEvent()
    event.setCommitString(chr(ord("a") + letters % 26))
    QApplication.sendEvent(page.card.editor, event)
    letters += 1
    print("typed", presenter.hands.path, len(page.card.editor.toPlainText()), time.time(), flush=True)

timer = QTimer()
timer.timeout.connect(type_on)
timer.start(100)
application.exec()
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")
def test_what_a_clerk_typed_survives_a_kill_but_for_about_the_last_second(office):  # noqa: F811
    with seated(office) as station:
        [entry_id] = fill(station, ["An"])
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    clerk = subprocess.Popen(
        [sys.executable, "-c", CLERK, str(ROOT), str(office.folder)], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )
    told: list[tuple[str, int, float]] = []
    try:
        assert clerk.stdout is not None
        for line in clerk.stdout:
            if line.startswith(_TOLD):
                path, letters, at = line.split()[1:]
                told.append((path, int(letters), float(at)))
            if len(told) == _TYPED_LETTERS:
                break
    finally:
        killed_at = time.time()
        clerk.send_signal(signal.SIGKILL)
        clerk.wait(_START_S)
        if clerk.stdout is not None:
            clerk.stdout.close()
    assert len(told) == _TYPED_LETTERS, "the clerk's window did not come up"
    surely_kept = max((letters for _, letters, at in told if at < killed_at - _JOURNAL_AND_SLACK_S), default=0)
    with Store.open(office.folder, UserId("clerk"), PASSWORD, DEVICE) as store:
        assert store.drafts.entries(UserId("clerk")) == [entry_id]
    with seated(office) as station:
        hands = presenter_of(station).hands
        assert hands.path == told[-1][0] and surely_kept > 0
        assert surely_kept <= len(hands.input) <= told[-1][1] + 20
        assert "Trần Thị Mây" in [keyed.text for keyed in hands.sheet.typed.values()]
