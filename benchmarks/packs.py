"""How long a pack takes: a mission of 20 delegates and 12 visits, each edition set as the worker sets it.

Run it from the project's folder: `.venv/bin/python -m benchmarks.packs`. Besides the clock it tells the time of the
processor, which a busy machine does not change: the pages are then set in this process, by the same function. The exit
status is 1 when 40 pages of the leader's pack take more of the processor than the target.
"""

import gc
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from unittest.mock import patch

from flask import Flask
from flask_migrate import upgrade

from crm.config import Settings
from crm.core.database import db
from crm.documents import contents, rules
from crm.documents.contents import Imprint
from crm.documents.contents.paper import Content
from crm.documents.rules import Layout
from crm.factory import create_app
from crm.pdf import engine, fonts
from crm.pdf.order import Limits, Order
from tests import cast
from tests.documents import journey

DELEGATES, VISITS, ROUNDS = 20, 12, 3
#: Seconds for 40 pages in the background.
TARGET, PAGES = 4.0, 40
IMPRINT: Final = Imprint("見商国第26-118号-B-JA-1", 1, date(2026, 11, 24), "小林 里美")


@dataclass(frozen=True)
class Edition:
    """What is printed, for whom."""

    name: str
    kind: str
    language: str
    audience: str = ""
    layout: Layout = Layout()


POCKET: Final = Edition("pocket, Japanese", rules.POCKET, "ja")
EDITIONS: Final = (
    Edition("leader, Japanese", rules.BRIEFING, "ja", "leader"),
    Edition("member, Chinese", rules.BRIEFING, "zh-Hans", "member"),
    Edition("hosts, Korean", rules.BRIEFING, "ko", "host"),
    Edition("member, Japanese and Chinese", rules.BRIEFING, "ja", "member", Layout(second="zh-Hans")),
    POCKET,
    Edition("report, Japanese", rules.REPORT, "ja"),
)


@dataclass(frozen=True)
class Taken:
    """What one edition took: medians in seconds, pages, kilobytes."""

    collect: float
    write: float
    set: float
    cpu: float  #: of all three, setting in this process
    pages: int
    kilobytes: float

    @property
    def whole(self) -> float:
        return self.collect + self.write + self.set


def main() -> None:
    """Print one line an edition; the process that sets the pages is warm, as the worker's is."""
    with tempfile.TemporaryDirectory() as folder:
        app = empty_app(Path(folder))
        with app.app_context():
            id = journey.mission(visits=VISITS, delegates=DELEGATES).id
            measure(id, POCKET, rounds=1)  # starts the process
            print(f"{'edition':<32}{'collect':>9}{'HTML':>8}{'PDF':>8}{'all':>8}{'CPU':>8}{'pages':>7}{'kB':>7}")
            lines = [(edition, measure(id, edition)) for edition in EDITIONS]
            for edition, taken in lines:
                print(
                    f"{edition.name:<32}{taken.collect:>9.2f}{taken.write:>8.2f}{taken.set:>8.2f}{taken.whole:>8.2f}"
                    f"{taken.cpu:>8.2f}{taken.pages:>7}{taken.kilobytes:>7.0f}"
                )
    leader = lines[0][1]
    clock, cpu = (seconds * PAGES / leader.pages for seconds in (leader.whole, leader.cpu))
    print(f"\n{PAGES} pages of the leader's pack: {clock:.1f} s, {cpu:.1f} s of the processor (target {TARGET:.0f} s)")
    sys.exit(cpu > TARGET)


def empty_app(folder: Path) -> Flask:
    """The product on a fresh SQLite file without anything in it."""
    app = create_app(Settings(instance=folder, database_url=f"sqlite:///{folder / 'b.sqlite'}", secret_key="b" * 40))
    with app.app_context():
        upgrade()
    return app


def measure(id: int, edition: Edition, rounds: int = ROUNDS) -> Taken:
    """Collect, write and set an edition several times; the medians."""
    pdf = b""
    times: list[tuple[float, float, float, float]] = []
    for _ in range(rounds):
        db.session.rollback()
        start, content = time.perf_counter(), collected(id, edition)
        filled = time.perf_counter()
        contents.bare_html(content, IMPRINT)
        written = time.perf_counter()
        pdf = contents.pdf(content, IMPRINT)  # writes the HTML once more
        ended = time.perf_counter()
        pages = ended - written - (written - filled)
        times.append((filled - start, written - filled, pages, cpu_seconds(id, edition)))
    collect, write, setting, cpu = (statistics.median(column) for column in zip(*times, strict=True))
    return Taken(collect, write, setting, cpu, contents.count_pages(pdf), len(pdf) / 1000)


def collected(id: int, edition: Edition) -> Content:
    """The contents of an edition, read anew."""
    db.session.expunge_all()
    wish = rules.wish(
        id, kind=edition.kind, language=edition.language, audience=edition.audience, layout=edition.layout
    )
    return contents.filled(wish, user=cast.user())


def cpu_seconds(id: int, edition: Edition) -> float:
    """Seconds of the processor for all of an edition."""
    with patch("crm.documents.contents.paper.render", _set_here):
        start = time.process_time()
        contents.pdf(collected(id, edition), IMPRINT)
        return time.process_time() - start


def _set_here(html: str, *, assets: dict[str, bytes], css: list[str], progress: object = None) -> bytes:
    gc.collect()
    gc.freeze()  # as the engine does in its process
    gc.set_threshold(50_000, 20, 50)
    order = Order(html, tuple(css), dict(assets), fonts.installed(), Limits())
    return engine.compose(order, report=lambda _percent: None)


if __name__ == "__main__":
    main()
