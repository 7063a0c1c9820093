"""What the sheet of a visit tells: where one goes, and what went before with its host."""

import re
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.rules import CHANGED
from crm.agreements.models import Agreement
from crm.audit.services import action
from crm.contacts.models import OrganisationAddress, Portrait
from crm.core.database import db, writing
from crm.documents import contents
from crm.files.models import StoredFile
from crm.missions.models import ItineraryItem
from crm.missions.queries import fact
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_packs import IMPRINT, html, pack
from tests.missions import voyage

pytestmark = pytest.mark.once


def test_an_address_stands_as_readers_of_the_pack_read_it_or_is_told_as_a_gap(session: scoped_session[Session]) -> None:
    trip = journey.mission(visits=0)
    bureau, shop = book.organisation("延吉市商务局"), book.organisation("图们百货")
    with writing(), action(CHANGED, by=None):
        db.session.add(OrganisationAddress(organisation_id=bureau.id, language="zh-Hans", lines="延吉市光明街27号"))
        db.session.add(
            OrganisationAddress(organisation_id=bureau.id, language="en", lines="27 Guangming Street, Yanji")
        )
        db.session.add(OrganisationAddress(organisation_id=shop.id, language="zh-Hans", lines="图们市口岸大街3号"))
        db.session.commit()
    for hour, host in enumerate((bureau, shop), start=9):
        voyage.item(trip, title=f"Visit {hour}", start=time(hour), end=time(hour + 1), host=host)
    found = pack(voyage.fresh(trip), language="en", chosen=["itinerary", "addresses"])
    shown = contents.bare_html(found, IMPRINT)
    assert shown.count("27 Guangming Street") == 2
    for hour, venue in ((11, "敦化样板饭店 会议室"), (12, "二楼会议室")):
        voyage.item(trip, title=f"Visit {hour}", start=time(hour), end=time(hour + 1), host=shop, venue=venue)
    away, inside = (entry.address for entry in fact(voyage.fresh(trip)).entries[2:])
    assert (away, inside) == ("", "图们市口岸大街3号"), (
        "nobody meets in a hotel at the address of the guest's head office"
    )
    assert '<span lang="zh-Hans">图们市口岸大街3号</span>' in shown
    told = [str(text) for text in contents.blanks(found)]
    assert "Addresses to show a driver: No address in English: Visit 10" in told


def test_readers_are_told_how_a_host_and_our_own_people_are_said_wherever_these_stand(
    session: scoped_session[Session],
) -> None:
    """Programme, list of hosts and who speaks for us stood in characters alone in Korean packs."""
    bureau = book.organisation("图们百货", reading="Túmén Bǎihuò")
    trip = journey.mission(visits=0)
    part = voyage.delegate(trip, book.person("山田 花", "ja", reading="やまだ はな"))
    host = book.person("孙浩", at=bureau, title="经理", forms=[("pinyin", "zh-Hans", "Sūn Hào")])
    voyage.item(trip, title="商談", kind="meeting", host=bureau, hosts=[host.id], people=[part.id])
    shown = html(voyage.fresh(trip), language="ko", chosen=["itinerary", "visits", "names", "delegation"])
    for name, reading in (("图们百货", "Túmén Bǎihuò"), ("山田 花", "Yamada Hana")):
        for place in re.finditer(rf">{name}</span>(?P<next>.{{0,40}})", shown):
            assert "reading" in place["next"], place[0]
        assert reading in shown
    assert "Túmén" not in html(voyage.fresh(trip), language="ja", chosen=["itinerary", "names"])


def test_no_pack_calls_the_first_meeting_with_whom_something_took_place_or_was_signed(
    session: scoped_session[Session],
) -> None:
    """A courtesy call and a memorandum with the bureau were stored, and the pack said that nobody had met it."""
    bureau, new = book.organisation("延吉市商务局"), book.organisation("图们百货")
    before = voyage.mission(start_on=date(2025, 10, 20), end_on=date(2025, 10, 24))
    day = date(2025, 10, 21)
    voyage.item(before, kind="courtesy_call", title="商務局を表敬", day=day, host=bureau, status="done")
    trip = journey.mission(visits=0)
    for hour, host in enumerate((bureau, new), start=9):
        voyage.item(trip, title=f"訪問{hour}", start=time(hour), end=time(hour + 1), host=host, purpose="挨拶")
    known, unknown = html(voyage.fresh(trip), chosen=["visits"]).split('id="visit-')[1:]
    assert "初めての面談" not in known
    assert "商務局を表敬" in known
    assert "初めての面談" in unknown
    signing = ItineraryItem(kind="signing", title="調印式", wall_start="2025-10-23T17:00")
    told = Agreement(type="distributorship", signed_on=date(2025, 10, 23), activity_id=before.id)
    later = Agreement(type="mou", signed_on=date(2026, 3, 5))
    sheet = pack(voyage.fresh(trip), chosen=["visits"]).sheets[0]
    sheet = replace(sheet, received=[(signing, before)], signed=[told, later])
    assert [(event.item, event.agreement) for event in sheet.earlier] == [(None, later), (signing, None)]


def test_hosts_see_no_portrait_since_nobody_consented_to_more_than_name_company_and_title(
    session: scoped_session[Session],
) -> None:
    trip = journey.mission(visits=0)
    found = pack(trip, chosen=["delegation"])
    someone = found.facts.delegation[0].person_id
    kept = Portrait(person_id=someone, thumbnail=StoredFile(id=1, storage_name="0"))
    facts = replace(found.facts, portraits={someone: kept})
    for audience, printed in (("host", False), ("leader", True)):
        told = replace(found, facts=facts, wish=replace(found.wish, audience=audience))
        assert ('class="portrait"' in contents.bare_html(told, IMPRINT)) == printed
