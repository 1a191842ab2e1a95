"""What the window does to its process: memory let go of is given back, pictures are made on one thread."""

import subprocess
import sys

import pytest

_DAY_OF_PAGES = """
import psutil, numpy as np
from ui.desktop.memory import tame_heap
tame_heap()
kept, pages = [], []
before = psutil.Process().memory_info().rss
for number in range(30):
    pages.append(np.ones(26_000_000, np.uint8))
    kept.append(bytes(100_000))
    del pages[:-3]
pages.clear()
print((psutil.Process().memory_info().rss - before) // 2**20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator is glibc's")
def test_pages_let_go_of_leave_nothing_behind():
    done = subprocess.run([sys.executable, "-c", _DAY_OF_PAGES], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) < 10  # MiB: thirty small things of 100 kB


def test_the_window_shares_no_picture_out_among_threads():
    asks = "from ui.desktop.start import prepare; prepare([]); import cv2; print(cv2.getNumThreads())"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) == 1
