"""A real nginx in front of a central, with the configuration that is shipped; only paths, port and name are the test's."""

import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from station.signing.transport import SERVER, TransportAuthority, make_key, make_request, pem_of_der, read_request
from tests.sync.live import ROOT

CONFIGURATION = ROOT / "resources" / "central" / "nginx.conf"
HOST = "localhost"

_MAIN = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/central.conf;
}}
"""


class Nginx:
    """`with` runs it. `socket_path`: where the central listens."""

    def __init__(
        self, socket_path: Path, authority: TransportAuthority, made: Path | None = None, configuration: Path = CONFIGURATION
    ) -> None:
        self._authority, self._central, self._made, self._configuration = authority, socket_path, made, configuration
        self.folder = Path(tempfile.mkdtemp(prefix="station-nginx-"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"https://{HOST}:{self.port}"

    def __enter__(self) -> "Nginx":
        if self._made is None:
            self._certify()
        else:  # what `province server-certificate` made
            for path in self._made.iterdir():
                self._put(path.name, path.read_bytes())
        text = self._configuration.read_text()
        for old, new in (
            (r"listen \d+ ssl", f"listen 127.0.0.1:{self.port} ssl"), (r"\w+\.example", HOST),
            (r"/run/tram-so-hoa/[\w-]+\.sock", self._central), ("/etc/tram-so-hoa", self.folder), ("/var/log/nginx", self.folder),
        ):  # fmt: skip
            text, changed = re.subn(old, str(new), text)
            assert changed, old
        self._put("central.conf", text.encode())
        self._put("nginx.conf", _MAIN.format(folder=self.folder).encode())
        self.start()
        return self

    def _certify(self) -> None:
        key = make_key()
        request = read_request(make_request(key, HOST, "province"))
        certificate = self._authority.issue(request, holder=HOST, role=SERVER, office_id="province", hosts=[HOST, "127.0.0.1"])
        self._put("server.key", key)
        self._put("server.pem", pem_of_der(certificate))
        self._put("transport-root.pem", self._authority.root_pem)
        self.revoke([])

    def start(self) -> None:
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        command = [program, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError((self.folder / "error.log").read_text())

    def revoke(self, serials: list[int]) -> None:
        self._put("revoked.pem", self._authority.revocation_list(serials))

    def restart(self) -> None:
        self.stop()
        self.start()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _put(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)
