"""The product as a process of its own: its data folder, its server, and a client of that."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from flask import Flask

from crm.factory import create_app
from crm.web import migrating
from tests.cast import hidden
from tests.conftest import SECRET_KEY, let_go, settings_for
from tests.databases import Databases
from tests.patience import PATIENCE
from tools.steps import ROOT


def prepare(instance: Path, databases: Databases) -> Flask:
    """Put a database of today's schema into the folder, as `flask db upgrade` leaves it; gives its application."""
    instance.mkdir()
    app = create_app(settings_for(instance, databases.make(instance)))
    with app.app_context():
        migrating.tool(app).stamp()
    let_go(app)
    return app


class Browser:
    """A real client of a real server: cookies, forms, no redirects followed."""

    def __init__(self, address: str) -> None:
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
                return None

        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Stay())

    def get(self, path: str) -> str:
        return self.ask(path)[1]

    def post(self, path: str, data: dict[str, str]) -> int:
        return self.ask(path, data)[0]

    def ask(
        self, path: str, data: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """(status, body) of any answer."""
        sent = urllib.parse.urlencode(data).encode() if data is not None else None
        try:
            with self.opener.open(
                urllib.request.Request(self.address + path, sent, headers or {}), timeout=PATIENCE
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()

    def sign_in(self, email: str, password: str) -> None:
        token = hidden(self.get("/users/sign-in"), "csrf_token")
        assert self.post("/users/sign-in", {"email": email, "password": password, "csrf_token": token}) == 303


class Server:
    """gunicorn as the product starts it, in a process group of its own, its output in a file."""

    def __init__(self, folder: Path, application: str = "app:app", **settings: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.log = folder, folder / "server.log"
        self.application, self.settings = application, settings
        self.process: subprocess.Popen[bytes] | None = None
        self.app: Flask

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
        return kept | {"CRM_INSTANCE": str(self.folder / "instance"), "CRM_PORT": str(self.port),
                       "CRM_SECRET_KEY": SECRET_KEY, "CRM_WORKERS": "1"} | self.settings  # fmt: skip

    def launch(self) -> None:
        """Begin the process, without waiting for it."""
        command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", self.application]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def start(self) -> None:
        self.launch()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        self.kill()
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        """kill -9 to the master and its worker at once: only this test's own process group."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
