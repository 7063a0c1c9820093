"""What an archive holds and is called, how long it is kept, and how the secret travels in it."""

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from crm.core import clock, keys

#: The job that makes an archive every night, the one that restores the newest of them, the one that tells of it.
JOB: Final = "backups.create"
PROVE_JOB: Final = "backups.prove"
TELL_JOB: Final = "backups.tell"
#: Counts up when the members of an archive change their form.
FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SECRET: Final = "secret"  # noqa: S105  # the name of a member
TABLES: Final = "database/"
FILES: Final = "files/"
_NAME: Final = re.compile(r"musubi-\d{8}-\d{6}\.zip")
#: Tables that are not taken along: the search index is made anew, everybody signs in again, other workers work there.
LEFT_OUT: Final = ("alembic_version", "login_sessions", "lookup_", "sqlite_", "workers")
#: The newest archives stay however old they are.
ALWAYS_KEPT: Final = 3
#: Without an archive for so long, the system page warns.
OVERDUE: Final = timedelta(days=2)
#: The newest archive is restored beside the live installation when the last time is so long ago.
PROVED_EVERY: Final = timedelta(days=30)
#: Some days more, and the system page warns.
UNPROVED: Final = timedelta(days=40)
#: In the folder of the archives: what came of it. In the data folder, while it lasts: the restored installation.
PROOF: Final = "restore-test.json"
PROVING: Final = "restore-test"
LONGEST_PROBLEM: Final = 400
_SALT, _NONCE = 16, 12


class Unusable(Exception):
    """An archive or a place that cannot be used, with a sentence for whoever runs the server."""


@dataclass(frozen=True)
class Member:
    """A table in an archive: its rows and the SHA-256 of its lines."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What stands in an archive, written into it last."""

    made_at: datetime
    version: str  #: of the product
    revision: str  #: of the schema
    database: str  #: sqlite or postgresql
    audit_head: str
    secret: str  #: fingerprint of the installation's secret
    carries_secret: bool
    tables: dict[str, Member]
    files: dict[str, str]  #: {storage name: SHA-256}
    lost_files: tuple[str, ...] = ()  #: files that rows name and that were missing or changed when it was made
    format: int = field(default=FORMAT)

    @property
    def rows(self) -> int:
        return sum(member.rows for member in self.tables.values())

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Manifest":
        """Unusable when it was written in a form that this version does not know."""
        facts: dict[str, Any] = json.loads(text)
        if facts.get("format") != FORMAT:
            raise Unusable(f"The archive has form {facts.get('format')}; this version reads form {FORMAT}.")
        facts["made_at"] = datetime.fromisoformat(facts["made_at"])
        facts["tables"] = {name: Member(**member) for name, member in facts["tables"].items()}
        facts["lost_files"] = tuple(facts["lost_files"])
        return cls(**facts)


@dataclass(frozen=True)
class RestoreTest:
    """What came of restoring an archive beside the live installation."""

    archive: str
    at: datetime
    seconds: int
    problem: str  #: "" where all of it came back

    @property
    def is_old(self) -> bool:
        return not self._within(UNPROVED)

    @property
    def is_due(self) -> bool:
        return not self._within(PROVED_EVERY)

    def _within(self, time: timedelta) -> bool:
        """Whether it was made so long ago at most, and not by a clock that went ahead."""
        return clock.now() - time <= self.at <= clock.now() + clock.AHEAD

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "RestoreTest":
        facts: dict[str, Any] = json.loads(text)
        return cls(**facts | {"at": datetime.fromisoformat(facts["at"])})


def is_kept(table: str) -> bool:
    """Whether the rows of a table are taken along."""
    return not table.startswith(LEFT_OUT)


def rows_of(table: str) -> str:
    """The member that holds the rows of a table, a line each."""
    return f"{TABLES}{table}.jsonl"


def name_of(moment: datetime) -> str:
    """What an archive of a moment (UTC) is called."""
    return f"musubi-{moment:%Y%m%d-%H%M%S}.zip"


def moment_of(name: str) -> datetime:
    """When the archive of a name was made (UTC)."""
    return datetime.strptime(name, "musubi-%Y%m%d-%H%M%S.zip").replace(tzinfo=UTC)


def archives(folder: Path) -> list[Path]:
    """The archives in a folder, newest first; none where there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)


def expired(paths: Iterable[Path], *, now: datetime, days: int) -> list[Path]:
    """Which archives, newest first, are older than `days` and not among the newest ones."""
    oldest = name_of(now - timedelta(days=days))
    return [path for path in list(paths)[ALWAYS_KEPT:] if path.name < oldest]


def fingerprint(secret: str) -> str:
    """Tells whether two secrets are one, and nothing else of them."""
    return keys.derived_from(secret, "backup fingerprint").hex()[:16]


def sealed(secret: str, passphrase: str) -> bytes:
    """The secret as it travels: AES-256-GCM under a key that scrypt (n 2¹⁵, r 8, p 1) makes of the passphrase."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, secret.encode(), None)


def opened(content: bytes, passphrase: str) -> str:
    """The secret again. Unusable with another passphrase."""
    salt, nonce, rest = content[:_SALT], content[_SALT : _SALT + _NONCE], content[_SALT + _NONCE :]
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, rest, None).decode()
    except InvalidTag:
        raise Unusable("The passphrase does not open the secret in this archive.") from None


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


def sheet(secret: str, office: str) -> Sequence[str]:
    """The lines of the recovery sheet: the secret in groups of eight, and its fingerprint to check what was typed."""
    groups = [secret[start : start + 8] for start in range(0, len(secret), 8)]
    return (
        f"Musubi: recovery sheet of {office or 'this installation'}",
        "",
        "Keep this sheet apart from the archives. With it and an archive the installation can be brought back;",
        "without it travel details and applications stay closed, and the audit log has to be sealed again.",
        "",
        *("  " + " ".join(groups[start : start + 4]) for start in range(0, len(groups), 4)),
        "",
        f"Fingerprint: {fingerprint(secret)}",
        "To use it: write the groups without the spaces between them into the file secret_key of the data folder.",
    )
