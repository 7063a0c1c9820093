"""The long run of faults, in short: each kind once. `python -m benchmarks.faults` does a thousand."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.faults import KINDS, SECTOR, torn
from tools.steps import ROOT


@pytest.mark.once
@pytest.mark.skipif(not any(map(shutil.which, ("cc", "gcc", "clang"))), reason="the disk is written in C")
def test_nothing_acknowledged_is_lost_by_a_fault_of_each_kind(tmp_path: Path) -> None:
    asked = [word for kind in KINDS for word in (f"--{kind}", "1")]
    command = [sys.executable, "-m", "benchmarks.faults", "--folder", str(tmp_path / "run"), *asked]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = [json.loads(line) for line in (tmp_path / "run" / "faults.jsonl").read_text().splitlines()]
    assert {fault["kind"] for fault in found} == set(KINDS)
    assert {(fault["lost"], fault["integrity"]) for fault in found} == {(0, "ok")}
    assert min(fault["acknowledged"] for fault in found) > 0


def test_of_what_had_not_lasted_a_torn_disk_has_some_sectors_and_the_last_in_part() -> None:
    before, found = bytes(4 * SECTOR), b"x" * (6 * SECTOR)
    places = [at * SECTOR for at in range(6)]
    seen = {torn(before, found, places, random.Random(seed)) for seed in range(50)}  # noqa: S311  # no secrets
    assert len(seen) > 40
    for disk in seen:
        parts = [disk[at : at + SECTOR] for at in range(0, len(disk), SECTOR)]
        in_part = [part for part in parts if len(set(part)) > 1]
        assert len(in_part) <= 1
        assert len(disk) >= len(before)
