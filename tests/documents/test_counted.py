"""What of a mission its papers count: its visits and courtesy calls, and apart from them the talks at tables."""

import re
from datetime import time

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.documents.rules import Layout
from crm.missions.queries import fact, population, whole
from crm.missions.rules.counting import is_visit
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_packs import html
from tests.matching import tables
from tests.missions import voyage

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("kind", "title", "counted"),
    [
        ("visit", "男鹿水族館 視察", True), ("visit", "개발구 시찰", True), ("visit", "考察秋田港", True),
        ("visit", "図們市内の工場を訪問", True), ("visit", "Inspection of the container terminal", True),
        ("visit", "西市場 視察", False), ("visit", "図們 国境の橋 視察", False), ("visit", "市内の視察", False),
        ("visit", "考察西市场", False), ("visit", "朝の散策", False),
        ("courtesy_call", "男鹿市役所", True), ("meeting", "商談", True), ("leaders_talks", "首脳会談", True),
        ("matching", "個別商談会", False), ("reception", "歓迎会", False), ("meal", "夕食会", False),
        ("transfer", "図們市へ移動", False), ("internal", "結団式", False), ("free", "展望台を見学", False),
    ],
)  # fmt: skip
def test_what_counts_is_told_by_kind_and_for_what_is_looked_at_by_its_title(
    kind: str, title: str, counted: bool
) -> None:
    assert is_visit(kind, title, hosted=False, noted=False, prepared=False) is counted


def test_visits_and_talks_at_tables_are_counted_apart_and_what_was_cancelled_is_told_as_such(
    session: scoped_session[Session],
) -> None:
    """7件 stood on the cover of a pack that told of 15 talks at tables; an aquarium that is inspected was no visit."""
    trip = journey.mission(visits=1)
    voyage.item(trip, title="男鹿水族館 視察", start=time(14), end=time(15), status="confirmed")
    voyage.item(trip, kind="courtesy_call", title="市役所 表敬", start=time(16), end=time(17), status="cancelled")
    voyage.item(trip, kind="reception", title="歓迎会", start=time(18), end=time(20))
    voyage.item(trip, kind="matching", title="個別商談会", start=time(10), end=time(12))
    counted = population(whole(fact(voyage.fresh(trip)), user=cast.user()))
    assert [each.entry.item.title for each in counted.visits] == ["商談", "男鹿水族館 視察"]
    assert [entry.item.title for entry in counted.cancelled] == ["市役所 表敬"]
    assert (counted.talks, counted.matchings, counted.hostless) == (0, 1, 1), "the gaps ask, too"
    assert [part.role for parts in counted.people.values() for part in parts] == ["head", "member"]
    told = re.sub(r"\s+", "", html(voyage.fresh(trip), chosen=["visit_list", "visits", "itinerary"]))
    assert "訪問2件（訪問先1か所）（訪問先未入力1件）（ほかに中止1件）·商談会1回" in told
    assert "男鹿水族館視察" in told.split('id="visit_list"')[1].split("</section>")[0]
    assert "16:00市役所表敬（中止）" in told.replace("</span>", ""), "the overview of the day tells it, too"


def test_talks_at_tables_stand_beside_the_visits(session: scoped_session[Session]) -> None:
    trip = journey.mission(visits=1)
    id = tables.opened(activity=voyage.fresh(trip))
    for at, (maker, other) in enumerate((("丸直ニット", "图们百货"), ("今町ニット", "延吉商场"))):
        ours = tables.joined(id, "maker", book.organisation(maker, "ja", country="JP"))
        theirs = tables.joined(id, "counterpart", book.organisation(other))
        tables.talk(id, ours[0], theirs[0], at=at)
    assert population(whole(fact(voyage.fresh(trip)), user=cast.user())).talks == 2
    host = book.organisation("敦化百货")
    item = voyage.item(trip, title="訪問", host=host, start=time(15), end=time(16), status="confirmed")
    told = re.sub(r"\s+", "", html(voyage.fresh(trip), chosen=["visit_list"]))
    assert "訪問2件·個別商談2件" in told
    alone = re.sub(r"\s+", "", html(voyage.fresh(trip), audience="host", layout=Layout(visits=(item.id,))))
    assert ("訪問1件" in alone, "個別商談" in alone) == (True, False), "a host reads of no talk of another"
