"""All offices of one machine in one command: `./run offices new|status|backup|doctor|upgrade` (docs/admin.md).

An office is a file NAME.env in /etc/musubi, with the units musubi@NAME and musubi-worker@NAME. Each command is run as
the owner of the data folder. One office that fails does not keep the others: it is named at the end. Any command of one
office is `./run offices flask NAME …`.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.steps import PYTHON, ROOT, tail

FOLDER: Final = Path("/etc/musubi")
#: Where the units keep the data of an office that does not say CRM_INSTANCE.
DATA: Final = Path("/var/lib/musubi")
#: Seconds that an office gets to answer after its start.
ANSWERS_WITHIN: Final = 60.0


class Failed(Exception):
    """What went wrong with one office, in a sentence or as its command said it."""


@dataclass(frozen=True)
class Office:
    """One installation on this machine."""

    name: str
    settings: Mapping[str, str]  #: its CRM_* variables, CRM_INSTANCE among them

    @property
    def instance(self) -> Path:
        return Path(self.settings["CRM_INSTANCE"])

    def flask(self, *words: str) -> str:
        """What a command of this office prints. Failed with its last lines where it does not succeed."""
        return self.run("flask", "--app", "app", *words)

    def run(self, module: str, *words: str) -> str:
        """The same of any module, as the owner of the data folder."""
        done = self.process(module, *words, capture_output=True, text=True)
        if done.returncode:
            raise Failed(reason(done.stdout + done.stderr))
        return str(done.stdout)

    def process(self, module: str, *words: str, **how: Any) -> subprocess.CompletedProcess[Any]:
        """A module run with the settings of this office alone; with the terminal, unless `how` says otherwise."""
        ours = ("CRM_", "PYTHON")  # what is compiled for servers lies beside the sources (`./run setup`)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        owner = self.instance.stat() if self.instance.is_dir() and os.geteuid() == 0 else None
        return subprocess.run(
            [str(PYTHON), "-m", module, *words],
            cwd=ROOT, env={**kept, **self.settings, "CRM_OFFICE": self.name}, check=False, umask=0o077,
            user=owner.st_uid if owner else None, group=owner.st_gid if owner else None,
            extra_groups=[] if owner else None, **how,
        )  # fmt: skip

    def status(self) -> dict[str, Any]:
        """As `flask status --json`."""
        told: dict[str, Any] = json.loads(self.flask("status", "--json"))
        return told

    def answers(self) -> bool:
        """Whether its server is there, well or not: `./run offices doctor` says what is wrong with it."""
        address = f"http://127.0.0.1:{self.settings.get('CRM_PORT', '8000')}/healthz"
        try:
            with urllib.request.urlopen(address, timeout=5):  # our own address
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False


def reason(output: str) -> str:
    """The last line of what failed, without the name of a Python error before it."""
    return re.sub(r"^[\w.]*Error: ", "", tail(output, 1))


def offices(folder: Path) -> list[Office]:
    """Those of a folder, by name, with their settings as systemd reads them."""
    found = []
    for file in sorted(folder.glob("*.env")):
        lines = (line.strip() for line in file.read_text().splitlines())
        pairs = (line.partition("=") for line in lines if line and not line.startswith(("#", ";")))
        told = {name.strip(): value_of(text.strip()) for name, _, text in pairs}
        found.append(Office(file.stem, {"CRM_INSTANCE": str(DATA / file.stem)} | told))
    return found


def value_of(text: str) -> str:
    r"""What systemd takes a value for: as it stands but for \x, within '…' wholly as it stands, within "…" but for \".

    Only a quote at its beginning counts: a passphrase may hold others.
    """
    first, inner = text[:1], text[1:-1]
    if len(text) > 1 and first == text[-1] == "'":
        return inner
    if len(text) > 1 and first == text[-1] == '"':
        return re.sub(r'\\(["\\`$])', r"\1", inner)
    return re.sub(r"\\(.)", r"\1", text)


def new(office: Office, _options: argparse.Namespace) -> str:
    """The database of an office that begins: schema and tables of places, no sample. One with people stays as it is."""
    office.run("tools.prepare", "--empty")
    return f"is ready: systemctl enable --now musubi@{office.name} musubi-worker@{office.name}"


def status(office: Office, _options: argparse.Namespace) -> str:
    """One line: what runs there and how it stands."""
    told = office.status()
    server = "answers" if office.answers() else "NO ANSWER"
    kept = told["last_backup"][:16].replace("T", " ") + " UTC" if told["last_backup"] else "none"
    if told["schema"] != told["schema_wanted"]:
        work = "OLD SCHEMA: ./run offices upgrade"
    else:
        work = f"{'NO WORKER' if told['worker'] == 'missing' else 'worker there'}, {told['jobs_queued']} jobs wait"
    return f"{told['version']}, server {server}, {work}, last backup {kept}"


def backup(office: Office, _options: argparse.Namespace) -> str:
    """An archive in the folder of the office."""
    if not office.settings.get("CRM_BACKUP_FOLDER"):
        raise Failed("CRM_BACKUP_FOLDER is not set: no backup was made.")
    return tail(office.flask("backup", "create"), 1)


def doctor(office: Office, _options: argparse.Namespace) -> str:
    """What is not well, a line each; Failed with it where something is bad."""
    done = office.process("flask", "--app", "app", "doctor", "--json", capture_output=True, text=True)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise Failed(reason(done.stdout + done.stderr)) from None
    faults = [each for each in found if each["level"] != "ok"]
    lines = [f"{each['level']:<5} {each['part']}: {each['text']}. {each['advice']}" for each in faults]
    told = "\n".join([f"{len(found) - len(faults)} well, {len(faults)} not", *(f"{'':17}{line}" for line in lines)])
    if done.returncode:
        raise Failed(told)
    return told


def upgrade(office: Office, options: argparse.Namespace) -> str:
    """Stop, back up, upgrade, start, and see whether it answers.

    What can be known before is asked while the office still works. After a failure it stays stopped.
    """
    if not options.without_backup and not office.settings.get("CRM_BACKUP_FOLDER"):
        raise Failed("CRM_BACKUP_FOLDER is not set (or say --without-backup). It works on as before.")
    try:
        office.flask("upgrade", "--help")  # the new version starts with these settings
    except Failed as problem:
        raise Failed(f"{problem} It works on as before.") from None
    _services("stop", office, options)
    kept = "without backup" if options.without_backup else backup(office, options)
    office.flask("upgrade")
    _services("start", office, options)
    until = time.monotonic() + ANSWERS_WITHIN
    while not options.no_services and not office.answers():
        if time.monotonic() > until:
            raise Failed(f"Upgraded, but its server does not answer: journalctl -u musubi@{office.name}")
        time.sleep(1)
    return f"{status(office, options)} ({kept})"


def _services(verb: str, office: Office, options: argparse.Namespace) -> None:
    """Ask systemd; the worker of an office is its own unit."""
    if options.no_services:
        return
    units = [f"musubi@{office.name}", f"musubi-worker@{office.name}"]
    done = subprocess.run(["systemctl", verb, *units], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(tail(done.stdout + done.stderr, 4))


COMMANDS: Final[Mapping[str, Callable[[Office, argparse.Namespace], str]]] = {
    "new": new, "status": status, "backup": backup, "doctor": doctor, "upgrade": upgrade,
}  # fmt: skip


def flask(arguments: Sequence[str]) -> int:
    """`./run offices flask NAME …`: any command of one office, with its questions and answers at the terminal."""
    parser = argparse.ArgumentParser(prog="./run offices flask", add_help=False)
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options, words = parser.parse_known_args(arguments)
    office = next((each for each in offices(options.folder) if each.name == options.name), None)
    if office is None:
        parser.error(f"no {options.name}.env in {options.folder}")
    return office.process("flask", "--app", "app", *words).returncode


def main(arguments: Sequence[str]) -> int:
    """The exit status: 1 where an office failed, or none is there."""
    if arguments and arguments[0] == "flask":
        return flask(arguments[1:])
    parser = argparse.ArgumentParser(
        prog="./run offices", description=__doc__.splitlines()[0],
        epilog="./run offices flask NAME …: any command of one office, such as flask mitsuke users list",
    )  # fmt: skip
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these offices")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where their NAME.env stand (/etc/musubi)")
    parser.add_argument("--without-backup", action="store_true", help="upgrade what was not backed up before")
    parser.add_argument("--no-services", action="store_true", help="leave starting and stopping to you")
    options = parser.parse_args(arguments)
    known = offices(options.folder)
    if unknown := set(options.names) - {each.name for each in known}:
        parser.error(f"no {', '.join(f'{name}.env' for name in sorted(unknown))} in {options.folder}")
    asked = [each for each in known if not options.names or each.name in options.names]
    if not asked:
        print(f"There is no office in {options.folder}: docs/admin.md says how one is made.", file=sys.stderr)
        return 1
    failed = []
    for office in asked:
        try:
            print(f"{office.name:<16} {COMMANDS[options.command](office, options)}", flush=True)
        except (Failed, OSError) as problem:
            failed.append(office.name)
            print(f"{office.name:<16} FAILED: {problem}", flush=True)
    if failed:
        print(f"\n{len(failed)} of {len(asked)} failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
