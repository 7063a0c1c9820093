"""What takes place in a hall or a hotel: its address is its own, whoever receives us there."""

import re
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.agreements.models import Agreement, AgreementParty
from crm.contacts.rules import AddressInput
from crm.core.database import db, writing
from crm.handouts import contents as handouts
from crm.handouts import rules as papers
from crm.missions.queries import fact
from crm.places import services as places
from crm.places.queries import calls_at, calls_in
from crm.places.services import ContactPlan
from tests import cast
from tests.contacts import book
from tests.documents.test_packs import html
from tests.insights import fairs
from tests.missions import voyage

pytestmark = pytest.mark.once

HALL: dict[str, Any] = {"venue": "延辺白山ホテル", "address": "延吉市友谊路66号"}


def bare(page: str) -> str:
    """What is read of a page, without spaces."""
    return re.sub(r"<[^>]*>|\s", "", page)


@pytest.fixture
def trip(session: scoped_session[Session]) -> Activity:
    """Talks with the CCPIT and a seminar in the hotel of the delegation; a visit at a firm, whose name is its venue."""
    trip = voyage.mission(objectives="視察")
    body = book.organisation("中国国际贸易促进委员会延边支会", addresses=[AddressInput("延吉市光明街27号", "zh-Hans")])
    firm = book.organisation("丸八ニット", "ja", country="JP")
    voyage.delegate(trip, book.person("佐藤 誠", "ja", at=firm), organisation_id=firm.id)
    voyage.item(trip, kind="leaders_talks", title="首脳会談", host=body, **HALL)
    voyage.item(trip, kind="seminar", title="投資説明会", start=time(13), end=time(14), **HALL)
    voyage.item(trip, kind="hotel", title="投宿", start=time(18), end=time(19), **HALL)
    host = book.organisation("图们百货", place_id=book.place(voyage.TUMEN).id)
    voyage.item(trip, title="百貨店を訪問", start=time(15), end=time(16), host=host, venue="图们百货")
    return voyage.fresh(trip)


def test_the_address_of_a_hall_stands_under_the_hall_and_each_item_there_under_its_own_title(trip: Activity) -> None:
    """The hotel's address was headed by the CCPIT, and all of its dates bore the title of the first item."""
    first, second = (bare(card) for card in html(trip, chosen=["addresses"]).split('class="stop keep"')[1:])
    assert first.startswith(">延辺白山ホテル延吉市友谊路66号"), first
    assert [text in first for text in ("9:00首脳会談（仮）、", "13:00投資説明会（仮）、", "18:00投宿")] == [True] * 3, (
        first
    )
    assert ("促进" in first, first.count("首脳会談")) == (False, 1)
    assert "图们百货" in second
    listed = bare(html(trip, chosen=["visit_list"]))
    assert "延辺白山ホテル延吉市友谊路66号" in listed
    sheet = bare(html(trip, chosen=["visits"]))
    assert "延辺白山ホテル延吉市友谊路66号" in sheet


def test_a_place_never_repeats_the_host_and_the_town_stands_where_no_hall_is_told(trip: Activity) -> None:
    voyage.item(
        trip, kind="reception", title="歓迎会", place_id=book.place(voyage.TUMEN).id, start=time(20), end=time(21)
    )
    trip = voyage.fresh(trip)
    page = handouts.html(papers.PROGRAMME, trip, "ja", **handouts.told(papers.PROGRAMME, trip, "ja", user=cast.user()))
    rows = [bare(row) for row in page.split("<tr")]
    visit = next(row for row in rows if "百貨店を訪問" in row)
    assert (visit.count("图们百货"), visit.endswith("図們市")) == (1, True), visit
    assert next(row for row in rows if "歓迎会" in row).endswith("図們市")
    cover = bare(html(trip, language="en", chosen=["itinerary"]).split('id="itinerary"')[0])
    assert "China),Tumen" in cover, "China stood as one of the towns"
    planned = [bare(row) for row in html(trip, chosen=["itinerary"]).split("<tr") if "百貨店を訪問" in row]
    assert planned[-1].endswith("図們市"), planned


def test_of_a_day_without_entries_no_paper_says_that_nothing_is_planned(trip: Activity) -> None:
    """The days of the flights, which nobody had entered yet, were asserted to be empty."""
    voyage.item(trip, day=date(2026, 12, 12), title="取りやめた見学", kind="free", status="cancelled")
    trip = voyage.fresh(trip)
    shown = html(trip, chosen=["itinerary"])
    assert shown.count("この日の予定は登録されていません") == 6, "three days, in the overview and on their own"
    assert shown.count("この日の予定はありません") == 1, "what was planned is cancelled"


def test_guests_read_no_embassy_of_ours_and_no_number_of_our_own_travellers(session: scoped_session[Session]) -> None:
    """Chinese guests who change planes in Seoul were sent to the embassy of Japan, and to our own insurance."""
    place = voyage.mission().place
    with writing():
        for kind, country in (("insurance", ""), ("agency", ""), ("mission", "KR"), ("public", "KR")):
            places.add_emergency(ContactPlan(kind=kind, name=kind.title(), phone="119", country=country), by=None)
        db.session.commit()
    there, passing = calls_at(place, guests=True), calls_in("KR", guests=True)
    assert {"insurance", "agency"}.isdisjoint(call.kind for call in there.numbers)
    assert not [text for text in map(str, there.blanks) if "Insurance" in text or "Travel agency" in text]
    assert {call.kind for call in passing} == {"public"}
    assert {"insurance", "agency"} <= {call.kind for call in calls_at(place).numbers}
    assert "mission" in {call.kind for call in calls_in("KR")}


def test_a_signing_of_which_the_programme_knows_nothing_says_so(trip: Activity) -> None:
    """It was announced, though nobody of either side came along or stood in the programme."""
    hosts = {part.item.organisation.names[0].text: part.item.organisation for part in fact(trip).entries
             if part.item.organisation}  # fmt: skip
    city, met = book.organisation("見附市役所", "ja", country="JP"), hosts["图们百货"]
    pact = Agreement(
        type="mou", agreement_class="framework", title="友好交流協定（案）", activity_id=trip.id, status="in_approval"
    )
    fairs.keep(pact)
    fairs.keep(*(AgreementParty(agreement_id=pact.id, organisation_id=body.id, side=side) for body, side in
                 ((city, "甲"), (met, "乙"))))  # fmt: skip
    shown = bare(html(voyage.fresh(trip), audience="leader", chosen=["objectives"]))
    assert "団員にも日程にもない当事者：見附市役所" in shown
    assert "当事者：图们百货" not in shown
