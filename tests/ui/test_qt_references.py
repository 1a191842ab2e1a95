"""Calls into Qt do not end the interpreter, however many they are."""

import subprocess
import sys

PROGRAM = """

from PySide6.QtCore import QObject
thing = QObject()
for _ in range(50_000):
    thing.setObjectName("x")
print("alive")
"""


def test_fifty_thousand_calls_that_return_nothing_leave_the_interpreter_alive():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "alive", done.stderr
