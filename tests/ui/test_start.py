"""What starting the desktop does to its process."""

import subprocess
import sys


def test_the_window_shares_no_picture_out_among_threads():
    asks = "from ui.desktop.start import prepare; prepare([]); import cv2; print(cv2.getNumThreads())"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) == 1
