"""The schema, built once a session and copied for each test."""

import itertools
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.postgresql import Server


class Databases(Protocol):
    """Gives out empty databases that carry the schema."""

    def make(self, folder: Path) -> str:
        """A fresh database; `folder` is the test's own. Returns its SQLAlchemy URL."""

    def drop(self, url: str) -> None:
        """Forget a database that `make` gave."""


@dataclass
class SqliteFiles:
    """One file a test, copied from a template: 0.6 ms where creating sixty tables takes seconds."""

    template: Path

    @classmethod
    def build(cls, folder: Path, create_schema: Callable[[str], None]) -> "SqliteFiles":
        template = folder / "template.sqlite"
        create_schema(f"sqlite:///{template}")
        return cls(template)

    def make(self, folder: Path) -> str:
        target = folder / "musubi.sqlite"
        shutil.copyfile(self.template, target)
        return f"sqlite:///{target}"

    def drop(self, url: str) -> None:
        """Remove the file and its companions now: a thousand of them would fill a small temporary disk."""
        file = Path(url.removeprefix("sqlite:///"))
        for suffix in ("", "-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)


@dataclass
class PostgresqlClones:
    """One database a test, cloned by the server from a template database."""

    server: Server
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @classmethod
    def build(cls, server: Server, create_schema: Callable[[str], None]) -> "PostgresqlClones":
        server.execute("CREATE DATABASE template_musubi")
        create_schema(server.url("template_musubi"))
        return cls(server)

    def make(self, folder: Path) -> str:
        name = f"test_{next(self.numbers)}"
        # FILE_COPY is the quicker strategy for a small template when nothing is synced to disk.
        self.server.execute(f"CREATE DATABASE {name} TEMPLATE template_musubi STRATEGY file_copy")
        return self.server.url(name)

    def drop(self, url: str) -> None:
        name = url.split("@/", 1)[1].split("?", 1)[0]
        self.server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
