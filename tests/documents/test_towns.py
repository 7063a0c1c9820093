"""The towns of a pack: of which it tells what, and to whom."""

import re
from datetime import datetime, time
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.contacts.models import OurOrganisation
from crm.core.database import db, writing
from crm.handouts import contents as handouts
from crm.handouts import rules
from crm.missions.queries import fact
from crm.missions.services import VisitInput
from crm.places import services as places
from crm.places.queries import own_data
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_packs import html
from tests.missions import voyage
from tests.rivals.test_rivals import signal
from tests.travel import luggage

pytestmark = pytest.mark.once


def test_every_town_of_the_programme_of_which_demand_is_known_has_its_sheet(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What 图们 asks for stood nowhere, though a visit went there."""
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-11-28T03:00:00+00:00"))
    trip = journey.mission(visits=1)
    tumen, mitsuke = book.place(voyage.TUMEN), book.place(voyage.MITSUKE)
    signal(place_id=tumen.id, statement="土産物に使える")
    signal(place_id=mitsuke.id, statement="行き先ではない")
    assert "土産物に使える" not in html(trip, audience="leader")
    voyage.item(trip, title="図們の訪問", place_id=tumen.id, host=book.organisation("图们百货"))
    told = html(voyage.fresh(trip), audience="leader").split('id="city"')[1].split("</section>")[0]
    assert told.index("延吉市") < told.index("土産物に使える")
    assert "行き先ではない" not in told
    for audience in ("interpreter", "host"):
        assert "土産物に使える" not in html(trip, audience=audience)


def test_our_own_staff_read_no_sheet_of_their_own_town(session: scoped_session[Session]) -> None:
    guests = book.organisation("吉林欧华商贸有限公司")
    voyage.load_places()
    home = book.place(voyage.MITSUKE)
    coming = voyage.mission(direction="inbound", type="inbound_delegation", sender_organisation_id=guests.id,
                            place_id=home.id)  # fmt: skip
    sheets = {who: 'id="city"' in html(coming, audience=who) for who in ("leader", "interpreter")}
    assert sheets == {"leader": True, "interpreter": True}, "nobody told where our office is"
    ours = book.organisation("見附商工会", "ja", country="JP", place_id=home.id)
    with writing(), action(CHANGED, by=None):
        db.session.merge(OurOrganisation(id=1, organisation_id=ours.id))
        db.session.commit()
    sheets = {who: 'id="city"' in html(voyage.fresh(coming), audience=who) for who in ("leader", "interpreter")}
    assert sheets == {"leader": False, "interpreter": True}


def test_where_one_changes_planes_is_told_at_the_border_and_among_those_to_call(
    session: scoped_session[Session],
) -> None:
    """Both flights led over Seoul, and neither page named Korea."""
    trip = journey.mission(visits=1)
    assert "韓国（乗り継ぎ）" not in html(trip, audience="leader", chosen=["entry", "emergency"])
    flight: dict[str, Any] = {"kind": "flight", "visit": VisitInput(), "end_timezone": "Asia/Shanghai"}
    voyage.item(trip, title="新潟からソウル経由で延吉へ", day=voyage.FIRST, start=time(10), end=time(15), **flight)
    found = fact(voyage.fresh(trip))
    assert [(row.nationality, row.country, row.transit) for row in found.borders] == [
        ("JP", "CN", False), ("JP", "KR", True),
    ]  # fmt: skip
    shown = html(voyage.fresh(trip), audience="leader", chosen=["entry", "emergency"])
    entry = shown.split('id="entry"')[1].split("</section>")[0]
    assert "韓国（乗り継ぎ）" in entry, "of no passport told, it is to be looked at"
    luggage.told(voyage.fresh(trip).participants[0])
    entry = html(voyage.fresh(trip), audience="leader", chosen=["entry"]).split('id="entry"')[1]
    assert "日本旅券 → 韓国（乗り継ぎ）" in entry
    assert entry.count("韓国（乗り継ぎ）") == 1
    calls = shown.split('id="emergency"')[1]
    assert "112" in calls.split("韓国（乗り継ぎ）")[1]


def test_a_town_that_is_known_stands_in_a_flight_as_readers_call_it(session: scoped_session[Session]) -> None:
    """ウラジオストク → 仁川 stood in a Chinese pack, one line above 符拉迪沃斯托克."""
    trip = journey.mission(visits=1)
    with writing():
        places.load([row for row in own_data("places") if row["country"] == "RU"], by=None)
        db.session.commit()
    voyage.item(trip, kind="flight", title="移動", flight_number="KE982", origin="ウラジオストク", destination="仁川",
                day=voyage.FIRST, start=time(10), end=time(13), visit=VisitInput())  # fmt: skip
    told = html(voyage.fresh(trip), language="zh-Hans", chosen=["flights"])
    assert "KE982 符拉迪沃斯托克 → 仁川" in told


def test_every_paper_says_the_same_places(session: scoped_session[Session]) -> None:
    """The call named four towns, and the form that goes with it Yanji alone."""
    mission = voyage.mission()
    firm = book.organisation("丸直ニット", "ja", country="JP")
    voyage.delegate(mission, book.person("佐藤 誠", "ja", at=firm), organisation_id=firm.id)
    there = book.organisation("图们百货", place_id=book.place(voyage.TUMEN).id)
    voyage.item(mission, host=there, title="訪問", hosts=[book.person("王芳", at=there).id])
    voyage.item(voyage.fresh(mission), kind="flight", title="帰国", place_id=book.place(voyage.MITSUKE).id)
    made = voyage.fresh(mission)
    told = {
        kind: handouts.html(kind, made, "ja", **handouts.told(kind, made, "ja", user=cast.user()))
        for kind in (rules.LIST, rules.FORM, rules.CALL)
    }
    told |= {kind: html(made, kind=kind) for kind in ("briefing", "pocket")}
    for kind, shown in told.items():
        head = "".join(re.sub(r"<[^>]+>", "", shown.partition("<body")[2]).split())
        assert "延吉市、図們市" in re.sub(r"（[^）]*）", "", head).replace("、（", "（"), kind
        assert "図們市、見附" not in head, kind
