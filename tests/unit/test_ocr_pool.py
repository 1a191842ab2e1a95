"""The pool outlives what engines and pages do to its workers."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from ocr.limits import PATIENCE, THREADS
from ocr.pool import ReadingPool, usable_cores
from station.domain.errors import StationError
from station.domain.record import PageReading
from station.forms.loader import load_forms

REPOSITORY = Path(__file__).parents[2]
LIMIT_S = {"hanging": 1.0, "spinning": 1.0}
"""What a page may take of the processor where it is to be ended; the first page of a worker takes a quarter of it."""
WAITED_S = 3.0
"""How long a page that hangs is waited for on a machine that has nothing else to do."""


@pytest.fixture(scope="module")
def boats():
    return load_forms(REPOSITORY / "tests" / "forms", REPOSITORY / "resources" / "reference")


def page(width=700):
    """A blank page; the faulty engines misbehave on pages narrower than 400 pixels."""
    buffer = io.BytesIO()
    Image.fromarray(np.full((600, width), 255, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def outcomes(library, engine, pages, **options):
    """Key → code of the failure, or `read`."""
    with ReadingPool(library, workers=1, engine_name=engine, second_engine_name="", **options) as pool:
        return {key: "read" if isinstance(outcome, PageReading) else outcome.code for key, outcome in pool.read(pages)}


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """By the clock a page that hangs is given up sooner than in life; later where others crowd the machine, for workers give way."""
    crowd = max(1.0, os.getloadavg()[0] / usable_cores()) if hasattr(os, "getloadavg") else 1.0
    monkeypatch.setattr("ocr.pool.PATIENCE", min(WAITED_S * crowd / LIMIT_S["hanging"], PATIENCE))


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ("crashing", "reading.worker-died"),
        ("hanging", "reading.timeout"),
        ("spinning", "reading.timeout"),
        ("raising", "reading.engine-failed"),
        ("greedy", "reading.engine-failed"),
        ("failing", "reading.engine-failed"),
    ],
)
def test_a_page_that_goes_wrong_is_a_failure_and_the_next_goes_on(boats, behaviour, code):
    pages = [("first", page()), ("bad", page(120)), ("last", page())]
    found = outcomes(boats, f"tests.faulty.engines:{behaviour}", pages, page_timeout_s=LIMIT_S.get(behaviour, 60.0))
    assert found == {"first": "read", "bad": code, "last": "read"}


@pytest.mark.parametrize("behaviour", ["crashing", "hanging", "spinning", "raising", "failing", "missing"])
def test_a_page_on_which_the_first_engine_fails_is_read_by_the_second_and_says_so(boats, behaviour):
    names = {"engine_name": f"tests.faulty.engines:{behaviour}", "second_engine_name": "null"}
    with ReadingPool(boats, workers=1, page_timeout_s=LIMIT_S.get(behaviour, 60.0), **names) as pool:
        ((key, reading),) = pool.read([("a", page(120))])
    assert key == "a"
    assert [finding.rule for finding in reading.findings][-1] == "reading.second-engine"


def test_a_bad_image_is_not_tried_twice(boats):
    with ReadingPool(boats, workers=1, engine_name="tests.faulty.engines:telling", second_engine_name="null") as pool:
        ((_, outcome),) = pool.read([("junk", b"junk")])
    assert outcome.code == "reading.unreadable-image"


def test_what_an_engine_says_of_a_page_stays_out_of_the_log(boats, caplog):
    with ReadingPool(boats, workers=1, engine_name="tests.faulty.engines:raising", second_engine_name="") as pool:
        ((_, outcome),) = pool.read([("bad", page(120))])
    assert "Nguyễn" not in str(outcome) + caplog.text
    assert "ValueError" in outcome.details["reason"]


def test_bad_images_are_failures_and_the_next_goes_on(boats):
    whole = page()
    pages = [("junk", b"junk"), ("cut", whole[: len(whole) // 2]), ("empty", b""), ("good", whole)]
    assert outcomes(boats, "null", pages) == {
        "junk": "reading.unreadable-image",
        "cut": "reading.unreadable-image",
        "empty": "reading.unreadable-image",
        "good": "read",
    }


@pytest.mark.parametrize("engine", ["tests.faulty.engines:missing", "no-such-engine"])
def test_a_missing_engine_is_every_page_s_failure(boats, engine):
    assert outcomes(boats, engine, [("a", page()), ("b", page())]) == dict.fromkeys("ab", "reading.engine-missing")


def test_workers_and_their_programs_have_one_thread(boats, monkeypatch):
    for name in THREADS:
        monkeypatch.delenv(name, raising=False)
    with ReadingPool(boats, workers=1, engine_name="tests.faulty.engines:telling", second_engine_name="") as pool:
        ((_, outcome),) = pool.read([("a", page())])
    assert isinstance(outcome, StationError)
    assert "threads 1 opencv 1 numpy 1 " in outcome.details["reason"]


@pytest.mark.skipif(sys.platform != "linux", reason="the class of idle work is Linux's")
@pytest.mark.parametrize("beside_a_person", [False, True])
def test_workers_leave_the_cores_to_programs_that_people_sit_before(boats, beside_a_person):
    with ReadingPool(boats, workers=1, engine_name="null", beside_a_person=beside_a_person) as pool:
        assert [key for key, _ in pool.read([("a", page())])] == ["a"]
        workers = [child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]
        assert workers
        for worker in workers:
            assert (os.sched_getscheduler(worker.pid) == os.SCHED_IDLE) is beside_a_person
            assert beside_a_person or worker.nice() == min(psutil.Process().nice() + 10, 19)


def test_pages_are_taken_only_as_workers_can_hold_them(boats):
    taken = []

    def pages():
        for number in range(12):
            taken.append(number)
            yield str(number), page()

    with ReadingPool(boats, workers=2, engine_name="null") as pool:
        results = pool.read(pages())
        next(results)
        assert len(taken) <= 4
        assert len(list(results)) == 11


def test_a_pool_can_be_left_in_the_middle(boats):
    with ReadingPool(boats, workers=1, engine_name="null") as pool:
        results = pool.read((str(number), page()) for number in range(5))
        next(results)
    assert not [child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]


PARENT = """
import sys
from pathlib import Path
from ocr.limits import PATIENCE
from ocr.pool import ReadingPool
from station.forms.loader import load_forms

if __name__ == "__main__":
    root = Path(sys.argv[1])
    library = load_forms(root / "tests/forms", root / "resources/reference")
    with ReadingPool(library, workers=1, engine_name="tests.faulty.engines:telling", second_engine_name="") as pool:
        for content in [Path(sys.argv[2]).read_bytes()] * 2:
            (_, outcome), = pool.read([("a", content)])
            print(outcome.details["reason"].split()[-1], flush=True)
            sys.stdin.read(1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_workers_end_when_the_station_is_killed(tmp_path):
    script, image = tmp_path / "parent.py", tmp_path / "page.png"
    script.write_text(PARENT, encoding="utf-8")
    image.write_bytes(page())
    command = [sys.executable, str(script), str(REPOSITORY), str(image)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as parent:
        worker = psutil.Process(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        for _ in range(100):
            if not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE:
                return
            time.sleep(0.1)
    pytest.fail("the worker outlived the station by ten seconds")
