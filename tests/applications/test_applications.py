"""Codes open the form once, applications keep their secrets, and a decision moves the delegate."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities import services as activities
from crm.activities.models import Activity, Participant
from crm.applications import queries, rules, services
from crm.applications.kind import APPLICATION
from crm.applications.models import Application, ApplicationCode
from crm.audit.models import AuditEntry
from crm.core import clock, codes
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.missions import services as missions
from crm.travel import queries as travel
from crm.travel import services as luggage_services
from tests import cast
from tests.applications import desk
from tests.contacts import book
from tests.missions import voyage
from tests.travel import luggage


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    return desk.recruiting()


def put(application: Application, **chosen: Any) -> Participant:
    """Match the applicant."""
    with writing():
        row = queries.one(application.id, user=cast.user())
        activity = voyage.fresh_in(row.activity_id)
        part = services.match(
            row, activity, organisation_id=chosen.get("organisation_id"), person_id=chosen.get("person_id"),
            by=cast.user(),
        )  # fmt: skip
        db.session.commit()
    return part


def decide(application: Application, status: str) -> None:
    with writing():
        row = queries.one(application.id, user=cast.user())
        services.decide(row, voyage.fresh_in(row.activity_id), status=status, by=cast.user())
        db.session.commit()


@pytest.mark.usefixtures("app")
def test_a_code_is_read_however_it_is_typed() -> None:
    code = codes.new_code()
    assert len(code) == 14
    assert rules.digest(code.lower().replace("-", " ")) == rules.digest(code)
    assert rules.digest("o1iL-0000-0000") == rules.digest("0111-0000-0000")
    assert rules.digest("short") is None
    assert rules.digest("UUUU-0000-0000") is None


def test_a_code_is_kept_as_a_digest_and_spent_by_one_application(mission: Activity) -> None:
    shown = desk.code(mission, "見附ニット")
    kept = db.session.scalars(select(ApplicationCode)).one()
    log = json.dumps([entry.changes for entry in db.session.scalars(select(AuditEntry))])
    assert shown not in kept.code_hash + log
    assert kept.code_hash not in log
    with writing():
        services.receive(shown, desk.sheet(), consent=True)
        db.session.commit()
    with writing(), pytest.raises(Refused):
        services.receive(shown, desk.sheet(), consent=True)
    assert kept.state(clock.now()) == "used"


def _revoked(mission: Activity, code: ApplicationCode) -> None:
    services.revoke_code(code, by=None)


def _closed(mission: Activity, code: ApplicationCode) -> None:
    luggage.close(mission, "confirmed")


@pytest.mark.parametrize("end", [_revoked, _closed])
def test_a_code_that_was_taken_back_or_whose_mission_no_longer_recruits_opens_nothing(
    mission: Activity, end: Callable[[Activity, ApplicationCode], None]
) -> None:
    shown = desk.code(mission)
    assert queries.usable(shown) is not None
    with writing():
        end(mission, db.session.scalars(select(ApplicationCode)).one())
        db.session.commit()
    assert queries.usable(shown) is None


def test_a_code_expires(mission: Activity) -> None:
    shown = desk.code(mission, days=3)
    assert queries.usable(shown, now=clock.now() + timedelta(days=2)) is not None
    assert queries.usable(shown, now=clock.now() + timedelta(days=4)) is None


@pytest.mark.parametrize(
    ("changes", "consent", "field"),
    [
        ({}, False, "consent"),
        ({"email": "", "phone": ""}, True, "email"),
        ({"email": "not an address"}, True, "email"),
        ({"travel": luggage.details(passport_number="?")}, True, "passport_number"),
    ],
)
def test_what_is_missing_is_told_beside_its_field_and_the_code_stays_good(
    mission: Activity, changes: dict[str, Any], consent: bool, field: str
) -> None:
    shown = desk.code(mission)
    with writing(), pytest.raises(Refused) as refusal:
        services.receive(shown, desk.sheet(**changes), consent=consent)
    assert refusal.value.field == field
    assert queries.usable(shown) is not None


def test_a_new_company_and_person_are_entered_and_their_secrets_go_over(mission: Activity) -> None:
    application = desk.application(mission)
    part = put(application)
    assert (part.status, part.name_snapshot, part.title_snapshot) == ("applied", "髙橋 直樹", "代表取締役")
    assert part.products == "カーディガン10点"
    assert part.organisation_snapshot == "見附ニット株式会社"
    told = travel.one(part.id, user=cast.user()).details
    assert told is not None
    assert told.passport_number == "TK7654321"
    assert db.session.scalar(select(Application.sealed)) is None
    with pytest.raises(Refused):
        put(application)


@pytest.mark.parametrize(
    ("before", "after"), [("invited", "applied"), ("cancelled", "applied"), ("accepted", "accepted")]
)
def test_whoever_was_invited_before_applies_as_the_same_delegate(mission: Activity, before: str, after: str) -> None:
    firm = book.organisation("見附ニット株式会社", "ja", country="JP")
    someone = book.person("髙橋 直樹", "ja", reading="たかはし なおき", at=firm)
    other = voyage.delegate(mission, name="川崎 花子", organisation_id=book.organisation("川崎商店", "ja").id)
    elsewhere = voyage.delegate(voyage.mission(names={"ja": "別の視察団"}), someone, status="invited")
    invited = voyage.delegate(mission, someone, organisation_id=firm.id, status=before)
    with writing():
        known = luggage.details(insurance="契約 12", passport_number="")
        luggage_services.write(db.session.get_one(Participant, invited.id), known, by=cast.user())
        db.session.commit()
    part = put(desk.application(mission), organisation_id=firm.id, person_id=someone.id)
    assert (part.id, part.status, part.products) == (invited.id, after, "カーディガン10点")
    assert (other.organisation_snapshot, other.status, elsewhere.status) == ("川崎商店", "accepted", "invited")
    told = travel.one(part.id, user=cast.user()).details
    assert told is not None
    assert (told.passport_number, told.insurance) == ("TK7654321", "契約 12")
    with pytest.raises(Refused, match="in the delegation already"):
        put(desk.application(mission), organisation_id=firm.id, person_id=someone.id)


@pytest.mark.parametrize(("same", "title"), [(True, "名誉会頭"), (False, "")])
def test_a_title_told_before_is_that_of_its_firm(mission: Activity, same: bool, title: str) -> None:
    firm, other = (book.organisation(name, "ja", country="JP") for name in ("見附ニット", "川崎商店"))
    someone = book.person("髙橋 直樹", "ja")
    voyage.delegate(mission, someone, organisation_id=firm.id, status="invited", title="名誉会頭")
    application = desk.application(mission, title="")
    part = put(application, organisation_id=(firm if same else other).id, person_id=someone.id)
    assert part.title_snapshot == title


def test_each_mission_has_its_own_applications_and_codes(mission: Activity) -> None:
    other = desk.recruiting(names={"ja": "別の視察団"})
    mine, theirs = desk.application(mission), desk.application(other)
    assert [row.id for row in queries.of_activity(mission.id)] == [mine.id]
    assert [row.id for row in queries.codes(mission.id)] == [mine.code_id]
    assert queries.code(theirs.code_id, other.id).activity_id == other.id
    with pytest.raises(NotVisible):
        queries.code(theirs.code_id, mission.id)


def test_an_archived_mission_takes_its_applications_out_of_sight_and_its_codes_open_nothing(mission: Activity) -> None:
    application, shown = desk.application(mission), desk.code(mission)
    with writing():
        activities.archive(voyage.fresh_in(mission.id), by=None)
        db.session.commit()
    assert not APPLICATION.is_visible(application.id, cast.user())
    assert queries.usable(shown) is None


def test_whoever_is_in_the_book_is_proposed_and_taken(mission: Activity) -> None:
    firm = book.organisation("見附ニット株式会社", "ja", country="JP")
    someone = book.person("髙橋 直樹", "ja", reading="たかはし なおき", at=firm)
    application = desk.application(mission)
    alike = queries.alike(application, user=cast.user())
    assert [found.organisation.id for found in alike.organisations] == [firm.id]
    assert [found.line.person.id for found in alike.people] == [someone.id]
    part = put(application, organisation_id=firm.id, person_id=someone.id)
    assert (part.person_id, part.organisation_id) == (someone.id, firm.id)


def test_the_decision_moves_the_delegate(mission: Activity) -> None:
    application = desk.application(mission)
    with pytest.raises(Refused):
        decide(application, "accepted")
    part = put(application)
    for status, state in (("waiting", "applied"), ("accepted", "accepted"), ("declined", "cancelled")):
        decide(application, status)
        assert db.session.get_one(Participant, part.id).status == state
    with pytest.raises(Refused):
        decide(application, "received")


def test_who_is_matched_after_the_decision_stands_in_the_delegation_as_decided(mission: Activity) -> None:
    application = desk.application(mission)
    decide(application, "declined")
    part = put(application)
    person_id = part.person_id
    assert part.status == "cancelled"
    decide(application, "accepted")
    with writing():
        missions.remove_participant(voyage.fresh_in(mission.id), db.session.get_one(Participant, part.id), by=None)
        db.session.commit()
    db.session.expire_all()
    assert put(application, person_id=person_id).status == "accepted"


def test_only_the_office_sees_applications(mission: Activity) -> None:
    application = desk.application(mission)
    assert APPLICATION.is_visible(application.id, cast.user(Role.ADMIN))
    for role in (Role.MANAGEMENT, Role.MISSION_LEADER):
        with pytest.raises(NotVisible):
            queries.one(application.id, user=cast.user(role))


def test_the_log_holds_no_secret_and_seals_the_name(mission: Activity) -> None:
    desk.application(mission)
    log = json.dumps([entry.changes for entry in db.session.scalars(select(AuditEntry))], ensure_ascii=False)
    for secret in ("TK7654321", "CANARY NAOKI", "髙橋 直樹", "takahashi@example.jp"):
        assert secret not in log


def test_what_was_never_matched_forgets_its_passport_with_the_mission(mission: Activity) -> None:
    over, going_on = desk.application(mission).id, desk.application(desk.recruiting()).id
    with writing():
        services.forget([mission.id])
        db.session.commit()
    db.session.expire_all()
    assert db.session.get_one(Application, over).sealed is None
    assert db.session.get_one(Application, going_on).sealed
