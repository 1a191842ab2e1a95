"""A real S3-compatible server: OpenStack Swift with its s3api, from Debian's packages, on loopback with one device and one replica."""

import getpass
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from sync.central.configuration import S3Place
from sync.central.s3 import S3Objects

ACCESS_KEY, SECRET = "province:central", "thuc-hanh-swift"
BUCKET = "tram-so-hoa"

_SERVER = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
log_level = WARNING
log_address = {folder}/no-syslog
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
allow_ssync = false
"""

_PROXY = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
log_level = WARNING
log_address = {folder}/no-syslog
[pipeline:main]
pipeline = catch_errors gatekeeper cache s3api tempauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:9
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_province_central = {secret} .admin
"""


_RINGS = """
import sys
from swift.common.ring import RingBuilder
for word in sys.argv[2:]:
    kind, port = word.split("=")
    builder = RingBuilder(4, 1, 1)
    builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port), "device": "d1", "weight": 1.0})
    builder.rebalance()
    builder.get_ring().save(f"{sys.argv[1]}/{kind}.ring.gz")
"""


class Swift:
    """`with` runs it."""

    def __enter__(self) -> "Swift":
        self.folder = Path(tempfile.mkdtemp(prefix="station-swift-"))
        (self.folder / "devices" / "d1").mkdir(parents=True)
        (self.folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_prefix = a\nswift_hash_path_suffix = b\n")
        self._ports = {kind: _free_port() for kind in ("account", "container", "object", "proxy")}
        self.endpoint = f"http://127.0.0.1:{self._ports['proxy']}"
        for kind in ("account", "container", "object"):
            self._configure(kind, _SERVER)
        self._make_rings()
        self._configure("proxy", _PROXY)
        (self.folder / "secret").write_text(SECRET)
        self._processes: list[subprocess.Popen[bytes]] = []
        self.start()
        S3Objects(self.place, self.folder / "growing").make_bucket()
        return self

    @property
    def place(self) -> S3Place:
        return S3Place(endpoint=self.endpoint, bucket=BUCKET, access_key=ACCESS_KEY, secret_file=self.folder / "secret")

    def start(self) -> None:
        for kind in self._ports:
            with (self.folder / f"{kind}.log").open("ab") as log:
                command = [_program(f"swift-{kind}-server"), str(self.folder / f"{kind}-server.conf"), "-v"]
                self._processes.append(subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and all(process.poll() is None for process in self._processes):
            try:
                if httpx.get(self.endpoint, trust_env=False, timeout=5).status_code < 500:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        self.stop()
        raise AssertionError("\n".join(path.read_text()[-2000:] for path in self.folder.glob("*.log")))

    def empty(self) -> None:
        client = S3Objects(self.place, self.folder / "growing")._client
        for found in client.list_objects(Bucket=BUCKET).get("Contents", []):
            client.delete_object(Bucket=BUCKET, Key=found["Key"])

    def stop(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(20)
        self._processes.clear()

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_rings(self) -> None:
        """By the system's Python, whose Swift is: its command would be started nine times."""
        arguments = [str(self.folder), *(f"{kind}={self._ports[kind]}" for kind in ("account", "container", "object"))]
        subprocess.run(["/usr/bin/python3", "-c", _RINGS, *arguments], check=True, capture_output=True)

    def _configure(self, kind: str, template: str) -> None:
        text = template.format(kind=kind, port=self._ports[kind], folder=self.folder, user=getpass.getuser(), secret=SECRET)
        (self.folder / f"{kind}-server.conf").write_text(text)


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is missing; ./test --full installs it"
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
