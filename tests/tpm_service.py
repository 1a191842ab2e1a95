"""A TPM 2.0 without hardware (swtpm) of a test's own, reached through a socket in its folder; the machine's own chip is never touched."""

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

_START_S = 10


@contextlib.contextmanager
def running_tpm(folder: Path) -> Iterator[None]:
    """The tools of this process talk to a chip whose seeds lie in `folder`; another folder is another chip."""
    folder.mkdir(parents=True, exist_ok=True)
    # the folders of tests are too deep for the name of a socket
    with tempfile.TemporaryDirectory(prefix="swtpm-") as place:
        socket, control = Path(place) / "s", Path(place) / "s.ctrl"
        command = ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={folder}", "--server", f"type=unixio,path={socket}"]
        command += ["--ctrl", f"type=unixio,path={control}", "--flags", "startup-clear,not-need-init"]
        chip = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + _START_S
            while not (socket.exists() and control.exists()):
                assert chip.poll() is None and time.monotonic() < deadline, "swtpm does not start"
                time.sleep(0.01)
            with mock.patch.dict(os.environ, {"TPM2TOOLS_TCTI": f"swtpm:path={socket}"}):
                yield
        finally:
            chip.terminate()
            chip.wait(_START_S)
