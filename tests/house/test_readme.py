"""What README and the guides of contributors and administrators tell a person to type exists."""

import re
import subprocess

from flask import Flask
from flask.testing import FlaskCliRunner

from crm.core.languages import ENDONYMS
from crm.core.permissions import Role
from crm.sample.rules import ACCOUNTS
from tools.steps import ROOT

PAGES = ("README.md", "docs/contributing.md", "docs/admin.md")
README = "\n".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)


def commands(program: str) -> list[list[str]]:
    """The words after `program` of every command in their code, until something that is no plain word."""
    code = "\n".join(
        re.findall(r"```(?:sh|console|bash)?\n(.*?)```", README, re.DOTALL) + re.findall(r"`([^`\n]+)`", README)
    )
    code = re.sub(r"\./run offices flask \w+ ", "flask ", code)  # of one office of several
    lines = re.findall(rf"(?:^|[\s$]){re.escape(program)}(?: --app app)?((?: +[\w./-]+)*)", code, re.MULTILINE)
    return [line.split() for line in lines]


def test_every_use_of_run_is_one_that_its_help_names() -> None:
    described = subprocess.run(["./run", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^\./run +(--\w+|setup|offices|check|test|coverage|help)", described, re.MULTILINE))
    used = {words[0] for words in commands("./run") if words}
    assert used <= known
    assert {"check", "test"} <= used


def test_every_flask_command_exists(app: Flask, runner: FlaskCliRunner) -> None:
    used = {tuple(words[:2]) for words in commands("flask") if len(words) >= 2}
    assert used
    for group, verb in sorted(used):
        result = runner.invoke(args=[group, verb, "--help"])
        assert result.exit_code == 0, f"flask {group} {verb}: {result.output}"


def test_every_account_of_the_sample_stands_there() -> None:
    rows = [
        [words.strip() for words in line.strip("|").split("|")] for line in README.splitlines() if "@example." in line
    ]
    told = {(address, *words[1:]) for words in rows for address in words[0].split(", ")}
    roles = {Role.MISSION_LEADER: "mission leader", Role.ADMIN: "administrator"}
    assert told == {(one.email, roles.get(one.role, one.role.value), ENDONYMS[one.language]) for one in ACCOUNTS}


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {words[0] for words in commands("make") if words} <= targets
