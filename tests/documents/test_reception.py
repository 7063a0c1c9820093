"""What the pack of a reception tells: what went before with these very guests, and whom of ours to call."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity, ParticipantShare
from crm.activities.rules import CHANGED
from crm.agreements.models import Agreement, AgreementParty
from crm.audit.services import action
from crm.contacts.models import ContactPoint, Organisation, OrganisationName
from crm.contacts.rules import AddressInput
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.documents import contents
from crm.missions.queries import fact
from crm.office import queries as office
from crm.office.services import change
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.documents.test_packs import IMPRINT, html, pack
from tests.insights import fairs
from tests.missions import voyage
from tests.travel import luggage

pytestmark = pytest.mark.once

#: Between the head of a chapter and the first of its words.
MARKUP = re.compile(r"<[^>]+>|\s+")


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return journey.mission(visits=0)


def received(**changes: Any) -> tuple[Activity, Organisation, Organisation]:
    """(a mission of guests to one of our makers, the guests, the maker)."""
    guests = book.organisation("吉林欧华商贸有限公司")
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP")
    plan: dict[str, Any] = {"direction": "inbound", "type": "inbound_delegation", "sender_organisation_id": guests.id}
    coming = voyage.mission(**plan | changes)
    for hour in (9, 14):
        voyage.item(coming, host=maker, title="工場見学", start=time(hour), end=time(hour + 1))
    return voyage.fresh(coming), guests, maker


def test_what_guests_and_a_maker_of_ours_said_before_stands_in_the_pack_whoever_was_called_ours(
    session: scoped_session[Session],
) -> None:
    coming, guests, maker = received()
    others = book.organisation("延边大洋商贸集团有限公司")
    journey.talk(guests, book.person(at=guests), starts=datetime(2026, 4, 15, 10), our_organisation_id=maker.id,
                 subject="春物の注文")  # fmt: skip
    journey.talk(maker, book.person("今井 誠", "ja", at=maker), starts=datetime(2026, 4, 16, 10),
                 our_organisation_id=guests.id, subject="秋物の注文")  # fmt: skip
    journey.talk(others, book.person(at=others), starts=datetime(2026, 4, 17, 10), our_organisation_id=maker.id,
                 subject="他社の注文")  # fmt: skip
    shown = html(coming, audience="leader", chosen=["visits"])
    assert [text in shown for text in ("春物の注文", "秋物の注文", "他社の注文")] == [True, True, False]
    assert "面談の記録はありません" not in shown


def test_the_cases_with_guests_are_read_by_our_leader_alone_and_no_chapter_is_named_that_is_not_printed(
    session: scoped_session[Session],
) -> None:
    coming, guests, maker = received()
    others = book.organisation("延边大洋商贸集团有限公司")
    assert "交渉案件" not in html(coming, audience="leader", chosen=["visits"])
    fairs.case("lead talk", ours=maker, theirs=guests, title="冬物の委託", value=Decimal(800_000))
    fairs.case("lead talk", ours=maker, theirs=others, title="他社の委託")
    told = html(coming, audience="leader", chosen=["visits"])
    assert [told.count(text) for text in ("冬物の委託", "他社の委託")] == [1, 0]
    assert "吉林欧华商贸有限公司" in told.split("冬物の委託")[1].split("</td>")[0], "with whom, not whose it is"
    for audience in ("member", "interpreter"):
        assert "交渉案件" not in html(coming, audience=audience, chosen=["visits"])
    assert "冬物の委託" not in html(coming, audience="host", chosen=["visit_list"])


def test_a_lost_pack_of_a_reception_is_told_to_our_own_people_and_hosts_read_whom_to_call(
    session: scoped_session[Session],
) -> None:
    """The head of the delegation, whom it named, is a guest."""
    contact = cast.user(Role.COORDINATOR)
    coming, guests, _maker = received(coordinator_id=contact.id)
    voyage.delegate(coming, book.person("欧阳华", at=guests), role="head", organisation_id=guests.id)
    coming = voyage.fresh(coming)
    handled = MARKUP.sub("", html(coming, audience="member", chosen=["handling"]).split('id="handling"')[1])
    assert ("団長に連絡" in handled, "受入責任者に連絡" in handled) == (False, True)
    assert "".join(contact.display_name.split()) in handled
    cover = MARKUP.sub("", html(coming, audience="host", chosen=["itinerary"]).split('id="itinerary"')[0])
    assert f"受入責任者{''.join(contact.display_name.split())}" in cover
    away = html(
        voyage.mission(start_on=date(2027, 3, 1), end_on=date(2027, 3, 3)), audience="member", chosen=["handling"]
    )
    assert ("団長に連絡" in away, "受入責任者" in away) == (True, False)


def test_a_driver_is_shown_the_address_of_a_firm_also_for_a_room_that_is_named_by_its_short_name(
    session: scoped_session[Session],
) -> None:
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP",
                              addresses=[AddressInput("新潟県見附市見本町6", "ja")])  # fmt: skip
    coming = voyage.mission(direction="inbound", type="inbound_delegation")
    voyage.item(coming, host=maker, title="契約の打合せ", venue="丸直ニット 会議室")
    voyage.item(coming, host=maker, title="夕食会", venue="丸直見本亭", start=time(18), end=time(20))
    near, away = (entry.address for entry in fact(voyage.fresh(coming)).entries)
    assert (near, away) == ("新潟県見附市見本町6", "")


def test_a_card_for_the_driver_without_an_address_is_named_before_printing_also_after_the_mission(
    session: scoped_session[Session],
) -> None:
    gone = voyage.mission(start_on=date(2026, 4, 14), end_on=date(2026, 4, 17))
    voyage.item(gone, day=date(2026, 4, 15), title="夕食会", venue="見本亭", kind="meal", status="done")
    told = [str(gap) for gap in contents.blanks(pack(voyage.fresh(gone), chosen=["addresses"]))]
    assert "Addresses to show a driver: No address is known for: 見本亭" in told


def test_of_a_visa_a_pack_says_one_thing_and_nothing_of_one_still_to_be_granted_once_the_mission_is_over(
    session: scoped_session[Session],
) -> None:
    """It said that nobody knows what Chinese passports need, and that their visas were not granted yet: in November,
    of people who came in April.
    """
    for start, end, warned in (
        (date(2026, 4, 14), date(2026, 4, 17), False), (date(2027, 4, 14), date(2027, 4, 17), True),
    ):  # fmt: skip
        coming = voyage.mission(start_on=start, end_on=end)
        luggage.told(voyage.delegate(coming, book.person()), nationality="RU", visa="needed")
        made = pack(voyage.fresh(coming), audience="leader", language="en", chosen=["entry", "travel"])
        shown = contents.bare_html(made, IMPRINT)
        assert "Travellers with this passport need a visa." in shown
        assert "No entry rule is known" not in shown
        assert ("A visa is needed and not granted yet." in shown) == warned


def test_the_leader_reads_what_of_the_fees_has_come_in_and_that_costs_are_open(mission: Activity) -> None:
    """What was owed counted as money in hand."""
    journey.cost(mission, "512000")
    payer = voyage.fresh(mission).participants[0]
    fairs.keep(
        ParticipantShare(
            activity_id=mission.id, participant_id=payer.id, funding_source="participant_self_pay",
            due=Decimal(540_000), paid=Decimal(360_000),
        )
    )  # fmt: skip
    shown = html(voyage.fresh(mission), audience="leader", chosen=["budget"], language="en").split('id="budget"')[1]
    assert "Not all costs are in yet" in shown
    (row,) = (row for row in shown.split("<tr>") if "540,000" in row)
    assert re.findall(r"[\d,]{7}", row) == ["540,000", "360,000", "180,000"]


def test_the_leader_reads_beside_the_targets_what_is_to_be_signed(mission: Activity) -> None:
    host = book.organisation("延辺州人民政府")
    for title, status, activity in (
        ("友好交流協定（案）", "in_approval", mission.id),
        ("既に結んだ協定", "in_force", mission.id),
        ("他の協定", "draft", None),
    ):
        fairs.keep(
            Agreement(
                type="friendship", agreement_class="framework", title=title, status=status, activity_id=activity,
                parties=[AgreementParty(organisation_id=host.id, side="甲")],
            )
        )  # fmt: skip
    shown = html(mission, audience="leader", chosen=["objectives"])
    assert [text in shown for text in ("友好交流協定（案）", "既に結んだ協定", "他の協定")] == [True, False, False]
    assert "友好交流協定" not in html(mission, audience="member", chosen=["objectives"])


def test_contracts_of_a_maker_with_others_stand_under_a_heading_of_their_own(session: scoped_session[Session]) -> None:
    """An agreement with 延边大洋 was an “earlier meeting” with the guests beside whom it stood."""
    coming, guests, maker = received()
    others = book.organisation("延边大洋商贸集团有限公司")
    for day, party in ((5, guests), (6, others)):
        deed = Agreement(
            agreement_class="commercial", type="sales_contract", title="売買契約", status="signed", value_period="none",
            signed_on=date(2026, 3, day), expires_on=date(2028, 3, 4),
        )  # fmt: skip
        deed.parties = [
            AgreementParty(organisation_id=id, side=side) for id, side in ((maker.id, "a"), (party.id, "b"))
        ]
        with writing(), action(CHANGED, by=None):
            db.session.add(deed)
            db.session.commit()
    told = {who: MARKUP.sub("", html(coming, audience=who, chosen=["visits"])) for who in ("leader", "member")}
    past, apart = told["leader"].split("他社との有効な契約・協定")
    assert [f"2026年3月{day}日" in past.split("これまでの面談")[1] for day in (5, 6)] == [True, False]
    assert [f"2026年3月{day}日" in apart for day in (5, 6)] == [False, True]
    assert "延边大洋商贸集团有限公司" in apart
    assert "他社との" not in told["member"]


def test_names_in_the_language_of_the_guests_stand_first_beside_those_of_the_hosts(
    session: scoped_session[Session],
) -> None:
    coming, _guests, maker = received()
    with writing(), action(CHANGED, by=None):
        for language, text in (("en", "Marunao Knit Co., Ltd."), ("zh-Hans", "丸直针织株式会社")):
            db.session.add(OrganisationName(organisation_id=maker.id, language=language, text=text, kind="legal"))
        db.session.commit()
    shown = html(voyage.fresh(coming), audience="leader", chosen=["visit_list", "visits"])
    for part in ("visit_list", "visit-1"):
        lines = shown.split(f'id="{part}"')[1]
        assert 0 < lines.index("丸直针织株式会社") < lines.index("Marunao Knit"), part


def test_hosts_abroad_read_the_number_of_the_office_and_not_that_of_the_leader(mission: Activity) -> None:
    head = mission.participants[0].person
    with writing(), action(CHANGED, by=None):
        db.session.add(
            ContactPoint(person_id=head.id, kind="mobile", value="090-0000-1100", normalised="+819000001100")
        )
        db.session.commit()
    assert "90-0000-1100" in html(voyage.fresh(mission), audience="host", chosen=["itinerary"])
    with writing():
        row = office.record()
        assert row is not None
        change(row, replace(office.current(), emergency_phone="0258-00-0009"), by=None)
        db.session.commit()
    cover = html(voyage.fresh(mission), audience="host", chosen=["itinerary"]).split('id="itinerary"')[0]
    assert ("+81 258-00-0009（緊急時の電話）" in cover, "90-0000-1100" in cover) == (True, False), (
        "no letter tells this one"
    )
    inside = html(voyage.fresh(mission), audience="leader", chosen=["use", "emergency"])
    use, calls = inside.split('id="use"')[1].split('id="emergency"')
    assert ("（代表電話）" in use, "（緊急時の電話）" in calls) == (True, True), "no word told the two numbers apart"
