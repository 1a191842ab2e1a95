"""What is let go of is given back, whatever small things were made meanwhile."""

import subprocess
import sys

import pytest

_DAY_OF_PIECES = """
import sys, psutil, numpy as np
from station.domain.heap import tame_heap
large, piece, small = map(int, sys.argv[1:])
tame_heap(large)
kept, pages = [], []
before = psutil.Process().memory_info().rss
for number in range(30):
    pages.append(np.ones(piece, np.uint8))
    kept.append(bytes(small))
    del pages[:-3]
pages.clear()
print((psutil.Process().memory_info().rss - before) // 2**20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator is glibc's")
@pytest.mark.parametrize(("large", "piece", "small"), [(12 * 2**20, 26_000_000, 100_000), (256 * 1024, 2_000_000, 20_000)])
def test_pieces_let_go_of_leave_nothing_behind(large, piece, small):
    asks = [sys.executable, "-c", _DAY_OF_PIECES, *map(str, (large, piece, small))]
    done = subprocess.run(asks, capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) < 5  # MiB: thirty small things
