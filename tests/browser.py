"""A headless Chromium, driven over its own protocol: what a page shows, asks for and complains about."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websocket

NAMES = ("chromium", "chromium-browser", "google-chrome")
OFFLINE = (
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://127.0.0.1:9", "--disable-background-networking",
)  # fmt: skip
KEYS = {"Tab": 9, "ArrowRight": 39, "ArrowLeft": 37, "Escape": 27, "Enter": 13, "End": 35, "Home": 36}


def chromium() -> str | None:
    """Where Chromium is, None where it is not installed."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


@dataclass
class Page:
    """One tab. `requests` are the addresses it asked for, `complaints` errors, exceptions and refusals."""

    socket: websocket.WebSocket
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _last: int = 0

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol, and its result; what happens meanwhile is noted."""
        self._last += 1
        self.socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            said = json.loads(self.socket.recv())
            if said.get("id") == self._last:
                assert "error" not in said, said
                return said["result"]
            self._note(said)

    def open(self, path: Path, width: int, height: int = 900, dark: bool = False) -> None:
        """Open a file from the disk in a window of this size."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 700)  # fmt: skip
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        ])  # fmt: skip
        self.requests.clear()
        self.complaints.clear()
        self.call("Page.navigate", url=path.resolve().as_uri())
        until = time.monotonic() + 20
        while self.run("document.readyState") != "complete" or self.run("location.href") == "about:blank":
            assert time.monotonic() < until, "the page does not come up"
            time.sleep(0.05)

    def run(self, expression: str) -> Any:
        """The value of an expression of JavaScript."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str) -> None:
        """Press and let go one key."""
        typed = {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode=KEYS[key], **typed)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=KEYS[key])

    def move_to(self, x: float, y: float) -> None:
        """Move the pointer."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def picture(self, path: Path) -> None:
        """The whole page as a PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        path.write_bytes(base64.b64decode(shot["data"]))

    def _note(self, said: dict[str, Any]) -> None:
        method, about = said.get("method"), said.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(about["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and about["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(about["args"]))
        elif method == "Log.entryAdded":
            self.complaints.append(about["entry"]["text"])


@contextmanager
def browser(network_denied: bool = True) -> Iterator[Page]:
    """A page of a fresh browser without any network; all of it is gone at the end."""
    program = chromium()
    assert program is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={profile}",
             *(OFFLINE if network_denied else ()), "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            port = _port(Path(profile) / "DevToolsActivePort")
            page = Page(websocket.create_connection(_address(port), timeout=60))
            for domain in ("Page", "Runtime", "Network", "Log"):
                page.call(f"{domain}.enable")
            yield page
            page.socket.close()
        finally:
            process.terminate()
            process.wait(timeout=20)


def _port(told: Path) -> int:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if told.is_file() and len(lines := told.read_text().splitlines()) == 2:
            return int(lines[0])
        time.sleep(0.05)
    raise AssertionError("Chromium does not come up")


def _address(port: int) -> str:
    """The address of the debugger of the first tab."""
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/json/list")
    tabs = json.loads(connection.getresponse().read())
    return next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
