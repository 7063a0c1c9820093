"""Papers say to each reader what holds for them: whom to call at night, whom to tell, how to receive, who is who."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.contacts.rules import AffiliationInput
from crm.core.database import db, writing
from crm.documents.contents import blanks
from crm.matching.rules import COUNTERPART, MAKER
from crm.missions.queries import fact
from crm.office import queries as office
from crm.office.services import change
from crm.places import services as places
from crm.places.services import ContactPlan
from tests import cast
from tests.contacts import book
from tests.documents.test_packs import html, pack
from tests.matching import tables
from tests.missions import voyage

pytestmark = pytest.mark.once


def test_people_met_stand_firm_by_firm_the_highest_first(session: scoped_session[Session]) -> None:
    """The president stood after his own head of sales and after another firm: he was met on another day than they."""
    mission = voyage.mission()
    knit, jersey = (book.organisation(name, "ja", country="JP") for name in ("丸直ニット", "今町ニット"))
    sales, other, chief = (
        book.person(name, "ja", affiliations=[AffiliationInput(at.id, title)])
        for name, at, title in (
            ("佐野 奈緒", knit, "部長"),
            ("渡邊 学", jersey, "社長"),
            ("髙橋 直樹", knit, "代表取締役"),
        )
    )
    for host, people, hour in ((knit, [sales], 9), (jersey, [other], 11), (knit, [chief, sales], 14)):
        voyage.item(voyage.fresh(mission), host=host, title="訪問", start=time(hour), end=time(hour + 1),
                    hosts=[each.id for each in people])  # fmt: skip
    assert [host.person.id for host in fact(voyage.fresh(mission)).hosts] == [chief.id, sales.id, other.id]


def test_our_own_staff_read_whom_to_call_at_night_and_nothing_that_is_said_to_guests(
    session: scoped_session[Session],
) -> None:
    """Guests land at 20:50; the pack of who receives them told the desk, and to come early with a gift."""
    with writing():
        row = office.record()
        assert row is not None
        change(row, replace(office.current(), phone="0258-00-0000", emergency_phone="090-0000-0000"), by=None)
        db.session.commit()
    bureau = book.organisation("延边朝鲜族自治州商务局", country="CN")
    coming = voyage.mission(direction="inbound", sender_organisation_id=bureau.id, coordinator_id=cast.user().id)
    voyage.item(coming, title="工場見学")
    mission = voyage.fresh(coming)
    used = html(mission, audience="leader", chosen=["use"]).split('id="use"')[1]
    assert "90-0000-0000" in used
    assert used.count("258-00-0000") <= 1, "the number of the office stood twice in one list"
    kept = html(mission, audience="leader", chosen=["handling"])
    assert "受入責任者に連絡" not in kept, "who is told to report to themselves"
    assert "受入責任者に連絡" in html(mission, audience="member", chosen=["handling"])
    read = html(mission, audience="member", chosen=["etiquette", "customs"])
    assert "名刺" in read
    assert "時計" in read, "what not to give to guests from China"
    assert [text in read for text in ("5分前", "ATAカルネ", "肉製品")] == [False, False, False]
    ours = html(voyage.mission(), audience="leader", chosen=["handling", "customs"])
    assert ("ATAカルネ" in ours, "団長に連絡" in ours) == (True, False)


def test_a_hotel_that_is_not_settled_says_so_wherever_it_stands(session: scoped_session[Session]) -> None:
    mission = voyage.mission()
    voyage.item(mission, kind="hotel", title="宿泊", venue="琿春見本賓館", status="tentative",
                end_day=date(2026, 12, 12))  # fmt: skip
    shown = html(voyage.fresh(mission), audience="leader", chosen=["use"])
    assert "（仮）" in shown.split("琿春見本賓館")[1][:60]


def test_a_hospital_tells_its_town_and_what_lacks_a_name_is_a_gap(session: scoped_session[Session]) -> None:
    mission = voyage.mission()
    yanji, tumen = (book.place(code) for code in (voyage.YANJI, voyage.TUMEN))
    with writing():
        places.add_emergency(
            ContactPlan("medical", "Nearest hospital", "CN", yanji.id, phone="+86 433 000 0120"), by=None
        )
        db.session.commit()
    voyage.item(mission, title="訪問", place_id=tumen.id)
    made = voyage.fresh(mission)
    row = html(made, audience="leader", chosen=["emergency"]).split("0120")[0].rpartition("<tr>")[2]
    assert "延吉市" in row
    told = [str(text) for text in blanks(pack(made, audience="leader", chosen=["emergency"]))]
    assert any("The hospital has no name" in text for text in told)
    assert any("No hospital of its own is entered for: 図們市" in text for text in told)


def test_a_pocket_programme_tells_the_tables(session: scoped_session[Session]) -> None:
    """13:00–16:50 延吉商談会, and nobody on the way knew at which table."""
    mission = voyage.mission()
    id = tables.opened(activity=mission)
    [knit] = tables.joined(id, MAKER, book.organisation("丸八ニット"))
    [store] = tables.joined(id, COUNTERPART, book.organisation("延吉百货"))
    tables.wish(id, knit, store)
    tables.talk(id, knit, store)
    shown = html(voyage.fresh(mission), kind="pocket")
    assert "<b>09:00–09:30</b>" in shown
    assert "丸八ニット" in shown.split("<b>09:00–09:30</b>")[1][:120]
