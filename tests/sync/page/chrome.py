"""A real browser over its W3C WebDriver: Debian's chromium and chromedriver, spoken to by HTTP. Only what the tests of the page need."""

import base64
import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
)  # fmt: skip
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""W3C WebDriver §12.1: the name of a reference to an element."""


class Chrome:
    """One window. `script=False`: as of a browser whose owner forbade scripts."""

    def __init__(self, driver_url: str, profile: Path, *, dark: bool = False, script: bool = True) -> None:
        self._http = httpx.Client(base_url=driver_url, timeout=60, trust_env=False)
        preferences = {} if script else {"profile.managed_default_content_settings.javascript": 2}
        options = {
            "binary": shutil.which("chromium"), "prefs": preferences,
            "args": [*_FLAGS, f"--user-data-dir={profile}", *(["--force-dark-mode"] if dark else [])],
        }  # fmt: skip
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        self._session = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._http.request(method, path, json=body)
        value = answer.json()["value"]
        assert answer.status_code == 200, value
        return value

    def _do(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return self._ask("POST", f"/session/{self._session}{path}", body or {})

    def size(self, width: int, height: int) -> None:
        self._do("/window/rect", {"width": width, "height": height})

    def go(self, url: str) -> None:
        self._do("/url", {"url": url})

    def find(self, css: str) -> str:
        return self._do("/element", {"using": "css selector", "value": css})[_ELEMENT]

    def click(self, css: str) -> None:
        self._do(f"/element/{self.find(css)}/click")

    def type(self, css: str, text: str) -> None:
        self._do(f"/element/{self.find(css)}/value", {"text": text})

    def text(self, css: str) -> str:
        return self._ask("GET", f"/session/{self._session}/element/{self.find(css)}/text")

    def until(self, condition: str) -> None:
        """Wait for a page of which a script says so: neither a key nor, on a busy machine, a click waits for the next page."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(AssertionError):
                if self.script(f"return document.readyState === 'complete' && Boolean({condition})"):
                    return
            time.sleep(0.05)
        raise AssertionError(f"never {condition}; it says {self.text('body')[:300]!r}")

    def script(self, source: str) -> Any:
        return self._do("/execute/sync", {"script": source, "args": []})

    def press(self, *keys: str) -> None:
        """To whatever has the focus."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._do("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def log(self) -> list[str]:
        """What the browser complained about since the last look."""
        return [line["message"] for line in self._do("/se/log", {"type": "browser"})]

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._ask("GET", f"/session/{self._session}/screenshot")))

    def close(self) -> None:
        self._ask("DELETE", f"/session/{self._session}")
        self._http.close()


@contextlib.contextmanager
def chromedriver() -> Iterator[str]:
    """Its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{url}/status", trust_env=False).json()["value"]["ready"]:
                    break
            time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)
