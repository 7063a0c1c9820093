"""How long a pack takes: a mission of 20 delegates and 12 visits, each edition set as the worker sets it.

Run it from the project's folder: `.venv/bin/python -m benchmarks.packs`; it takes about half a minute. Counted are
seconds of the processor, which a busy machine does not change: of the job alone, without building the mission, and
with the pages set in this process by the function that the worker's child runs. The exit status is 1 when 40 pages of
the leader's pack take more than the target.
"""

import gc
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
from crm.pdf.order import RenderLimits, RenderOrder
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
LEADER: Final = Edition("leader, Japanese", rules.BRIEFING, "ja", "leader")
OTHERS: Final = (
    Edition("member, Chinese", rules.BRIEFING, "zh-Hans", "member"),
    Edition("hosts, Korean", rules.BRIEFING, "ko", "host"),
    Edition("member, Japanese and Chinese", rules.BRIEFING, "ja", "member", Layout(second="zh-Hans")),
    POCKET,
    Edition("report, Japanese", rules.REPORT, "ja"),
)


@dataclass(frozen=True)
class Taken:
    """What one edition took: seconds of the processor, pages, kilobytes."""

    collect: float
    write: float
    set: float
    pages: int
    kilobytes: float

    @property
    def whole(self) -> float:
        return self.collect + self.write + self.set


def main() -> None:
    """Print one line an edition; what is loaded once a process is loaded before, as in the worker's."""
    with tempfile.TemporaryDirectory() as folder:
        app = empty_app(Path(folder))
        with app.app_context():
            id = journey.mission(visits=VISITS, delegates=DELEGATES).id
            measure(id, POCKET)
            print(f"{'edition':<32}{'collect':>9}{'HTML':>8}{'PDF':>8}{'all':>8}{'pages':>7}{'kB':>7}")
            leader = shown(LEADER, min((measure(id, LEADER) for _ in range(ROUNDS)), key=lambda taken: taken.whole))
            for edition in OTHERS:
                shown(edition, measure(id, edition))
    seconds = leader.whole * PAGES / leader.pages
    print(f"\n{PAGES} pages of the leader's pack: {seconds:.1f} s of the processor (target {TARGET:.0f} s)")
    sys.exit(seconds > TARGET)


def shown(edition: Edition, taken: Taken) -> Taken:
    """Print the line of an edition."""
    print(
        f"{edition.name:<32}{taken.collect:>9.2f}{taken.write:>8.2f}{taken.set:>8.2f}{taken.whole:>8.2f}"
        f"{taken.pages:>7}{taken.kilobytes:>7.0f}",
        flush=True,
    )
    return taken


def empty_app(folder: Path) -> Flask:
    """The product on a fresh SQLite file without anything in it."""
    app = create_app(Settings(instance=folder, database_url=f"sqlite:///{folder / 'b.sqlite'}", secret_key="b" * 40))
    with app.app_context():
        upgrade()
    return app


def measure(id: int, edition: Edition) -> Taken:
    """Collect, write and set an edition once."""
    db.session.rollback()
    setting: list[float] = []

    def set_here(html: str, *, assets: dict[str, bytes], css: list[str], progress: object = None) -> bytes:
        order = RenderOrder(html, tuple(css), dict(assets), fonts.installed(), RenderLimits())
        prepare()
        start = time.process_time()
        pdf = engine.compose(order, report=lambda _percent: None)
        setting.append(time.process_time() - start)
        return pdf

    with patch("crm.documents.contents.paper.render", set_here):
        start = time.process_time()
        content = collected(id, edition)
        filled = time.process_time()
        contents.bare_html(content, IMPRINT)
        written = time.process_time()
        pdf = contents.pdf(content, IMPRINT)  # writes the HTML once more
    taken = (filled - start, written - filled, setting[0])
    return Taken(*taken, contents.count_pages(pdf), len(pdf) / 1000)


def collected(id: int, edition: Edition) -> Content:
    """The contents of an edition, read anew."""
    db.session.expunge_all()
    wish = rules.wish(
        id, kind=edition.kind, language=edition.language, audience=edition.audience, layout=edition.layout
    )
    return contents.filled(wish, user=cast.user())


def prepare() -> None:
    """The garbage collector as the engine sets it in its own process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


if __name__ == "__main__":
    main()
