"""The sample's talks leave nothing on their records empty."""

from datetime import datetime, timedelta
from itertools import pairwise

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.activities.models import Activity, Participant
from crm.agreements.models import Agreement, AgreementParty, Signatory
from crm.contacts.models import Organisation, OrganisationName, Person
from crm.core.database import db
from crm.meetings.models import Meeting
from crm.missions.models import ItineraryItem, Visit, VisitHost
from crm.negotiations.models import Negotiation, NegotiationMeeting
from crm.places.models import Place
from crm.products.models import Product, ProductName
from crm.reports.models import MissionReport
from crm.sample.services.scenes import drawn


def test_every_talk_has_its_record_filled_in(sample: Flask) -> None:
    for meeting in db.session.scalars(select(Meeting)):
        for column in ("purpose", "counterpart_requests", "our_offer", "reaction", "competitors"):
            assert getattr(meeting, column), (meeting.id, column)
            assert "{" not in getattr(meeting, column)


def test_routes_lead_where_the_counterpart_is_and_who_signs_abroad_travelled(sample: Flask) -> None:
    routes = select(Meeting.routes_mentioned, Place.code).join(Meeting.organisation).join(Organisation.place)
    said = db.session.execute(routes).all()
    assert {(code or "")[:4] for text, code in said if "敦化" in text} == {"2224"}
    assert {text for text, code in said if code == "110000"} == {"自营店与批发，以北京、天津为主"}
    ours = (
        select(Signatory.person_id, Agreement.activity_id, Agreement.signed_on)
        .join(Agreement, Signatory.agreement_id == Agreement.id)
        .join(AgreementParty, Signatory.party_id == AgreementParty.id)
        .join(AgreementParty.organisation)
        .where(Organisation.country == "JP")
    )
    for person, activity, day in db.session.execute(ours):
        travelled = select(Participant.person_id).where(Participant.activity_id == activity)
        found = db.session.get(Activity, activity) if activity else None
        if found is not None and day and found.lasts_on(day):
            assert person in db.session.scalars(travelled).all(), (activity, day)


def test_reports_are_numbered_in_the_order_of_their_days_by_who_is_of_the_office(sample: Flask) -> None:
    found = db.session.execute(
        select(MissionReport.number, MissionReport.reporter).order_by(MissionReport.reported_on)
    ).all()
    assert [number for number, _who in found] == sorted(number for number, _who in found)
    assert {who for _number, who in found} == {"国際担当 小林 里美"}


def test_a_maker_negotiates_and_shows_what_it_makes(sample: Flask) -> None:
    """On a visit's sheet one maker offered the sweater, and its product sheet told another."""
    named = select(ProductName.text, Product.maker_id).join(Product, Product.id == ProductName.product_id)
    makers = {row.text: row.maker_id for row in db.session.execute(named)}
    told = [(talk.products, talk.our_organisation_id) for talk in db.session.scalars(select(Meeting))]
    told += [(case.products, case.our_organisation_id) for case in db.session.scalars(select(Negotiation))]
    assert not {(goods, ours) for goods, ours in told for one in goods.split("、") if makers.get(one, ours) != ours}


def test_who_has_a_place_has_a_telephone_and_chinese_contacts_a_form_of_address(sample: Flask) -> None:
    for organisation in db.session.scalars(select(Organisation).options(selectinload(Organisation.contact_points))):
        assert (organisation.place_id is None) or "tel" in [point.kind for point in organisation.contact_points]
    chinese = select(Person.salutation).where(Person.primary_language == "zh-Hans", Person.notes == "")
    assert "" not in db.session.scalars(chinese).all()


def test_the_photos_of_the_talks_are_the_same_at_every_load() -> None:
    assert drawn("talk", goods=False) == drawn("talk", goods=False) != drawn("talk", goods=True)


def test_whoever_held_a_talk_of_a_mission_travelled_and_sat_at_one_table_at_a_time(sample: Flask) -> None:
    members: dict[int | None, set[int]] = {}
    away = select(Activity.id).where(Activity.direction != "inbound")  # guests are met by who stayed at home
    for part in db.session.scalars(select(Participant).where(Participant.activity_id.in_(away))):
        members.setdefault(part.activity_id, set()).add(part.person_id)
    talks = select(Meeting).where(Meeting.activity_id.in_(members)).options(selectinload(Meeting.attendees))
    busy: set[tuple[int, datetime]] = set()
    for meeting in db.session.scalars(talks).all():
        ours = {each.person_id for each in meeting.attendees if each.side == "ours"}
        assert ours <= members[meeting.activity_id], meeting.subject
        assert meeting.starts_at is not None
        sat = {(each.person_id, meeting.starts_at) for each in meeting.attendees}
        assert not sat & busy, meeting.subject
        busy |= sat
        if meeting.itinerary_item_id is not None:
            item = db.session.get_one(ItineraryItem, meeting.itinerary_item_id)
            assert (meeting.place_id, meeting.venue) == (item.place_id, item.venue)
            assert meeting.ends_at is not None
            assert item.ends_at is not None
            assert item.starts_at <= meeting.starts_at < meeting.ends_at <= item.ends_at, meeting.subject


def test_nobody_is_in_two_places_and_between_two_towns_there_is_time_for_the_way(sample: Flask) -> None:
    """Delegates, hosts and interpreters: at talks, and at what a programme plans with them. An hour is the least."""
    there: dict[int, dict[tuple[datetime, datetime], tuple[int | None, int | None]]] = {}
    talks = select(Meeting).where(Meeting.mode != "online").options(selectinload(Meeting.attendees))
    for talk in db.session.scalars(talks):
        assert talk.ends_at is not None
        for id in {each.person_id for each in talk.attendees} | {talk.interpreter_id}:
            times = (talk.starts_at, talk.ends_at)
            assert id is None or there.setdefault(id, {}).setdefault(times, (talk.activity_id, talk.place_id))[0] == (
                talk.activity_id
            ), talk.subject
    hosts = select(VisitHost.person_id, ItineraryItem).join(Visit, Visit.id == VisitHost.visit_id)
    busy = list(db.session.execute(hosts.join(ItineraryItem, ItineraryItem.id == Visit.item_id)).all())
    items = db.session.scalars(select(ItineraryItem).where(ItineraryItem.interpreter_id.is_not(None)))
    busy += [(item.interpreter_id, item) for item in items]  # type: ignore[misc]  # a pair as the rows above
    for id, item in busy:
        own = [each for each in there.get(id, {}) if item.starts_at <= each[0] and each[1] <= item.ends_at]
        for times in own:  # a talk of the visit
            assert there[id][times] == (item.activity_id, item.place_id), item.title
        if not own:
            there.setdefault(id, {})[item.starts_at, item.ends_at] = item.activity_id, item.place_id
    for id, of_person in there.items():
        for (before, at), (after, then) in pairwise(sorted(of_person.items())):
            gap = after[0] - before[1]
            assert gap >= timedelta(0), (id, before, after)
            assert at[1] == then[1] or gap >= timedelta(hours=1), (id, before, after)


def test_talk_lead_and_case_are_about_the_same_product_and_companies_sign_with_seals_of_companies(
    sample: Flask,
) -> None:
    first = (
        select(Negotiation, Meeting.products)
        .join(NegotiationMeeting, NegotiationMeeting.negotiation_id == Negotiation.id)
        .join(Meeting, Meeting.id == NegotiationMeeting.meeting_id)
    )
    assert not [case.title for case, told in db.session.execute(first) if told != case.title]
    sealed = select(Signatory.seal, Organisation.names.any(OrganisationName.text.regexp_match("会社|公司|百货|超市")))
    parties = sealed.join(AgreementParty, Signatory.party_id == AgreementParty.id).join(AgreementParty.organisation)
    assert {seal for seal, company in db.session.execute(parties) if company} == {"company_seal"}
