"""An import of 100,000 people from the shell's side: trial run, import, the same file again, undo.

    python -m benchmarks.imports [ROWS]

Makes its own database in a temporary folder. Prints rows a second and the peak memory of this process and of the
process that reads the file. Names, addresses and numbers are invented by a generator with a fixed seed.
"""

import csv
import io
import json
import random
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crm.config import Settings
from crm.core.database import db, writing
from crm.factory import create_app
from crm.interchange import queries
from crm.interchange.commands import Shell
from crm.interchange.services import batches, running, undoing
from crm.interchange.services.batches import Assignment
from crm.interchange.services.running import Run, Wish

ROWS = 100_000
HEADINGS = ["会社名", "部署名", "役職", "氏名", "e-mail", "郵便番号", "住所", "TEL会社", "携帯電話", "名刺交換日"]
FAMILIES = (
    "佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 "
    "李 王 张 金 朴 崔 이 김 박 최"
)
GIVEN = "太 花 健 美 翔 陽 大 裕 由 誠 真 直 恵 拓 蓮 葵 結 悠 千 涼 隆 勝 洋 明 淑 建 国 海 哲 俊 民 준 서 지 현 수"
TITLES = "部長 課長 係長 主任 代表取締役 经理 总经理 부장 과장 대표이사"
FORMS = ("{}株式会社", "株式会社{}", "{}有限公司", "{}商事株式会社", "주식회사 {}", "{}工業協同組合")


def table(count: int) -> bytes:
    """A CSV of invented people, some of them twice, some rows broken."""
    chance = random.Random(20261124)  # noqa: S311  # invented names, no secret
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    families, given, titles = FAMILIES.split(), GIVEN.split(), TITLES.split()
    names = ("".join(chance.choices(families, k=2)) + str(number) for number in range(count // 15 + 1))
    firms = [chance.choice(FORMS).format(name) for name in names]
    for number in range(count):
        firm = chance.randrange(len(firms))
        name = f"{chance.choice(families)} {''.join(chance.choices(given, k=2))}"
        writer.writerow(
            [
                firms[firm], "営業部", chance.choice(titles), "" if number % 1000 == 999 else name,
                f"p{number}@firm{firm}.example", f"95{firm % 100:05}", f"新潟県見附市本町{firm % 90 + 1}-1",
                f"025-2{firm % 90 + 10}-{firm % 9000 + 1000}", f"090-{number // 10000 + 1000}-{number % 10000:04}",
                "2026/05/26",
            ]
        )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


class Children(threading.Thread):
    """Watches the memory of this process and of its children, in kB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.own = self.largest = 0
        self.ticks: dict[str, int] = {}

    def run(self) -> None:
        me = Path("/proc/self").resolve().name
        while True:
            self.own = max(self.own, _resident(me))
            for child in _below(me):
                self.largest = max(self.largest, _resident(child))
                self.ticks[child] = max(self.ticks.get(child, 0), _ticks(child))
            time.sleep(0.2)


def _resident(pid: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def _ticks(pid: str) -> int:
    """Hundredths of a second that a process has had of the processor."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _below(pid: str) -> Iterator[str]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in found:
        yield child
        yield from _below(child)


def measured(label: str, rows: int, work: Callable[[], Any], watch: Children) -> Any:
    """Do it and print how fast it was; the peak memory is that since the last line."""
    watch.own = watch.largest = 0
    old = {child: _ticks(child) for child in _below(Path("/proc/self").resolve().name)}
    watch.ticks = {}
    begun, own = time.perf_counter(), time.process_time()
    result = work()
    took, spent = time.perf_counter() - begun, time.process_time() - own
    time.sleep(0.3)
    read = sum(max(0, ticks - old.get(child, 0)) for child, ticks in watch.ticks.items()) / 100
    print(
        f"{label:<22} {took:8.1f} s {rows / took:9.0f} rows/s   processor {spent:.1f} s + reader {read:.1f} s   "
        f"memory {watch.own // 1024} MB, reader {watch.largest // 1024} MB",
        flush=True,
    )
    return result


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    folder = Path(tempfile.mkdtemp(prefix="musubi-import-"))
    try:
        _measure(count, folder)
    finally:
        shutil.rmtree(folder)


def _measure(count: int, folder: Path) -> None:
    url = f"sqlite:///{folder / 'import.db'}"
    app = create_app(Settings(instance=folder, database_url=url, secret_key="a secret for a benchmark only"))  # noqa: S106  # none
    watch = Children()
    watch.start()
    with app.app_context():
        db.create_all()
        content = table(count)
        print(f"{count} rows, {len(content) / 1e6:.1f} MB")
        _all(content, count, folder, watch)
        print(f"database {(folder / 'import.db').stat().st_size / 1e6:.0f} MB; peak of this process "
              f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")  # fmt: skip


def _all(content: bytes, count: int, folder: Path, watch: Children) -> None:
    batch = measured("upload and first look", count, lambda: _opened(content, folder), watch)
    trial = measured("trial run", count, lambda: _tried(batch, folder), watch)
    print("  ", json.dumps(dict(trial.counts)))
    measured("import", count, lambda: _run(batch.id, folder), watch)
    print("  ", json.dumps(queries.counts_of(batch.id)))
    again = _opened(content, folder)
    measured("the same file again", count, lambda: _run(again.id, folder), watch)
    print("  ", json.dumps(queries.counts_of(again.id)))
    measured("undo", count, lambda: _undo(batch.id), watch)
    print("  ", json.dumps(queries.undone_of(batch.id)))


def _tried(batch: Any, folder: Path) -> running.Trial:
    return running.tried(batches.drafts_of(batch, folder), Wish.of(batch), _quiet)


def _quiet(done: int) -> None:
    """Nobody watches the progress here."""


def _opened(content: bytes, folder: Path) -> Any:
    upload = batches.taken(content, name="people.csv", instance=folder)
    with writing():
        batch = batches.open_batch(upload, "people", by=None)
        batches.assign(batch, Assignment(batch.targets), by=None)
        db.session.commit()
        db.session.expunge(batch)
    return batch


def _run(batch_id: int, folder: Path) -> None:
    batch = queries.one(batch_id, user=Shell())
    db.session.expunge(batch)
    run = Run(batch_id, Wish.of(batch), by=None)
    for drafts in batches.drafts_of(batch, folder):
        run.write(drafts)


def _undo(batch_id: int) -> None:
    while undoing.undo_chunk(batch_id, "people", by=None):
        continue


if __name__ == "__main__":
    main()
