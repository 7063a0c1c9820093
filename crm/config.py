"""Settings from CRM_* variables: the only reader of the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
KNOWN = frozenset(
    {
        "CRM_INSTANCE",
        "CRM_DATABASE_URL",
        "CRM_SECRET_KEY",
        "CRM_PORT",
        "CRM_HOST",
        "CRM_BASE_URL",
        "CRM_PROXIES",
        "CRM_CHAMBER",
        "CRM_WORKERS",
        "CRM_PLAN_APPROVAL",
        "CRM_SMTP_HOST",
        "CRM_SMTP_PORT",
        "CRM_SMTP_SECURITY",
        "CRM_SMTP_USER",
        "CRM_SMTP_PASSWORD",
        "CRM_SMTP_FROM",
        "CRM_IMAP_HOST",
        "CRM_IMAP_PORT",
        "CRM_IMAP_SECURITY",
        "CRM_IMAP_USER",
        "CRM_IMAP_PASSWORD",
        "CRM_IMAP_FOLDER",
        "CRM_OFFICE",
        "CRM_EXPORT_ROWS",
        "CRM_BACKUP_FOLDER",
        "CRM_BACKUP_DAYS",
        "CRM_BACKUP_PASSPHRASE",
        "CRM_LOG",
        "CRM_METRICS_TOKEN",
        "CRM_SECOND_FACTOR",
    }
)
SHORTEST_SECRET = 32
SHORTEST_PASSPHRASE = 12
#: Of `Imap.name`.
LONGEST_MAILBOX = 320
#: How log lines are written: for people, or each as an object for programs.
LOGS = ("text", "json")

SMTP_SECURITY = IMAP_SECURITY = ("starttls", "tls", "none")


class SettingsError(Exception):
    """The environment asks for something the product refuses to start with."""


@dataclass(frozen=True)
class Smtp:
    """The server through which mail leaves, and as whom."""

    host: str
    port: int
    security: str  #: one of SMTP_SECURITY
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Smtp | None":
        """Read CRM_SMTP_*; None without a host. SettingsError without a sender, or unencrypted beyond loopback."""
        host = environ.get("CRM_SMTP_HOST", "")
        if not host:
            return None
        security = environ.get("CRM_SMTP_SECURITY", "starttls")
        sender = environ.get("CRM_SMTP_FROM", "")
        if security not in SMTP_SECURITY:
            raise SettingsError(f"CRM_SMTP_SECURITY must be one of {', '.join(SMTP_SECURITY)}.")
        if "@" not in sender or any(c.isspace() for c in sender):
            raise SettingsError("CRM_SMTP_FROM must be the e-mail address that mail is sent from.")
        if security == "none" and host not in LOOPBACK:
            raise SettingsError("Beyond this machine mail is handed over encrypted only: set CRM_SMTP_SECURITY.")
        port = _number(environ, "CRM_SMTP_PORT", 465 if security == "tls" else 587)
        user, password = environ.get("CRM_SMTP_USER", ""), environ.get("CRM_SMTP_PASSWORD", "")
        return cls(host, port, security, sender, user, password)


@dataclass(frozen=True)
class Imap:
    """The mailbox from which mail is taken, beside what a mail server pipes in."""

    host: str
    port: int
    security: str  #: one of IMAP_SECURITY
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    @property
    def name(self) -> str:
        """Which mailbox it is: numbers of mails count within it."""
        return f"{self.user}@{self.host}/{self.folder}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Imap | None":
        """Read CRM_IMAP_*; None without a host. SettingsError without user and password, or unencrypted beyond here."""
        host = environ.get("CRM_IMAP_HOST", "")
        if not host:
            return None
        security = environ.get("CRM_IMAP_SECURITY", "tls")
        user, password = environ.get("CRM_IMAP_USER", ""), environ.get("CRM_IMAP_PASSWORD", "")
        folder = environ.get("CRM_IMAP_FOLDER", "INBOX")
        if security not in IMAP_SECURITY:
            raise SettingsError(f"CRM_IMAP_SECURITY must be one of {', '.join(IMAP_SECURITY)}.")
        if not user or not password:
            raise SettingsError("CRM_IMAP_HOST needs CRM_IMAP_USER and CRM_IMAP_PASSWORD.")
        if security == "none" and host not in LOOPBACK:
            raise SettingsError("Beyond this machine mail is fetched encrypted only: set CRM_IMAP_SECURITY.")
        if not (folder.isascii() and folder.isprintable()) or len(f"{user}@{host}/{folder}") > LONGEST_MAILBOX:
            raise SettingsError("CRM_IMAP_FOLDER must be a folder as IMAP writes it, in ASCII and not too long.")
        port = _number(environ, "CRM_IMAP_PORT", 993 if security == "tls" else 143)
        return cls(host, port, security, user, password, folder)


@dataclass(frozen=True)
class Backup:
    """Where an archive of everything is put every night."""

    folder: Path
    days: int  #: how long archives are kept; the newest ones stay
    passphrase: str = field(default="", repr=False)  #: seals the secret in them; without it they do not carry it

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Backup | None":
        """Read CRM_BACKUP_*; None without a folder. SettingsError for a short passphrase or half a path."""
        folder = environ.get("CRM_BACKUP_FOLDER", "")
        passphrase = environ.get("CRM_BACKUP_PASSPHRASE", "")
        if 0 < len(passphrase) < SHORTEST_PASSPHRASE:
            raise SettingsError(f"CRM_BACKUP_PASSPHRASE needs at least {SHORTEST_PASSPHRASE} characters.")
        if not folder:
            return None
        if not Path(folder).is_absolute():
            raise SettingsError("CRM_BACKUP_FOLDER must be a whole path, such as /backup/musubi.")
        return cls(Path(folder), _number(environ, "CRM_BACKUP_DAYS", 14), passphrase)


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations."""

    instance: Path  #: folder of data: database, keys, files
    database_url: str  #: SQLAlchemy URL, SQLite or PostgreSQL
    secret_key: str
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"  #: what people type; https makes cookies Secure
    proxies: int = 0  #: reverse proxies in front that set X-Forwarded-*
    chamber: str = ""  #: what the office is called at first, until it says so itself under Settings
    workers: int = 2
    plan_approval: bool = False  #: whether a plan leaves the state of a draft by an approval of management only
    smtp: Smtp | None = None  #: without it reminders stay in the product
    imap: Imap | None = None  #: without it mail comes in by the pipe alone
    backup: Backup | None = None  #: without it nothing is kept at night
    export_rows: int = 20_000  #: how many rows one user may take out of lists within 24 hours
    log: str = "text"  #: one of LOGS
    metrics_token: str = field(default="", repr=False)  #: who shows it reads /metrics and /version; "": nobody
    second_factor: frozenset[str] = frozenset()  #: roles that sign in with a second factor only
    office: str = ""  #: its name among the offices of one machine (`./run offices`); "": run by hand
    testing: bool = False

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def public_url(self) -> str:
        """What may stand on paper and in mail: `base_url`, "" while it leads nobody but this machine to the product."""
        return self.base_url if (urlsplit(self.base_url).hostname or "") not in LOOPBACK else ""

    @property
    def exposed(self) -> bool:
        """Whether anyone beyond this machine can reach the product."""
        return self.host not in LOOPBACK or bool(self.public_url)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read CRM_* variables.

        Raises SettingsError on an unknown CRM_ variable, a number or word that is none, a short secret, or an
        address beyond loopback without an https CRM_BASE_URL.
        """
        unknown = sorted(k for k in environ if k.startswith("CRM_") and k not in KNOWN)
        if unknown:
            raise SettingsError(f"Unknown settings: {', '.join(unknown)}. Known: {', '.join(sorted(KNOWN))}.")
        instance = Path(environ.get("CRM_INSTANCE", "instance")).resolve()
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        if instance.stat().st_mode & 0o002:
            raise SettingsError(f"The data folder {instance} can be written by everyone.")
        port = _number(environ, "CRM_PORT", 8000)
        host = environ.get("CRM_HOST", "127.0.0.1")
        settings = cls(
            instance=instance,
            database_url=_database_url(environ, instance),
            secret_key=_secret(environ, instance),
            host=host,
            port=port,
            base_url=environ.get("CRM_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/"),
            proxies=_number(environ, "CRM_PROXIES", 0),
            chamber=environ.get("CRM_CHAMBER", "").strip(),
            workers=_number(environ, "CRM_WORKERS", 2),
            plan_approval=_number(environ, "CRM_PLAN_APPROVAL", 0) > 0,
            smtp=Smtp.from_environment(environ),
            imap=Imap.from_environment(environ),
            backup=Backup.from_environment(environ),
            export_rows=_number(environ, "CRM_EXPORT_ROWS", 20_000),
            log=environ.get("CRM_LOG", "text"),
            metrics_token=environ.get("CRM_METRICS_TOKEN", ""),
            second_factor=frozenset(environ.get("CRM_SECOND_FACTOR", "").replace(",", " ").split()),
            office=environ.get("CRM_OFFICE", ""),
        )
        if settings.log not in LOGS:
            raise SettingsError(f"CRM_LOG must be one of {', '.join(LOGS)}.")
        if 0 < len(settings.metrics_token) < SHORTEST_SECRET:
            raise SettingsError(f"CRM_METRICS_TOKEN needs at least {SHORTEST_SECRET} characters.")
        if settings.exposed and not settings.secure:
            raise SettingsError("Beyond this machine the product is served over https only: set CRM_BASE_URL=https://…")
        return settings


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _database_url(environ: Mapping[str, str], instance: Path) -> str:
    url = environ.get("CRM_DATABASE_URL") or f"sqlite:///{instance / 'musubi.sqlite'}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:", "postgresql+psycopg:")):
        raise SettingsError("CRM_DATABASE_URL must be a sqlite: or postgresql: address.")
    return url


def _secret(environ: Mapping[str, str], instance: Path) -> str:
    given = environ.get("CRM_SECRET_KEY")
    if given:
        if len(given) < SHORTEST_SECRET:
            raise SettingsError(f"CRM_SECRET_KEY needs at least {SHORTEST_SECRET} characters.")
        return given
    kept = instance / "secret_key"
    try:  # exclusive creation: two workers that start at once must agree on one key
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    secret = new_secret()
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret


def new_secret() -> str:
    """256 random bits, in hex."""
    return secrets.token_hex(32)


def keep_secret(instance: Path, secret: str, name: str = "secret_key") -> Path:
    """Write a secret into the data folder in one go, readable by its owner alone."""
    kept = instance / name
    part = kept.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return part.rename(kept)
