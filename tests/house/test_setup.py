"""The set-up does its work once, says what it cannot do, and pins what it fetches."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tools import python_packages, setup, steps, system_packages, verify
from tools.steps import ROOT
from tools.system_packages import Need


def test_a_stamp_holds_until_a_file_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "requirements.txt", tmp_path / "made" / "stamp"
    source.write_text("one==1")
    before = steps.digest(source)
    assert not steps.is_stamped(stamp, before)
    steps.write_stamp(stamp, before)
    assert steps.is_stamped(stamp, steps.digest(source))
    source.write_text("one==2")
    assert not steps.is_stamped(stamp, steps.digest(source))


def test_a_catalogue_is_compiled_again_when_its_source_is_newer(tmp_path: Path) -> None:
    po, mo = tmp_path / "messages.po", tmp_path / "messages.mo"
    po.touch()
    assert not setup.is_compiled(po)
    mo.touch()
    os.utime(mo, (1, 1))
    assert not setup.is_compiled(po)
    os.utime(mo)
    assert setup.is_compiled(po)


def test_a_start_says_at_once_what_it_does(tmp_path: Path) -> None:
    """On a loaded machine nothing was said for a minute. Here no Python is found, so that this is all."""
    (tmp_path / "run").write_bytes((ROOT / "run").read_bytes())
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    told = subprocess.run(
        ["/bin/sh", "run", "--empty"], cwd=tmp_path, env={"PATH": str(tmp_path)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (told.returncode, told.stdout.startswith("Starting Musubi")) == (1, True)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The names of the files whose packages were installed, into an environment of nothing."""
    found: list[str] = []
    monkeypatch.setattr(python_packages, "VENV", tmp_path)
    monkeypatch.setattr(python_packages, "ensure_environment", lambda: False)
    monkeypatch.setattr(python_packages, "_install", lambda requirements: found.append(requirements.name))
    return found


def test_an_extra_is_installed_when_it_is_asked_for_and_kept_up_to_date(installed: list[str], tmp_path: Path) -> None:
    python_packages.ensure("product")
    assert installed == ["requirements.txt"]
    python_packages.ensure("product", ["metrics"])
    assert installed == ["requirements.txt", "requirements-metrics.txt"]
    (tmp_path / ".musubi-metrics").write_text("of an earlier version")
    python_packages.ensure("product")
    assert installed[2:] == ["requirements-metrics.txt"]
    python_packages.ensure("product")
    assert len(installed) == 3


def test_an_extra_that_there_is_not_is_refused_with_those_that_there_are(
    installed: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert setup.main("product", "metrics,colours") == 1
    assert "no extra called 'colours'. There are: metrics." in capsys.readouterr().err
    assert installed == []


def test_every_package_of_an_extra_is_pinned_with_its_hash() -> None:
    for lock in python_packages.EXTRAS.values():
        pinned = [line for line in lock.read_text().splitlines() if re.match(r"[a-z]", line)]
        assert pinned
        assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+ \\", line) for line in pinned)
        assert "--hash=sha256:" in lock.read_text()


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """A need that nothing meets, on a machine that refuses; answers what was tried."""
    need = Need("PDF printing", ("libpango-1.0-0",), lambda: False, "Musubi starts without PDF")
    tried: list[list[str]] = []

    def refuse(packages: list[str]) -> bool:
        tried.append(packages)
        return False

    monkeypatch.setattr(system_packages, "NEEDS", {"product": (need,)})
    monkeypatch.setattr(system_packages, "OPTIONAL", ())
    monkeypatch.setattr(system_packages, "VENV", tmp_path)
    monkeypatch.setattr(system_packages, "_install", refuse)
    return tried


def test_what_cannot_be_installed_is_named_with_the_exact_line(
    missing: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    system_packages.ensure("product")
    said = capsys.readouterr().out
    assert "Musubi starts without PDF" in said
    assert "sudo apt-get install -y libpango-1.0-0\n" in said


def test_a_machine_that_refused_is_not_asked_at_every_start(missing: list[list[str]]) -> None:
    system_packages.ensure("product")
    system_packages.ensure("product")
    assert missing == [["libpango-1.0-0"]]


def test_what_is_optional_is_told_once_and_never_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    need = Need("looking at stars", ("telescope",), lambda: False, "nights stay dark")
    monkeypatch.setattr(system_packages, "NEEDS", {"product": ()})
    monkeypatch.setattr(system_packages, "OPTIONAL", (need,))
    monkeypatch.setattr(system_packages, "VENV", tmp_path)
    monkeypatch.setattr(system_packages, "_install", lambda _packages: pytest.fail("installed unasked"))
    for _ in range(2):
        system_packages.ensure("product")
    assert capsys.readouterr().out.count("sudo apt-get install -y telescope") == 1


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "tools/installer", "tools/node"])
def test_every_python_package_is_pinned_and_hashed(name: str) -> None:
    text = re.sub(r"(?m)^ *#.*\n", "", (ROOT / f"{name}.txt").read_text())
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry for entry in entries if not re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+", entry)] == []
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_browser_file_is_pinned_and_hashed_and_no_host_is_named() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = [package for name, package in packages.items() if name]
    assert fetched
    assert all(package["integrity"].startswith("sha512-") for package in fetched)
    assert all("resolved" not in package for package in fetched)


def test_the_closing_line_counts_a_failed_check(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [verify.Outcome("style", False, 1.0), verify.Outcome("tests", True, 2.0, passed=7, skipped=1)]
    assert verify.close(outcomes) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "7 passed, 1 failed, 1 skipped"
