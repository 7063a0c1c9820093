"""The web server and the worker live and end together, whatever happens to one of them."""

import os
import runpy
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from gunicorn.config import Config
from werkzeug.test import EnvironBuilder

from tests.databases import SqliteFiles
from tests.patience import PATIENCE, eventually
from tests.served import prepare
from tools import serve
from tools.steps import ROOT

pytestmark = pytest.mark.once


#: The supervisor over two programs that do nothing: it is ready at once.
OVER_SLEEPERS = """
import sys
from tools import serve
serve.SERVER, serve.WORKER, serve.ACCOUNTS = ["sleep", "601"], ["sleep", "602"], ["echo", "Musubi is ready"]
serve.Supervisor.answers = lambda _self: True
sys.exit(serve.main())
"""


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the product will listen."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("CRM_PORT", str(port))
    return f"http://127.0.0.1:{port}"


@pytest.fixture
def supervisor(
    address: str, tmp_path: Path, databases: SqliteFiles, monkeypatch: pytest.MonkeyPatch
) -> Iterator[subprocess.Popen[str]]:
    """`tools.serve` as ./run ends up in it, once it says that it is ready; nobody has an account yet."""
    monkeypatch.setenv("CRM_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("CRM_WORKERS", "1")
    prepare(tmp_path / "instance", databases)
    with ready("-m", "tools.serve") as process:
        yield process


@contextmanager
def ready(*command: str) -> Iterator[subprocess.Popen[str]]:
    """Start Python, and go on when it says that the product is ready."""
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        assert any("Musubi is ready" in line for line in process.stdout)
        yield process
        process.kill()
        process.wait()


def children(parent: int) -> dict[int, str]:
    """The living child processes of `parent`: number → command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, ppid = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(ppid) == parent and state != "Z":
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue  # it ended while we looked
    return found


def family_of(parent: int) -> set[int]:
    """The server and the worker; the command that names the accounts comes and goes."""
    return {number for number, command in children(parent).items() if "gunicorn" in command or "jobs work" in command}


def sleepers_of(parent: int) -> set[int]:
    return {number for number, command in children(parent).items() if "sleep 60" in command}


def worker_of(parent: int) -> int | None:
    return next((number for number, command in children(parent).items() if "jobs work" in command), None)


def is_gone(number: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return True


def test_a_dead_worker_is_replaced_and_a_signal_ends_everything(
    supervisor: subprocess.Popen[str], address: str
) -> None:
    first = worker_of(supervisor.pid)
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: worker_of(supervisor.pid) not in (None, first))
    with urllib.request.urlopen(f"{address}/healthz", timeout=PATIENCE) as answer:
        assert answer.status == 200
    family = family_of(supervisor.pid)
    assert len(family) == 2
    supervisor.send_signal(signal.SIGINT)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(timeout=PATIENCE) == 0
    assert all(is_gone(number) for number in family)


@pytest.mark.usefixtures("address")
def test_nothing_is_left_when_the_supervisor_is_killed() -> None:
    """The kernel sends both the signal at which the real ones end in the test above."""
    with ready("-c", OVER_SLEEPERS) as supervisor:
        assert eventually(lambda: len(sleepers_of(supervisor.pid)) == 2)
        family = sleepers_of(supervisor.pid)
        supervisor.kill()
        supervisor.wait()
        assert all(eventually(partial(is_gone, number)) for number in family)


def test_a_taken_port_is_named(address: str) -> None:
    port = int(address.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)):
        refused = subprocess.run(
            [sys.executable, "-m", "tools.serve"], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert refused.returncode == 1
    assert f"CRM_PORT={port + 1} ./run" in refused.stderr


def test_a_taken_port_is_named_before_anything_is_set_up(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(address.rpartition(":")[2])
    monkeypatch.setenv("CRM_INSTANCE", str(tmp_path / "instance"))
    with socket.create_server(("127.0.0.1", port)):
        refused = subprocess.run(["./run", "--empty"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout.count("\n")) == (1, 1), (
        "one line says that it starts, no other step follows"
    )
    assert f"CRM_PORT={port + 1} ./run" in refused.stderr
    assert not (tmp_path / "instance").exists()


def test_a_free_port_is_no_hindrance(address: str) -> None:
    assert serve.main("--look") == 0


#: Each is logged as itself, also beside an address whose last part is called a code and opens nothing.
OPENING_NOTHING = ("/tasks/1", "/lists/leaving/1", "/lists/people/chosen/archive", "/fairs/booths/1")


def test_the_access_log_names_no_address_that_opens_something(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log is written when the request is over; an address that opens nothing may be one that was mistyped."""
    monkeypatch.setenv("CRM_INSTANCE", str(tmp_path))
    served = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    served["keep_secrets"](app)
    log, answer, shown = served["Log"](Config()), SimpleNamespace(status="200 OK", sent=0, headers=[]), {}
    secret = ("/outcomes/answer/abc-def", "/missions/calendars/abc-def.ics", "/applications/apply/abc-def")
    for path in (
        *secret,
        "/missions/calendars/abc-def",
        "/outcomes/answer/abc-def/",
        "/outcomes//answer/abc-def",
        *OPENING_NOTHING,
    ):
        environ = EnvironBuilder(path=path).get_environ()
        b"".join(app.wsgi_app(environ, lambda *_begin: lambda _body: None))
        shown[path] = log.atoms(answer, SimpleNamespace(headers=[]), environ | {"RAW_URI": path}, timedelta())["U"]
    assert "abc-def" not in "".join(shown.values())
    assert {path: shown[path] for path in OPENING_NOTHING} == {path: path for path in OPENING_NOTHING}
